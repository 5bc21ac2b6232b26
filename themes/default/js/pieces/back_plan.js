// Dates counted back from the day of shipping: the same as src/piece/back_plan.rs; tests/js/pieces.json holds the two together.
// Needs js/pieces/form.js.
(function (wence) {
  'use strict';
  const DAY = 86400000;

  /** Days since 1970-01-01 of `2027-03-26`; NaN for what is no such date. */
  const days = text => {
    const day = Date.parse(text + 'T00:00:00Z') / DAY;
    return /^\d{4}-\d\d-\d\d$/.test(text) && new Date(day * DAY || 0).toISOString().startsWith(text) ? day : NaN;
  };

  /**
   * The plan for a day: `steps` of `{name, days}`, days after shipping, or `{name, date}`, a day that stands whatever the plan.
   * Rows of the step, its number and its words, in the order of time.
   */
  wence.planBack = (day, steps, weekdays) => {
    const base = days(day);
    const rows = steps.map(step => ({ step, offset: step.date ? days(step.date) - base : step.days }));
    rows.sort((a, b) => a.offset - b.offset);
    return rows.map(({ step, offset }) => {
      const date = new Date((base + offset) * DAY);
      const words = offset ? 'D' + (offset > 0 ? '+' : '−') + Math.abs(offset) : 'D';
      return { step, cells: [step.name, words, date.toISOString().slice(0, 10) + ' ' + weekdays[date.getUTCDay()]] };
    });
  };

  wence.pieces.backplan = form => {
    const weekdays = wence.words.weekdays.split(' ');
    const steps = wence.all('tbody tr', form).map(row => ({
      name: row.cells[0].textContent, date: row.dataset.date, days: Number(row.dataset.days)
    }));
    wence.livePiece(form, fields => {
      const day = fields.day.value;
      if (isNaN(days(day))) return { unread: ['day'] };
      const rows = wence.planBack(day, steps, weekdays).map(row => row.cells);
      wence.fillRows(form, rows);
      return { unread: [], words: rows.map(row => row[0] + ' ' + row[2]).join('; ') };
    });
  };
})(window.wence);
