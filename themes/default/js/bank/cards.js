// Cards of questions in chapters: how the reader last did with each, and whether answers stand open. Needs js/bank/standing.js.
(function (wence) {
  'use strict';
  const { all, button, make, store, words } = wence;
  const cards = all('.q[data-q]');
  const bar = document.querySelector('.q-tools');
  if (!bar) return;
  const show = () => wence.showRecords(cards);

  /** Opens or folds all answers. Search and links to a part open one; that is no choice. */
  const open = is => {
    toggle.setAttribute('aria-pressed', is);
    all('.q-part').forEach(part => {
      part.open = is;
    });
  };
  const toggle = button(words.answers_open, () => {
    const is = toggle.getAttribute('aria-pressed') !== 'true';
    open(is);
    store.set('answers', is ? 'open' : 'folded');
  }, 'chip');
  const href = wence.root.dataset.base + 'practice.html#set=' + cards.map(card => encodeURIComponent(card.dataset.q));
  bar.append(toggle, make('a', { href }, words.practise_page));
  // They stand folded; what the search has opened meanwhile stays open.
  toggle.setAttribute('aria-pressed', false);
  if (store.get('answers') === 'open') open(true);
  show();
  store.watch('practice', show);

  const reveal = () => {
    const part = wence.target(location.hash);
    if (part && part.matches('.q-part')) part.open = true;
  };
  addEventListener('hashchange', reveal);
  reveal();
})(window.wence);
