// The page of all questions: filter, order, and where the reader stands with each. The list itself is in the page.
// Needs js/bank/standing.js, js/bank/filter.js, js/bank/chips.js.
(function (wence) {
  'use strict';
  const { all, filter, words } = wence;
  const page = document.querySelector('.bank');
  if (!page) return;

  const list = name => (name || '').split(' ').filter(Boolean);
  const rows = all('.bank-row', page);
  const questions = rows.map((row, place) => {
    const { category, level, trait, phase, time } = row.dataset;
    return {
      row, place, home: row.parentElement, time: Number(time) || Infinity, state: [],
      category: list(category), level: list(level), trait: list(trait), phase: list(phase),
      text: filter.plain(row.textContent)
    };
  });
  const groups = all('.bank-group', page);
  const flat = page.querySelector('.bank-flat');
  const status = page.querySelector('.bank-count');
  const none = page.querySelector('.bank-none');
  const practise = page.querySelector('.bank-practise');
  const show = wence.chips(page.querySelector('.bank-tools'), (choice, typed) => go(choice, typed));
  let order = '';

  /** What each order compares; the book's own order is that of the page. */
  const orders = {
    level: question => Number(question.level[0]) || 0,
    time: question => question.time,
    // Weakest first, and never practised last: what is new has an order of its own.
    rate: question => Number(question.row.dataset.rate) || 9
  };

  /** Moves the rows into one list in this order, or back to their groups. */
  function arrange(wanted) {
    const key = orders[wanted];
    if (wanted === order) return;
    order = wanted;
    const sorted = questions.slice();
    if (key) sorted.sort((a, b) => key(a) - key(b) || a.place - b.place);
    for (const { row, home } of sorted) (key ? flat : home).append(row);
    flat.hidden = !key;
  }

  function update() {
    const choice = filter.read(location.hash);
    const { matching, counts } = filter.select(questions, choice);
    const shown = new Set(matching);
    for (const question of questions) {
      const hidden = !shown.has(question);
      if (question.row.hidden !== hidden) question.row.hidden = hidden;
    }
    arrange(orders[choice.sort] ? choice.sort : '');
    for (const group of groups) group.hidden = order || !group.querySelector('.bank-row:not([hidden])');
    none.hidden = matching.length > 0;
    practise.hidden = !matching.length;
    practise.hash = filter.write({ ...choice, sort: '' });
    status.textContent = words.shown.replace('{n}', matching.length).replace('{m}', rows.length);
    show(choice, counts);
  }

  // Each word typed is no step to go back to.
  const go = (choice, typed) => filter.go(filter.write(choice), !typed, update);

  function stand() {
    wence.showRecords(rows);
    for (const question of questions) {
      const { rate, due } = question.row.dataset;
      question.state = filter.states(Number(rate), due);
    }
    update();
  }

  none.querySelector('button').onclick = () => {
    go(filter.nothing());
    page.querySelector('.chip').focus();
  };
  addEventListener('hashchange', update);
  wence.store.watch('practice', stand);
  stand();
})(window.wence);
