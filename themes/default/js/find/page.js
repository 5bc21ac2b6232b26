// What search.html has besides the dialog: filters by kind and by part of the book, and an address that keeps it all.
// Needs js/find/engine.js.
(function (wence) {
  'use strict';
  const { find, make, button, words } = wence;
  const { title } = document;

  /** Puts the filters into the frame; `again` runs when they have changed. */
  find.filters = (frame, again) => {
    const box = make('div', { role: 'group', 'aria-label': words.filter, className: 'find-filters' });
    const address = new URL(location.href);
    const chosen = { kind: new Set(address.searchParams.getAll('kind')), part: new Set(address.searchParams.getAll('part')) };
    const chips = new Map();
    // Parts as the book has them; the list of all entries stands below.
    const order = wence.all('#w-entries h2').map(heading => heading.textContent);
    frame.querySelector('[role=status]').after(box);

    function chip(name, value) {
      const key = name + ' ' + value;
      const toggle = () => {
        if (!chosen[name].delete(value)) chosen[name].add(value);
        made.setAttribute('aria-pressed', String(chosen[name].has(value)));
        again();
      };
      const made = chips.get(key) || button(name === 'kind' ? words['kind_' + value] : value, toggle, 'chip');
      made.setAttribute('aria-pressed', String(chosen[name].has(value)));
      chips.set(key, made);
      return made;
    }

    return {
      areOn: () => chosen.kind.size + chosen.part.size > 0,
      keep: (row, group) => (!chosen.kind.size || chosen.kind.has(row.kind)) && (!chosen.part.size || chosen.part.has(group.part)),

      /** Offers what the result can be told apart by; nothing without one. */
      offer: result => {
        box.hidden = !result;
        if (!result) return;
        const kinds = new Set(chosen.kind);
        const parts = new Set(chosen.part);
        for (const group of result.groups) {
          if (group.part) parts.add(group.part);
          for (const row of find.rowsOf(group)) kinds.add(row.kind);
        }
        const shown = [['kind', kinds], ['part', parts]].flatMap(([name, values]) =>
          values.size > 1 || chosen[name].size ? [...values].sort((a, b) => order.indexOf(a) - order.indexOf(b)).map(value => chip(name, value)) : []);
        // As they are where nothing has changed: what has focus must not be moved.
        if (shown.length !== box.children.length || shown.some((one, place) => one !== box.children[place])) box.replaceChildren(...shown);
      },

      keepAddress: query => {
        const { searchParams } = address;
        ['q', 'kind', 'part'].forEach(name => searchParams.delete(name));
        if (query) searchParams.append('q', query);
        for (const name in chosen) for (const value of chosen[name]) searchParams.append(name, value);
        document.title = query ? query + ' · ' + title : title;
        try {
          history.replaceState(history.state, '', address);
        } catch (error) {
          // Not from everywhere: then the address stays as it is.
        }
      }
    };
  };
})(window.wence);
