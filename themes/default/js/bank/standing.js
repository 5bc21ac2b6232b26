// Where the reader stands with each question. The practice page keeps the records; here they are only read. Needs js/store.js.
(function (wence) {
  'use strict';
  const { store, words } = wence;

  // Four in the morning: an evening that runs late is still one day.
  const DAY_STARTS = 4 * 3600000;

  /** The number of the day, for the reader, that a moment belongs to: days since 1970-01-01. */
  wence.dayOf = time => Math.floor((time - new Date(time).getTimezoneOffset() * 60000 - DAY_STARTS) / 86400000);

  /** Shows on each element with `data-q` what its record says: as `data-rate`, `data-due`, and in the words of its `.q-state`. */
  wence.showRecords = elements => {
    const kept = (store.get('practice') || {}).questions || {};
    const today = wence.dayOf(Date.now());
    for (const element of elements) {
      const { dataset } = element;
      // What was renamed is found under its old name until the practice page has moved the record.
      const id = (dataset.q + ' ' + (dataset.aliases || '')).split(' ').find(name => kept[name]);
      const { rate, due } = kept[id] || {};
      const isDue = rate && due <= today;
      dataset.rate = rate || '';
      dataset.due = isDue ? 'due' : '';
      element.querySelector('.q-state').textContent =
        rate ? words[['', 'again', 'hard', 'good', 'easy'][rate]] + (isDue ? ' · ' + words.due : '') : '';
    }
  };
})(window.wence);
