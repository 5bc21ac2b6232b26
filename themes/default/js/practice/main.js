// The page where questions are practised: choose, practise, sum up. Starts when the questions' own file calls `wence.questions`.
// Needs js/practice/start.js, js/practice/card.js; js/practice/record.js and js/practice/summary.js come as the bundle `record`.
(function (wence) {
  'use strict';
  const page = document.querySelector('.practice');
  if (!page) return;
  const find = selector => page.querySelector(selector);
  const line = find('.practice-line');

  wence.questions = data => {
    const book = wence.book(data);
    const [form, rounds, summary, record] = ['start', 'round', 'summary', 'record'].map(name => find('.practice-' + name));
    let draw;

    const records = book.records = wence.records.open(book.aliases, follow);
    const panel = wence.startPanel(form, book, begin);
    const go = wence.roundView(rounds, book, sumUp);

    /** Another tab has rated, or everything has changed. */
    function follow() {
      find('.practice-unkept').hidden = records.areKept();
      if (!form.hidden) panel.update();
      if (record.hidden || !record.open) return;
      wence.load('record', () => {
        draw = draw || wence.recordView(record, book, follow);
        draw();
      });
    }

    /** Shows these parts of the page and no others. */
    function show(...shown) {
      for (const part of [form, rounds, summary, record]) part.hidden = !shown.includes(part);
      follow();
    }

    function begin(questions, isMock) {
      show(rounds);
      go(questions, isMock, panel.isTimed());
      // For the end of the round.
      wence.load('record', () => {});
    }

    function restart() {
      show(form, record);
      find('h1').focus();
    }

    function sumUp(ended) {
      if (!ended.visits.some(({ rating, took }) => rating || took)) {
        restart();
        return;
      }
      wence.load('record', () => {
        wence.showSummary(summary, book, ended, begin);
        show(summary, record);
        record.open = true;
        scrollTo(0, 0);
        summary.querySelector('h2').focus({ preventScroll: true });
      }, restart);
    }

    find('[data-do=restart]').onclick = () => {
      // What the address asked for is over.
      if (wence.filter.values(location.hash, 'q').length) location.hash = '';
      restart();
    };
    record.ontoggle = follow;

    /** What the address asks for: one question, or a choice of them. */
    function visit() {
      if (!rounds.hidden) return;
      const [id] = wence.filter.values(location.hash, 'q');
      const question = book.byId.get(new Map(book.aliases).get(id) || id);
      if (question) begin([question]);
      else show(form, record);
    }

    addEventListener('hashchange', visit);
    line.hidden = true;
    visit();
  };

  // The questions' file comes after this one and before the page is complete.
  document.addEventListener('DOMContentLoaded', () => {
    line.querySelector('[hidden]').hidden = line.hidden;
  });
})(window.wence);
