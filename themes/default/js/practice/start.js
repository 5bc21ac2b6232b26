// The panel where a round is chosen: what, how many, in which order. The filter is in the address, the rest is remembered.
// Needs js/bank/filter.js, js/bank/chips.js, js/practice/question.js, js/practice/session.js.
(function (wence) {
  'use strict';
  const { all, fill, filter, round, store, words } = wence;

  const USUAL = { number: '5', order: 'plan', timer: true };

  /**
   * Over the form; `begin(questions, isMock)` starts a round. Answers `{update, isTimed}`: `update()` reads the
   * address and the records anew, `isTimed()` tells whether a clock is wanted.
   */
  wence.startPanel = (form, book, begin) => {
    const { records } = book;
    const { number, order, timer } = form.elements;
    const count = form.querySelector('.practice-count');
    const none = form.querySelector('.practice-none');
    const starters = all('.practice-go button', form);
    const show = wence.chips(form, choice => go(filter.write(choice)));
    const options = { ...USUAL, ...store.get('practice-options') };
    let matching = [];

    number.value = options.number;
    order.value = options.order;
    timer.checked = options.timer;

    /** The ids that the address asks for, beside the filter; none means all. */
    const asked = () => filter.values(location.hash, 'set');

    function go(fragment) {
      const set = asked();
      filter.go([set.length ? 'set=' + set.map(encodeURIComponent) : '', fragment].filter(Boolean).join('&'), false, update);
    }

    const much = () => (number.value === 'all' ? Infinity : Number(number.value));

    function update() {
      const today = wence.dayOf(Date.now());
      for (const question of book.questions) {
        const memory = records.of(question.id);
        question.state = filter.states(memory ? memory.rate : 0, memory && memory.due <= today);
      }
      const set = new Set(asked());
      const pool = set.size ? book.questions.filter(({ id }) => set.has(id)) : book.questions;
      const choice = filter.read(location.hash);
      const selected = filter.select(pool, choice);
      matching = selected.matching;
      show(choice, selected.counts);
      none.hidden = matching.length > 0;
      for (const button of starters) button.disabled = !matching.length;
      count.textContent = fill(words.chosen, { n: Math.min(much(), matching.length), m: matching.length });
    }

    /** What the lists of a round need to know. */
    const how = () => ({
      order: order.value, number: much(), memory: ({ id }) => records.of(id), today: wence.dayOf(Date.now()), random: Math.random,
      categories: book.categories.map(([id]) => id)
    });

    form.onsubmit = event => {
      event.preventDefault();
      begin(round.pick(matching, how()));
    };
    form.querySelector('[data-do=mock]').onclick = () =>
      wence.load('record', () => begin(wence.pickMock(matching, how()), true), () => wence.say(words.practice_failed, true));
    form.querySelector('[data-do=unfilter]').onclick = () => {
      filter.go('', false, update);
      form.querySelector('.chip').focus();
    };
    // The chips and what is looked for are no fields of these.
    form.onchange = () => {
      store.set('practice-options', { number: number.value, order: order.value, timer: timer.checked }, true);
      update();
    };

    return { update, isTimed: () => timer.checked };
  };
})(window.wence);
