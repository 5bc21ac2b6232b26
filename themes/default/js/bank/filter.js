// Which questions of the bank a reader wants to see, and the words for it in an address: `#level=3&category=pay,client&due=1`.
// In: questions with the values that each facet has for them. Out: those that match, and how many each further value would leave.
(function (wence) {
  'use strict';

  /** Facets in the order of the page. `state` is not the author's: due today, new, weak. */
  const FACETS = ['state', 'category', 'level', 'trait', 'phase'];
  const STATES = ['due', 'new', 'weak'];

  /** A choice of nothing: of each facet a list of values, the text that is looked for, and the order of the list. */
  const nothing = () => ({ state: [], category: [], level: [], trait: [], phase: [], text: '', sort: '' });

  /** The values that a fragment, `#` and all, gives a name: `#set=a,b`. */
  const values = (fragment, name) => (new URLSearchParams(fragment.slice(1)).get(name) || '').split(',').filter(Boolean);

  /** The choice that a fragment tells of. */
  function read(fragment) {
    const choice = nothing();
    choice.state = STATES.filter(state => values(fragment, state).length);
    for (const facet of FACETS.slice(1)) choice[facet] = values(fragment, facet);
    for (const name of ['text', 'sort']) choice[name] = values(fragment, name).join();
    return choice;
  }

  /** The fragment of a choice, without `#`; '' for a choice of nothing. Equal choices have equal fragments. */
  function write(choice) {
    const pairs = STATES.filter(state => choice.state.includes(state)).map(state => state + '=1');
    for (const facet of FACETS.slice(1)) {
      if (choice[facet].length) pairs.push(facet + '=' + choice[facet].slice().sort().map(encodeURIComponent));
    }
    for (const name of ['text', 'sort']) if (choice[name].trim()) pairs.push(name + '=' + encodeURIComponent(choice[name].trim()));
    return pairs.join('&');
  }

  /** Text as it is compared: full and half width alike, no capitals. */
  const plain = text => text.normalize('NFKC').toLowerCase();

  /**
   * Values of one facet join by OR, facets by AND; of the text each word must be there. A question is an object with a list of
   * values for each facet, and `text`, made by `plain`. Answers `{matching, counts}`: `counts['level=3']` is how many questions
   * there would be if that value of the facet were chosen alone.
   */
  function select(questions, choice) {
    const wanted = plain(choice.text).split(/\s+/).filter(Boolean);
    const counts = {};
    const matching = [];
    for (const question of questions) {
      if (!wanted.every(word => question.text.includes(word))) continue;
      const failing = FACETS.filter(facet =>
        choice[facet].length && !question[facet].some(value => choice[facet].includes(value)));
      if (failing.length > 1) continue;
      if (!failing.length) matching.push(question);
      for (const facet of failing.length ? failing : FACETS) {
        for (const value of question[facet]) counts[facet + '=' + value] = (counts[facet + '=' + value] || 0) + 1;
      }
    }
    return { matching, counts };
  }

  /** The states of a question that was last rated `rate`, 0 if never, and is due or not. */
  const states = (rate, isDue) => [isDue && 'due', !rate && 'new', rate > 0 && rate < 3 && 'weak'].filter(Boolean);

  /** Makes this the address's fragment, as a step to go back to or in place of the last one, and then runs `update`. */
  function go(fragment, isStep, update) {
    try {
      history[isStep ? 'pushState' : 'replaceState'](null, '', '#' + fragment);
      update();
    } catch (error) {
      // Refused, as some browsers do for files; the page hears of the new fragment.
      location.hash = fragment;
    }
  }

  wence.filter = { go, nothing, plain, read, select, states, values, write };
})(window.wence);
