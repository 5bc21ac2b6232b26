// For 404.html alone, which is served for any path and holds this in itself: the pages whose paths are nearest to the one that
// was asked for, and the appearance that the reader chose. Needs nothing but `data-base`, `data-site`, `#w-pages`, `#w-near`.
(function () {
  'use strict';
  const root = document.documentElement;

  // Of two words, this share of the letters in the same order is a likeness and not chance.
  const LEAST_LIKENESS = 0.6;
  const MOST_PAGES = 3;
  // Longer addresses are nobody's slip of the pen, and the comparison takes the product of both lengths.
  const MOST_LETTERS = 200;

  ['theme', 'text', 'width'].forEach(name => {
    try {
      const kept = JSON.parse(localStorage.getItem('wence:' + root.dataset.site + ':' + name));
      if (!kept || kept.v !== 1) return;
      if (kept.d === 'auto') delete root.dataset[name];
      else root.dataset[name] = kept.d;
    } catch (error) {
      // Refused, or not ours: the page stays as the site wants it.
    }
  });

  /** A path without what does not tell pages apart: its ending, a folder's own page, capitals. Parts from the root down. */
  function parts(path) {
    const bare = path.toLowerCase().slice(0, MOST_LETTERS).replace(/\.html?$/, '').replace(/(^|\/)index$/, '');
    return bare.split('/').filter(Boolean);
  }

  /** Share of letters in the same order, 0 to 1: twice the longest common subsequence by both lengths. */
  function likeness(a, b) {
    let above = new Array(b.length + 1).fill(0);
    for (const letter of a) {
      const row = [0];
      for (let at = 0; at < b.length; at += 1) row.push(letter === b[at] ? above[at] + 1 : Math.max(above[at + 1], row[at]));
      above = row;
    }
    return a.length + b.length ? 2 * above[b.length] / (a.length + b.length) : 0;
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
    const base = root.dataset.base || '';
    let path = location.pathname;
    try {
      path = decodeURIComponent(path);
    } catch (error) {
      // Not UTF-8: the letters that are will do.
    }
    const asked = parts(path.startsWith(base) ? path.slice(base.length) : path);
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
    // Its title, if it has one, is hidden with it.
    const title = document.getElementById(list.getAttribute('aria-labelledby'));
    if (title) title.hidden = list.hidden;
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', offer);
  else offer();
})();
