// The section under the choice and under the summary: how practice is going, and the records as a file, out and in, and gone.
// Needs js/practice/records.js, js/practice/figures.js, js/practice/transfer.js.
(function (wence) {
  'use strict';
  const { records: { merge }, transfer, words } = wence;

  /** Brings the section to life; `changed` runs after the records have changed as a whole. Answers what draws the figures anew. */
  wence.recordView = (section, book, changed) => {
    const { records } = book;
    const find = selector => section.querySelector(selector);
    const figures = find('.practice-figures');
    const field = find('input[type=file]');

    function draw() {
      const width = figures.clientWidth;
      if (width) figures.replaceChildren(...wence.figures({ ...book, today: wence.dayOf(Date.now()), width }));
    }

    function done(text) {
      changed();
      wence.say(text, true);
    }

    find('[data-do=export]').onclick = () => {
      const now = new Date();
      const { site } = wence.root.dataset;
      const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map(n => String(n).padStart(2, '0')).join('-');
      transfer.save('practice-' + site + '-' + day + '.json', transfer.write(records.all(), site, now));
    };

    find('[data-do=import]').onclick = () => field.click();
    field.onchange = async () => {
      const text = await field.files[0].text().catch(() => '');
      const { data, reason } = transfer.read(text);
      field.value = '';
      // Beside what is there: no rating of either side gets lost.
      if (data) records.replace(own => merge({ ...own, epoch: 0 }, { ...data, epoch: 0 }), Date.now());
      done(reason ? words[reason] : wence.fill(words.imported, { n: Object.keys(data.questions).length }));
    };

    find('[data-do=reset]').onclick = event => {
      records.replace(() => null, Date.now());
      const details = event.target.closest('details');
      details.open = false;
      details.querySelector('summary').focus();
      done(words.was_reset);
    };

    new ResizeObserver(draw).observe(figures);
    return draw;
  };
})(window.wence);
