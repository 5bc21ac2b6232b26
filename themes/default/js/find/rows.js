// Turns a result into options of the list: links, page by page. Needs js/find/engine.js, js/search/normalise.js.
(function (wence) {
  'use strict';
  const { find, make, root, words } = wence;

  const { normalise } = wence.searchText;
  const noFolds = new Map();
  const plain = text => normalise(text, noFolds);
  let number = 0;

  const stretches = (text, marks) => marks.map(([from, to]) => text.slice(from, to));

  /** Text with its stretches marked. */
  function marked(text, marks) {
    let end = 0;
    const parts = marks.flatMap(([from, to]) => {
      const before = text.slice(end, from);
      end = to;
      return [before, make('mark', {}, text.slice(from, to))];
    });
    return [...parts, text.slice(end)];
  }

  /**
   * Where a row leads: its page asks to mark what was found there. That is what the reader typed, or, where the text has it in
   * other characters (pinyin, traditional forms, a slip), the text's own.
   */
  find.hrefOf = (row, typed) => {
    const found = [...new Set([...stretches(row.heading, row.headingMarks), ...stretches(row.excerpt.text, row.excerpt.marks)])];
    const normal = plain(typed);
    const query = found.every(text => normal.includes(plain(text))) ? typed : found.join(' ');
    return root.dataset.base + row.url + '?q=' + encodeURIComponent(query) + (row.id && '#' + encodeURIComponent(row.id));
  };

  /** Level and suggested time of a question. */
  function about({ level, least, most }) {
    const seconds = most && words.seconds.replace('{n}', least && least !== most ? least + '–' + most : most);
    return [level, seconds].filter(Boolean).join(' · ');
  }

  const option = (properties, ...children) => make('a', { role: 'option', tabIndex: -1, 'aria-selected': 'false', ...properties }, ...children);

  function rowOf(row, typed) {
    const { excerpt, question } = row;
    const heading = make('span', { className: 'find-heading' }, ...marked(row.heading, row.headingMarks));
    if (question) {
      heading.prepend(make('span', { className: 'find-seal' }, make('span', { className: 'vh' }, words.kind_question)));
      const text = about(question);
      if (text) heading.append('\u2003', make('small', {}, text));
    }
    const context = [excerpt.before ? '…' : '', ...marked(excerpt.text, excerpt.marks), excerpt.after ? '…' : ''];
    return option({ href: find.hrefOf(row, typed) }, heading, excerpt.text ? make('span', { className: 'find-context' }, ...context) : '');
  }

  find.keyOf = row => row.url + '#' + row.id;

  /** All rows of a page of the result, those too that the engine holds back at first. */
  find.rowsOf = group => {
    group.all = group.all || (group.rest ? group.rows.concat(group.expand()) : group.rows);
    return group.all;
  };

  /** An option that does something in place; as a link, it leads to the search's own page. */
  find.more = (text, typed, onmore) => {
    const more = option({ href: find.pageOf(typed), className: 'find-more' }, text);
    more.onmore = onmore;
    return more;
  };

  /**
   * A group for each page with rows that `keep` lets pass and `seen` does not know; `limit` rows in all. Adds them to `seen`.
   */
  find.groups = (result, seen, limit, keep) => {
    const groups = [];
    for (const group of result.groups) {
      const fresh = limit > 0 ? find.rowsOf(group).filter(row => !seen.has(find.keyOf(row)) && keep(row, group)) : [];
      if (fresh.length) {
        const most = Math.min(limit, find.ofPage);
        const put = rows => rows.map(row => {
          seen.add(find.keyOf(row));
          return rowOf(row, result.query);
        });
        const options = put(fresh.slice(0, most));
        limit -= options.length;
        const rest = fresh.slice(most);
        rest.forEach(row => seen.add(find.keyOf(row)));
        if (rest.length) options.push(find.more(words.more.replace('{n}', rest.length), result.query, more => more.replaceWith(...put(rest))));
        const id = 'w-group-' + number++;
        const title = make('div', { id, className: 'find-group' }, group.title, group.part ? make('small', {}, group.part) : '');
        const element = make('div', { role: 'group', 'aria-labelledby': id }, title, ...options);
        if (group.language) element.lang = group.language;
        groups.push(element);
      }
    }
    return groups;
  };
})(window.wence);
