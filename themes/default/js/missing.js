// For 404.html alone, which is served for any path and holds this in itself: the pages whose paths are nearest to the one that
// was asked for, and a search for its last part. Needs `data-base`, the paths and titles of all pages in `#w-pages`, and the
// hidden list `#w-near` to show some; `#w-sought` leads to the search, where there is one.
(function () {
  'use strict';
  // Of two words, this share of the letters in the same order is a likeness and not chance.
  const LEAST_LIKENESS = 0.65;
  // A word that stands whole in the other counts for so much, however long that is.
  const WHOLE_WORD = 0.8;
  const MOST_PAGES = 3;
  // Longer addresses are nobody's slip of the pen, and the comparison takes the product of both lengths.
  const MOST_LETTERS = 200;

  /** A path without what does not tell pages apart: its ending, a folder's own page, capitals. Parts from the root down. */
  function parts(path) {
    const bare = path.toLowerCase().slice(0, MOST_LETTERS).replace(/\.html?$/, '').replace(/(^|\/)index$/, '');
    return bare.split('/').filter(Boolean);
  }

  /** Share of letters in the same order, 0 to 1: twice the longest common subsequence by both lengths; more for a word of it. */
  function likeness(one, other) {
    const [a, b] = [[...one], [...other]];
    let above = new Array(b.length + 1).fill(0);
    for (const letter of a) {
      const row = [0];
      for (let at = 0; at < b.length; at += 1) row.push(letter === b[at] ? above[at] + 1 : Math.max(above[at + 1], row[at]));
      above = row;
    }
    const share = a.length + b.length ? 2 * above[b.length] / (a.length + b.length) : 0;
    return one.length > 1 && other.split(/[-_ ]/).includes(one) ? Math.max(share, WHOLE_WORD) : share;
  }

  /** The page's own name counts for three times the whole way to it: pages are moved more often than they are renamed. */
  function score(asked, page) {
    const name = likeness(asked[asked.length - 1] || '', page[page.length - 1] || '');
    return name < LEAST_LIKENESS ? 0 : 3 * name + likeness(asked.join('/'), page.join('/'));
  }

  function offer() {
    const data = document.getElementById('w-pages');
    const list = document.getElementById('w-near');
    if (!data || !list) return;
    const base = document.documentElement.dataset.base || '';
    let path = location.pathname;
    try {
      path = decodeURIComponent(path);
    } catch (error) {
      // Not UTF-8: the letters that are will do.
    }
    const asked = parts(path.startsWith(base) ? path.slice(base.length) : path);
    const sought = document.getElementById('w-sought');
    const words = (asked[asked.length - 1] || '').replace(/[-_ ]+/g, ' ').trim();
    if (sought && words) sought.href += '?q=' + encodeURIComponent(words);
    const scored = JSON.parse(data.textContent).map(([page, title]) => ({ page, title, score: score(asked, parts(page)) }));
    const near = scored.filter(one => one.score > 0).sort((a, b) => b.score - a.score).slice(0, MOST_PAGES);
    near.forEach(({ page, title }) => {
      const link = document.createElement('a');
      link.href = base + page.split('/').map(encodeURIComponent).join('/');
      link.textContent = title;
      const item = document.createElement('li');
      item.append(link);
      list.append(item);
    });
    list.hidden = !near.length;
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', offer);
  else offer();
})();
