// Modal dialogs that are made as they open and gone as they close. Needs js/elements.js.
(function (wence) {
  'use strict';

  /** Opens `dialog.NAME` with a button that closes it; a press beside it closes it too. Focus returns to what had it. */
  wence.dialog = (name, title, ...children) => {
    const close = () => dialog.close();
    const { make, button, words } = wence;
    const dialog = make('dialog', { className: name, 'aria-label': title, onclose: () => dialog.remove() });
    dialog.append(make('div', {}, make('h2', {}, title), ...children, button(words.close, close)));
    dialog.onclick = event => {
      if (event.target === dialog) close();
    };
    document.body.append(dialog);
    dialog.showModal();
    return dialog;
  };
})(window.wence);
