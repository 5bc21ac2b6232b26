// How practice is going, in numbers: what comes due, how much is remembered, which traits have been practised.
// In: questions, their logs and memories, the day. Out: rows `[label, part, whole]`. Knows no page.
// Needs js/bank/standing.js (`wence.dayOf`).
(function (wence) {
  'use strict';

  const DAYS = 14;
  const WEEKS = 8;

  /** How many questions come due on each of the next days, what is late counted as of today: `[day, n]`. */
  function forecast(memories, today) {
    const rows = Array.from({ length: DAYS }, (_, at) => [today + at, 0]);
    for (const { due } of memories) {
      const at = Math.max(0, due - today);
      if (at < DAYS) rows[at][1] += 1;
    }
    return rows;
  }

  /**
   * Of the ratings that came a day or more after the one before, how many were not "again": by weeks, the oldest first, the last
   * one ending today: `[first day, remembered, all]`.
   */
  function retention(logs, today) {
    const rows = Array.from({ length: WEEKS }, (_, at) => [today - 7 * (WEEKS - at) + 1, 0, 0]);
    for (const log of logs) {
      let before;
      for (const [time, rating] of log) {
        if (!rating) continue;
        const day = wence.dayOf(time);
        const row = rows[WEEKS - 1 - Math.floor((today - day) / 7)];
        if (before !== undefined && day > before && row) {
          row[1] += rating > 1 ? 1 : 0;
          row[2] += 1;
        }
        before = day;
      }
    }
    return rows;
  }

  /** Of each trait `[id, title]`, how many of its questions have been practised: `[title, practised, all]`. Traits of none are left out. */
  const coverage = (questions, traits, isPractised) => traits.map(([id, title]) => {
    const own = questions.filter(({ trait }) => trait.includes(id));
    return [title, own.filter(isPractised).length, own.length];
  }).filter(([, , all]) => all);

  wence.progress = { coverage, forecast, retention };
})(window.wence);
