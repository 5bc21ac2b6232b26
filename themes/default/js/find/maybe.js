// What a reader may have looked for who found nothing: headings that share two neighbouring characters with the query, those of
// question words and the like apart. Needs js/find/engine.js, js/search/normalise.js, js/search/forgive.js.
(function (wence) {
  'use strict';
  const { find } = wence;
  const { normalise, units } = wence.searchText;

  // Each pair of characters is a search of its own, and each may ask for files.
  const MOST_PAIRS = 4;
  const MOST = 3;

  /** Rows of the best such sections; null if another search began meanwhile. */
  find.maybe = async text => {
    const content = wence.searchForgive.content(normalise(text, new Map()));
    const pairs = units(content).filter(unit => unit.wide).flatMap(unit => {
      const characters = Array.from(unit.text);
      return characters.slice(1).map((character, at) => characters[at] + character);
    });
    const found = new Map();
    for (const pair of [...new Set(pairs)].slice(0, MOST_PAIRS)) {
      const result = await find.engine.search(pair);
      if (!result) return null;
      for (const row of result.groups.flatMap(group => group.rows)) {
        if (row.reason === 'exact' && row.headingMarks.length) found.set(find.keyOf(row), row);
        if (found.size === MOST) return [...found.values()];
      }
    }
    return [...found.values()];
  };
})(window.wence);
