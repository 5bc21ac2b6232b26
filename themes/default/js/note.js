// Shows a note beside its number. Needs js/footnotes.js, js/elements.js and a browser with popovers.
(function (wence) {
  'use strict';
  const { all, make, notes, words } = wence;

  /**
   * Beside the number and inside the window: below it, or above where there is no room. In coordinates of the page, so that it
   * scrolls along.
   */
  function place(box, number) {
    const { top, bottom, left } = number.getBoundingClientRect();
    const { offsetWidth, offsetHeight, style } = box;
    const isBelow = bottom + 8 + offsetHeight < innerHeight;
    style.left = Math.max(16, Math.min(left - 16, wence.root.clientWidth - offsetWidth - 16)) + scrollX + 'px';
    style.top = (isBelow ? bottom + 8 : Math.max(8, top - 8 - offsetHeight)) + scrollY + 'px';
  }

  wence.showNote = (number, note) => {
    const copy = note.cloneNode(true);
    all('[role=doc-backlink], .code-tools', copy).forEach(element => element.remove());
    all('[id]', copy).forEach(element => element.removeAttribute('id'));
    const more = make('a', { href: number.hash, onclick: () => box.hidePopover() }, words.tonote);
    const title = words.footnote.replace('{n}', number.textContent);
    const box = make('div', { className: 'footnote-pop', popover: 'auto', role: 'dialog', 'aria-label': title, tabIndex: -1 });
    box.append(...copy.childNodes, make('p', {}, more));
    box.addEventListener('beforetoggle', event => {
      if (event.newState === 'open') return;
      // Of several popovers, browsers hand focus back from the lowest only.
      if (box.contains(document.activeElement)) number.focus({ preventScroll: true });
      notes.delete(number);
      setTimeout(() => box.remove());
    });
    // Inside the note it is in, which then stays open.
    (number.closest('.footnote-pop') || document.body).append(box);
    notes.set(number, box);
    box.showPopover();
    place(box, number);
    box.focus({ preventScroll: true });
  };
})(window.wence);
