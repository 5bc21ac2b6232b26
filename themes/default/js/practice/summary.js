// What a round came to: ratings, time, the weakest trait, what to practise again and what to read. Needs js/practice/question.js,
// js/practice/timer.js.
(function (wence) {
  'use strict';
  const { fill, make, timer, words } = wence;

  // Pages to read next: those that most of the weak questions name.
  const MOST_PAGES = 5;

  /**
   * What a round came to: `counts` of the ratings 1 to 4, of each question the last one; `repeat`, the questions that went badly;
   * `took` and `suggested`, seconds over those that were answered; `trait`, the one with the lowest mean of at least one rating
   * below good, or none.
   */
  function sum(round) {
    const last = new Map();
    for (const one of round.visits) if (one.rating) last.set(one.question, one.rating);
    const rated = [...last];
    const traits = new Map();
    for (const [question, rating] of rated) {
      for (const trait of question.trait) traits.set(trait, [...(traits.get(trait) || []), rating]);
    }
    const mean = ratings => ratings.reduce((all, one) => all + one, 0) / ratings.length;
    const weak = [...traits].map(([trait, ratings]) => [trait, mean(ratings)]).filter(([, level]) => level < 3);
    weak.sort((a, b) => a[1] - b[1]);
    const answered = round.visits.filter(({ took }) => took);
    return {
      counts: [1, 2, 3, 4].map(rating => rated.filter(([, one]) => one === rating).length),
      repeat: rated.filter(([, rating]) => rating < 3).map(([question]) => question),
      took: answered.reduce((all, one) => all + one.took, 0),
      suggested: answered.reduce((all, { question }) => all + question.time[1], 0),
      trait: weak.length ? weak[0][0] : undefined
    };
  }

  const part = (title, links) => make('section', {}, make('h3', {}, title),
    make('ul', {}, ...links.map(({ href, text }) => make('li', {}, make('a', { href }, text)))));

  /** Links that stand under the weak questions, each once, the most frequent first. */
  function toRead(questions) {
    const found = new Map();
    for (const { related = [] } of questions) {
      for (const link of related) {
        const known = found.get(link.href) || { href: link.href, text: link.textContent, n: 0 };
        known.n += 1;
        found.set(link.href, known);
      }
    }
    return [...found.values()].sort((a, b) => b.n - a.n).slice(0, MOST_PAGES);
  }

  /** Four lines, one a rating, with its word and number. */
  const bars = counts => {
    const most = Math.max(1, ...counts);
    return make('ul', { className: 'practice-ratings' }, ...counts.map((n, at) => {
      const item = make('li', {}, wence.ratingWord(at + 1) + ' ', make('span', {}, String(n)),
        make('progress', { max: most, value: n, 'aria-hidden': 'true' }));
      item.dataset.rate = at + 1;
      return item;
    }));
  };

  /** Fills the summary's section; `begin(questions)` starts a round over those that went badly. */
  wence.showSummary = (section, book, ended, begin) => {
    const { counts, repeat, took, suggested, trait } = sum(ended);
    const today = wence.dayOf(Date.now());
    const dues = book.questions.map(({ id }) => book.records.of(id)).filter(Boolean).map(({ due }) => Math.max(due, today));
    const first = Math.min(...dues);
    const pages = toRead(repeat);
    const rounded = fill(words.rounded, { n: ended.visits.filter(({ isRepeat }) => !isRepeat).length });
    const time = took ? words.comma + fill(words.used_time, { used: timer.digits(took), suggested: timer.digits(suggested) }) : '';
    const next = dues.length ? { when: wence.ahead(first - today), n: dues.filter(due => due === first).length } : null;
    section.querySelector('.practice-sum').replaceChildren(
      make('p', {}, rounded + time),
      bars(counts),
      make('p', {}, next ? fill(words.next_due, next) : words.nothing_rated),
      trait ? make('p', {}, fill(words.weakest, { trait: book.title('traits', trait) })) : '',
      repeat.length ? part(words.to_repeat, repeat.map(({ href, stem }) => ({ href, text: stem }))) : '',
      pages.length ? part(words.to_read, pages) : ''
    );
    const button = section.querySelector('[data-do=repeat]');
    button.hidden = !repeat.length;
    button.onclick = () => begin(repeat);
  };

  wence.sumOf = sum;
})(window.wence);
