// A plain click on a note's number opens the note beside it; the link to the notes stays for all else, and for browsers
// without popovers. Needs js/elements.js.
(function (wence) {
  'use strict';
  const { all, make, words } = wence;

  // Open notes by their numbers; a note in a note opens another one above the first.
  const open = new Map();

  /** Beside the number and inside the window: below it, or above where there is no room. In coordinates of the page, so that it scrolls along. */
  function place(box, number) {
    const { top, bottom, left } = number.getBoundingClientRect();
    const { offsetWidth, offsetHeight, style } = box;
    const isBelow = bottom + 8 + offsetHeight < innerHeight;
    style.left = Math.max(16, Math.min(left - 16, wence.root.clientWidth - offsetWidth - 16)) + scrollX + 'px';
    style.top = (isBelow ? bottom + 8 : Math.max(8, top - 8 - offsetHeight)) + scrollY + 'px';
  }

  function show(number, note) {
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
      open.delete(number);
      setTimeout(() => box.remove());
    });
    // Inside the note it is in, which then stays open.
    (number.closest('.footnote-pop') || document.body).append(box);
    open.set(number, box);
    box.showPopover();
    place(box, number);
    box.focus({ preventScroll: true });
  }

  wence.parts.footnotes = () => {
    if (!wence.hasPopover) return;
    let pressed;
    // The press of a second click closes the note before the click arrives.
    document.addEventListener('pointerdown', event => {
      const link = event.target.closest('a');
      pressed = open.has(link) && link;
    }, true);
    document.addEventListener('click', event => {
      const number = wence.clicked(event, 'a[role=doc-noteref]');
      const note = number && wence.target(number.hash);
      if (!note) return;
      event.preventDefault();
      if (open.has(number)) open.get(number).hidePopover();
      else if (pressed !== number) show(number, note);
      pressed = null;
    });
  };
})(window.wence);
