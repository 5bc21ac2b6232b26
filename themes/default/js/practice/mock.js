// Which questions a mock interview asks. Needs js/practice/session.js.
(function (wence) {
  'use strict';

  /**
   * Up to `number` questions as an interview has them: from as many categories as there are, by turns, and then in the order of
   * `categories`, a list of ids, as an interview starts with oneself and ends with what one asks.
   */
  function pickMock(questions, { categories, number, random }) {
    const of = question => question.category[0];
    const piles = new Map();
    for (const question of wence.round.shuffled(questions, random)) {
      if (!piles.has(of(question))) piles.set(of(question), []);
      piles.get(of(question)).push(question);
    }
    const turns = [...piles.values()];
    const picked = [];
    for (let round = 0; picked.length < number && turns.some(pile => pile.length > round); round += 1) {
      for (const pile of turns) if (pile.length > round && picked.length < number) picked.push(pile[round]);
    }
    const place = question => (categories.indexOf(of(question)) + 1 || categories.length + 1);
    return picked.sort((a, b) => place(a) - place(b) || a.place - b.place);
  }

  wence.pickMock = pickMock;
})(window.wence);
