// FSRS-6, the Free Spaced Repetition Scheduler: how firmly an answer sits, and on which day it is best given again.
// In: ratings, and the whole days between them. Out: stability, difficulty, intervals. Knows no clock and keeps nothing.
//
// Formulas: <https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm>, FSRS-6. The model behind them: J. Ye, J. Su,
// Y. Cao, "A Stochastic Shortest Path Algorithm for Optimizing Spaced Repetition Scheduling", KDD 2022,
// <https://doi.org/10.1145/3534678.3539081>. tests/js/practice_vectors.json holds it to py-fsrs 6.3.2.
(function (wence) {
  'use strict';

  /** The parameters that the authors fitted to some hundred million reviews, by their numbers in the formulas: w0 to w20. */
  const W = [
    0.212, 1.2931, 2.3065, 8.2956,
    6.4133, 0.8334, 3.0194, 0.001,
    1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483,
    0.6014, 1.8729,
    0.5425, 0.0912, 0.0658,
    0.1542
  ];

  // The chance of recall at which a question is due, and the longest interval in days: a job is found, or the guide read again.
  const RETENTION = 0.9;
  const LONGEST = 365;

  const LEAST_STABILITY = 0.001;
  const AGAIN = 1;
  const HARD = 2;
  const GOOD = 3;
  const EASY = 4;

  const DECAY = -W[20];
  // By definition the chance is 0.9 after as many days as the stability says.
  const FACTOR = Math.pow(0.9, 1 / DECAY) - 1;

  const between = (least, value, most) => Math.min(Math.max(value, least), most);

  /** The chance, 0 to 1, that an answer of this stability still comes after so many days. */
  const retrievability = (stability, days) => Math.pow(1 + FACTOR * days / stability, DECAY);

  /** Whole days, at least one, until an answer of this stability is due. */
  const interval = stability =>
    between(1, Math.round(stability / FACTOR * (Math.pow(RETENTION, 1 / DECAY) - 1)), LONGEST);

  const firstDifficulty = rating => W[4] - Math.exp(W[5] * (rating - 1)) + 1;

  function nextDifficulty(difficulty, rating) {
    const damped = difficulty - W[6] * (rating - GOOD) * (10 - difficulty) / 9;
    return W[7] * firstDifficulty(EASY) + (1 - W[7]) * damped;
  }

  /** Stability after one more answer on the same day. The wiki lets a hard one weaken it; the implementations no longer do. */
  function onTheSameDay(stability, rating) {
    const growth = Math.exp(W[17] * (rating - GOOD + W[18])) * Math.pow(stability, -W[19]);
    return stability * (rating === AGAIN ? growth : Math.max(growth, 1));
  }

  function afterForgetting({ stability, difficulty }, recall) {
    const weakened = W[11] * Math.pow(difficulty, -W[12]) * (Math.pow(stability + 1, W[13]) - 1) * Math.exp(W[14] * (1 - recall));
    return Math.min(weakened, stability / Math.exp(W[17] * W[18]));
  }

  function afterRecall({ stability, difficulty }, recall, rating) {
    const growth = Math.exp(W[8]) * (11 - difficulty) * Math.pow(stability, -W[9]) * (Math.exp(W[10] * (1 - recall)) - 1);
    return stability * (1 + growth * (rating === HARD ? W[15] : rating === EASY ? W[16] : 1));
  }

  /**
   * The memory `{stability, difficulty}` (days; 1 to 10) after a rating from 1, again, to 4, easy, that came `days` after the one
   * before. `memory` is null for the first rating.
   */
  function next(memory, rating, days) {
    let stability;
    let difficulty;
    if (memory) {
      const recall = retrievability(memory.stability, days);
      if (days < 1) stability = onTheSameDay(memory.stability, rating);
      else if (rating === AGAIN) stability = afterForgetting(memory, recall);
      else stability = afterRecall(memory, recall, rating);
      difficulty = nextDifficulty(memory.difficulty, rating);
    } else {
      stability = W[rating - 1];
      difficulty = firstDifficulty(rating);
    }
    return { stability: Math.max(stability, LEAST_STABILITY), difficulty: between(1, difficulty, 10) };
  }

  wence.schedule = { interval, next, retrievability };
})(window.wence);
