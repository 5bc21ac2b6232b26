// The questions as the page's data has them (`assets/questions.js`), and their facts in words.
// Needs js/elements.js, js/bank/filter.js.
(function (wence) {
  'use strict';
  const { filter, make, words } = wence;

  // Seconds for a question whose author suggests none.
  const USUAL_TIME = 90;

  /** Text with `{name}` filled in from the values. */
  const fill = wence.fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name]);

  /** The book's questions with a list of values for each facet, as js/bank/filter.js wants them; all of it by id too. */
  wence.book = data => {
    const list = value => [].concat(value || []);
    const questions = data.questions.map((question, place) => {
      const { category, level, traits, phase, time } = question;
      return {
        ...question, place, state: [],
        category: list(category), level: list(level), trait: list(traits), phase: list(phase),
        time: time || [USUAL_TIME, USUAL_TIME], isTimed: Boolean(time),
        text: filter.plain(question.stem)
      };
    });
    return {
      ...data, questions,
      byId: new Map(questions.map(question => [question.id, question])),
      aliases: questions.flatMap(({ id, aliases }) => list(aliases).map(old => [old, id])),
      title: (name, id) => (data[name].find(([one]) => one === id) || [id, id])[1]
    };
  };

  /** A day from today on, or before today, in words; `days` is how many there are between. */
  wence.ahead = days => (days < 1 ? words.today : days < 2 ? words.tomorrow : fill(words.in_days, { n: days }));
  const ago = days => (days < 1 ? words.today : days < 2 ? words.yesterday : fill(words.days_ago, { n: days }));

  /** The word of a rating, 0 to 4. */
  wence.ratingWord = rating => words[['unrated', 'again', 'hard', 'good', 'easy'][rating]];

  /** The facts of a question, as a row of elements: what it is about, and how it went. */
  wence.facts = (book, question, memory, today) => {
    const fact = (text, className) => make('span', { className: className || '' }, text);
    const level = book.levels.findIndex(([id]) => id === question.level[0]) + 1;
    const all = book.levels.length;
    const { time: [least, most] } = question;
    return [
      ...question.category.map(id => fact(book.title('categories', id))),
      level ? make('span', {}, words.level + ' ', ...(all > 5 ? [book.title('levels', question.level[0])] : [
        make('span', { className: 'vh' }, level + '／' + all),
        make('span', { 'aria-hidden': 'true' }, '★'.repeat(level) + '☆'.repeat(all - level))
      ])) : '',
      question.isTimed ? fact(words.time + ' ' + fill(words.seconds, { n: least < most ? least + '–' + most : most })) : '',
      ...question.trait.map(id => fact(book.title('traits', id))),
      fact(memory ? fill(words.last_time, { rating: wence.ratingWord(memory.rate), when: ago(today - memory.day) }) : words.first_time),
      memory && memory.due <= today ? fact(words.due, 'is-due') : ''
    ];
  };
})(window.wence);
