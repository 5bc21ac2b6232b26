// Draws the numbers of js/practice/progress.js: each as a picture with a sentence for its name, and as a table beneath it.
// Needs js/elements.js.
(function (wence) {
  'use strict';
  const { fill, make, progress, words } = wence;

  const HEIGHT = 132;
  const FOOT = 22;
  const HEAD = 18;
  const LINE = 30;

  const element = (name, attributes, text) => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    if (text !== undefined) made.textContent = text;
    return made;
  };

  const picture = (width, height, title, parts) => {
    const svg = element('svg', { width, height, viewBox: [0, 0, width, height].join(' '), role: 'img', 'aria-label': title });
    svg.append(...parts);
    return svg;
  };

  /** A column for each row `[label, value, shown]`; `value` of `most`, or none. Where columns are narrow, labels are left out. */
  function columns(rows, most, width, title) {
    const step = width / rows.length;
    const every = Math.ceil(34 / step);
    const room = HEIGHT - HEAD - FOOT;
    const parts = rows.flatMap(([label, value, shown], at) => {
      const height = most && value ? Math.max(2, room * value / most) : 0;
      const x = (at + 0.5) * step;
      const top = HEAD + room - height;
      return [
        element('rect', { x: at * step + step * 0.18, y: top, width: step * 0.64, height }),
        shown === undefined || step < 24 ? '' : element('text', { x, y: top - 5 }, shown),
        at % every ? '' : element('text', { x, y: HEIGHT - 5, class: 'axis' }, label)
      ];
    });
    return picture(width, HEIGHT, title, [...parts, element('line', { x1: 0, x2: width, y1: HEAD + room, y2: HEAD + room })]);
  }

  /** A line for each row `[label, part, whole]`, with its share filled. */
  function lines(rows, width, title) {
    return picture(width, rows.length * LINE, title, rows.flatMap(([label, part, whole], at) => [
      element('text', { x: 0, y: at * LINE + 15, class: 'start' }, label),
      element('text', { x: width, y: at * LINE + 15, class: 'end' }, part + '／' + whole),
      element('rect', { x: 0, y: at * LINE + 21, width, height: 3, class: 'ground' }),
      element('rect', { x: 0, y: at * LINE + 21, width: width * part / whole, height: 3 })
    ]));
  }

  const cell = (tag, text, scope) => make(tag, scope ? { scope } : {}, String(text));

  function table(title, heads, rows) {
    const head = make('thead', {}, make('tr', {}, ...heads.map(text => cell('th', text, 'col'))));
    const body = make('tbody', {}, ...rows.map(([first, ...rest]) =>
      make('tr', {}, cell('th', first, 'row'), ...rest.map(text => cell('td', text)))));
    return make('details', {}, make('summary', {}, words.numbers), make('table', {}, make('caption', {}, title), head, body));
  }

  const figure = (title, svg, ...rest) => make('figure', {}, make('figcaption', {}, title), svg, ...rest);

  /** The three figures, drawn for a width in pixels. `traits` is `[id, title]` in the book's order. */
  wence.figures = ({ questions, traits, records, today, width }) => {
    const memories = questions.map(({ id }) => records.of(id)).filter(Boolean);
    if (!memories.length) return [make('p', { className: 'practice-empty' }, words.no_record)];
    // Numbers of days are UTC's midnights.
    const date = new Intl.DateTimeFormat(wence.root.lang, { month: 'numeric', day: 'numeric', timeZone: 'UTC' });
    const dated = rows => rows.map(([day, ...rest]) => [date.format(day * 86400000), ...rest]);

    const due = dated(progress.forecast(memories, today));
    const most = Math.max(...due.map(([, n]) => n));
    const dueTitle = fill(words.forecast_said, { n: due[0][1], m: due.reduce((sum, [, n]) => sum + n, 0) });

    const weeks = dated(progress.retention(questions.map(({ id }) => records.log(id)), today));
    const percent = (part, whole) => Math.round(100 * part / whole);
    const [kept, all] = weeks.reduce((sum, [, part, whole]) => [sum[0] + part, sum[1] + whole], [0, 0]);
    const keptTitle = all ? fill(words.retention_said, { n: percent(kept, all), m: all }) : words.retention_none;
    const share = ([label, part, whole]) => [label, whole ? part / whole : 0, whole ? percent(part, whole) + '%' : undefined];

    const covered = progress.coverage(questions, traits, ({ id }) => records.of(id));
    const coveredTitle = covered.map(([title, part, whole]) => title + ' ' + part + '／' + whole).join(words.comma);

    return [
      figure(words.forecast, columns(due.map(([label, n]) => [label, n, n || undefined]), most, width, dueTitle),
        make('p', {}, dueTitle), table(words.forecast, [words.day, words.questions], due)),
      figure(words.retention, all ? columns(weeks.map(share), 1, width, keptTitle) : '',
        make('p', {}, keptTitle), all ? table(words.retention, [words.week_from, words.remembered, words.answers], weeks) : ''),
      covered.length ? figure(words.coverage, lines(covered, width, coveredTitle),
        table(words.coverage, [words.trait, words.practised, words.questions], covered)) : ''
    ];
  };
})(window.wence);
