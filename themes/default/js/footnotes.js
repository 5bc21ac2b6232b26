// A plain click on a note's number opens the note beside it (js/note.js); the link to the notes stays for all else, and for
// browsers without popovers. Needs js/elements.js, js/bundle.js.
(function (wence) {
  'use strict';

  /** Open notes by their numbers; a note in a note opens another one above the first. */
  const notes = wence.notes = new Map();

  wence.parts.footnotes = () => {
    if (!wence.hasPopover) return;
    let pressed;
    // The press of a second click closes the note before the click arrives.
    document.addEventListener('pointerdown', event => {
      const link = event.target.closest('a');
      pressed = notes.has(link) && link;
    }, true);
    document.addEventListener('click', event => {
      const number = wence.clicked(event, 'a[role=doc-noteref]');
      const note = number && wence.target(number.hash);
      if (!note) return;
      event.preventDefault();
      if (notes.has(number)) notes.get(number).hidePopover();
      else if (pressed !== number) wence.load('panels', () => wence.showNote(number, note), () => note.scrollIntoView());
      pressed = null;
    });
  };
})(window.wence);
