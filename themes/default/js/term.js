// The card of a term: its words and its explanation beside where it is used. It goes by WCAG 2.2, 1.4.13: Escape closes it
// without moving pointer or focus, the pointer may move onto it, and it stays until pointer and focus have left both.
// Needs js/elements.js, a browser with popovers, and `wence.terms`: by id, the term and its explanation.
(function (wence) {
  'use strict';
  const { make, words } = wence;
  /** Milliseconds in which the pointer may cross the gap between term and card. */
  const GRACE = 200;
  let card, shown, timer;

  function close() {
    clearTimeout(timer);
    if (!card) return;
    shown.removeAttribute('aria-describedby');
    const old = card;
    card = shown = null;
    // A popover that closes itself is still open here; taking it out closes it.
    old.remove();
  }

  /** Below the term, or above it where there is no room; touching it, so that the pointer never leaves both. */
  function place() {
    const line = shown.getClientRects()[0];
    const { offsetWidth, offsetHeight, style } = card;
    const isBelow = line.bottom + offsetHeight < innerHeight;
    style.left = Math.max(8, Math.min(line.left - 8, wence.root.clientWidth - offsetWidth - 8)) + scrollX + 'px';
    style.top = (isBelow ? line.bottom : Math.max(0, line.top - offsetHeight)) + scrollY + 'px';
  }

  function leave() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (shown && !shown.matches(':hover, :focus-visible') && !card.matches(':hover')) close();
    }, GRACE);
  }

  /** Opens the card of a term's link. A tapped one holds the link, since the tap did not follow it. */
  wence.showTerm = (term, isTapped) => {
    const known = wence.terms[wence.decode(term.hash.slice(1))];
    if (!known) {
      if (isTapped) location.href = term.href;
      return;
    }
    if (shown === term) {
      clearTimeout(timer);
      return;
    }
    // It may have been left while this was on its way.
    if (!isTapped && !term.matches(':hover, :focus')) return;
    close();
    shown = term;
    const [name, text] = known;
    card = make('div', { id: 'w-term', className: 'term-card', popover: isTapped ? 'auto' : 'manual', role: isTapped ? 'note' : 'tooltip' });
    card.append(make('b', {}, name), ...text.split('\n').map(line => make('p', {}, line)));
    if (isTapped) {
      card.append(make('p', {}, make('a', { href: term.href }, words.glossary)));
      card.addEventListener('toggle', event => {
        if (event.newState === 'closed' && event.target === card) close();
      });
    } else {
      card.addEventListener('pointerleave', leave);
    }
    term.after(card);
    term.setAttribute('aria-describedby', 'w-term');
    card.showPopover();
    place();
  };

  document.addEventListener('keydown', event => {
    if (event.key === 'Escape' && card) close();
  });
  document.addEventListener('pointerout', event => {
    if (shown && event.target.closest('a.term') === shown) leave();
  });
  document.addEventListener('focusout', leave);
})(window.wence);
