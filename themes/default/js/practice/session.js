// A round of practice: which questions come and in which order, and where one is in it. In: questions, what is known of each, a
// source of chance. Out: lists and the round's state. Knows no page, no clock and no storage.
// Needs js/practice/schedule.js.
(function (wence) {
  'use strict';

  /** The list in an order of chance, `random()` being in [0, 1) (Fisher and Yates; Durstenfeld's form). */
  function shuffled(list, random) {
    const mixed = list.slice();
    for (let at = mixed.length - 1; at > 0; at -= 1) {
      const other = Math.floor(random() * (at + 1));
      [mixed[at], mixed[other]] = [mixed[other], mixed[at]];
    }
    return mixed;
  }

  /**
   * Up to `number` questions of a list in the book's order. By `order`: `plan`, what is due and likeliest forgotten first, then new
   * ones as the book has them, then the rest, likeliest forgotten first; `book`; `random`. `memory(question)` is as of
   * `records.replay`, `today` a day of `wence.dayOf`.
   */
  function pick(questions, { order, number, memory, today, random }) {
    if (order === 'book') return questions.slice(0, number);
    if (order === 'random') return shuffled(questions, random).slice(0, number);
    const ranked = questions.map((question, place) => {
      const known = memory(question);
      const recall = known ? wence.schedule.retrievability(known.stability, Math.max(0, today - known.day)) : 0;
      return { question, place, group: known ? (known.due <= today ? 0 : 2) : 1, recall };
    });
    ranked.sort((a, b) => a.group - b.group || a.recall - b.recall || a.place - b.place);
    return ranked.slice(0, number).map(({ question }) => question);
  }

  // `step` is how many parts stand open, `took` seconds, `time` when it was rated first, `voice` the address of a recording.
  const visit = (question, isRepeat) => ({ question, isRepeat, step: 0, took: 0, rating: 0, time: 0, voice: '' });

  /** A round over these questions. In a mock interview one speaks to all of them first; then `isReview`, and rates. */
  const start = (questions, isMock) => ({ visits: questions.map(question => visit(question, false)), at: 0, isMock, isReview: false });

  const current = round => round.visits[round.at];

  /** Rates the current question. What failed comes once more at the end of the round; taken back, it does not. */
  function rate(round, rating, time) {
    const now = current(round);
    now.rating = rating;
    now.time = now.time || time;
    if (round.isMock || now.isRepeat) return;
    const again = round.visits.findIndex(({ question, isRepeat }, at) => isRepeat && at > round.at && question === now.question);
    if (rating === 1 && again < 0) round.visits.push(visit(now.question, true));
    if (rating !== 1 && again >= 0 && !round.visits[again].rating) round.visits.splice(again, 1);
  }

  /** Moves by `by`; answers false at the end of the round, where nothing moves, and at its start. */
  function move(round, by) {
    const to = round.at + by;
    if (to >= round.visits.length && round.isMock && !round.isReview) {
      Object.assign(round, { at: 0, isReview: true });
      return true;
    }
    if (to < 0 || to >= round.visits.length) return false;
    round.at = to;
    return true;
  }

  wence.round = { current, move, pick, rate, shuffled, start };
})(window.wence);
