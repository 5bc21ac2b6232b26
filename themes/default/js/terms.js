// Shows what a term means when it is pointed at, focused or tapped (js/term.js): the explanations come in one file for the whole
// book when the first is asked for. A tap shows the card instead of following the link, which the card then holds. Needs
// js/elements.js, js/bundle.js.
(function (wence) {
  'use strict';

  wence.parts.terms = () => {
    if (!wence.root.dataset.terms || !wence.hasPopover) return;
    // By what was used last: machines may have both, and what a media query says of them is a guess.
    let isTouched;
    const show = event => {
      const term = event.target.closest('a.term');
      if (term && !isTouched && event.pointerType !== 'touch') wence.load('terms', () => wence.showTerm(term));
    };
    document.addEventListener('pointerdown', event => {
      isTouched = event.pointerType === 'touch';
    }, true);
    document.addEventListener('keydown', () => {
      isTouched = false;
    }, true);
    document.addEventListener('pointerover', show);
    document.addEventListener('focusin', show);
    document.addEventListener('click', event => {
      const term = isTouched && wence.clicked(event, 'a.term');
      if (!term) return;
      event.preventDefault();
      wence.load('terms', () => wence.showTerm(term, true), () => {
        location.href = term.href;
      });
    });
  };
})(window.wence);
