// What an empty field offers: texts that were searched for with success, and the parts of the book. A text is kept when one of
// its results is opened, and never else. Needs js/store.js.
(function (wence) {
  'use strict';
  const { all, find, make, button, store, words } = wence;
  const MOST = 5;

  find.remember = text => store.set('recent', [text, ...store.without('recent', text)].slice(0, MOST), true);

  /** `choose` gets the text that was pressed; `refresh` runs after a change. */
  find.recent = (choose, refresh) => {
    const kept = store.get('recent') || [];
    const keep = list => {
      store.set('recent', list, true);
      refresh();
    };
    const items = kept.map(text => {
      const forget = () => keep(store.without('recent', text));
      const query = button(text, () => choose(text), 'find-query');
      query.addEventListener('keydown', event => event.key === 'Delete' && forget());
      const remove = button('×', forget, 'find-forget');
      remove.setAttribute('aria-label', words.forget.replace('{q}', () => text));
      return make('li', {}, query, remove);
    });
    if (!items.length) return [];
    return [make('div', { className: 'find-title' }, make('h2', {}, words.recent), button(words.clear, () => keep([]), 'find-forget')), make('ul', {}, ...items)];
  };

  /** The parts of the book, as the sidebar has them. */
  find.parts = () => {
    const items = all('#w-side :is(summary, .side-title)').map(title => {
      const link = title.querySelector('a') || (title.nextElementSibling || title).querySelector('a');
      // After the name, the sidebar may count what was read.
      return link ? make('li', {}, make('a', { href: link.href }, title.firstChild.textContent)) : '';
    });
    return items.length ? [make('h2', {}, words.menu), make('ul', {}, ...items)] : [];
  };
})(window.wence);
