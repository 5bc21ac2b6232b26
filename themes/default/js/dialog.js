// Modal dialogs that are made as they open and gone as they close. Needs js/elements.js.
(function (wence) {
  'use strict';

  /** Opens `dialog.NAME` with a button that closes it; a press beside it closes it too. Focus returns to what had it. */
  wence.dialog = (name, title, ...children) => {
    const close = () => dialog.close();
    const dialog = wence.make('dialog', { className: name, 'aria-label': title, onclose: () => dialog.remove() });
    dialog.append(wence.make('div', {}, ...children, wence.button(wence.words.close, close)));
    dialog.onclick = event => event.target === dialog && close();
    document.body.append(dialog);
    dialog.showModal();
    return dialog;
  };
})(window.wence);
