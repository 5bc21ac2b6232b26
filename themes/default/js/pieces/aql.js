// Sampling plans by ISO 2859-1, single sampling, normal inspection: the same as src/piece/aql.rs, which says where the numbers
// are from; tests/js/pieces.json holds the two together. Needs js/pieces/form.js.
(function (wence) {
  'use strict';
  const SAMPLES = { A: 2, B: 3, C: 5, D: 8, E: 13, F: 20, G: 32, H: 50, J: 80, K: 125, L: 200, M: 315, N: 500, P: 800, Q: 1250, R: 2000 };
  const LETTERS = Object.keys(SAMPLES);
  const LEVELS = ['S-1', 'S-2', 'S-3', 'S-4', 'I', 'II', 'III'];
  const MOST = [8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10000, 35000, 150000, 500000, Infinity];
  const ROWS = ('AAAAAAB AAAAABC AABBBCD ABBCCDE BBCCCEF BBCDDFG BCDEEGH BCDEFHJ CCEFGJK CDEGHKL CDFGJLM CDFHKMN DEGJLNP DEGJMPQ ' +
    'DEHKNQR').split(' ');
  const AQLS = ['0.010', '0.015', '0.025', '0.040', '0.065', '0.10', '0.15', '0.25', '0.40', '0.65', '1.0', '1.5', '2.5', '4.0', '6.5',
    '10'];
  const UP = 'up', DOWN = 'down';
  const DIAGONAL = [0, UP, DOWN, 1, 2, 3, 5, 7, 10, 14, 21];

  /** The cell at these places of the master table: a number, or the way to the nearest one. */
  function cell(letter, aql) {
    const at = letter + aql - 14;
    if (at < 0) return DOWN;
    return at < DIAGONAL.length ? DIAGONAL[at] : UP;
  }

  /** The plan in one direction from a letter; undefined where that leads out of the table. */
  function follow(letter, aql, step) {
    for (let at = letter; at >= 0 && at < LETTERS.length; at += step) {
      const accept = cell(at, aql);
      if (typeof accept === 'number') return { letter: LETTERS[at], sample: SAMPLES[LETTERS[at]], accept };
    }
  }

  /** The plan `{letter, sample, accept}` for a lot, one of the levels and one of the AQLs, both as the tables write them. */
  wence.samplingPlan = (lot, level, aql) => {
    const row = ROWS[MOST.findIndex(most => lot <= most)];
    const letter = LETTERS.indexOf(row[LEVELS.indexOf(level)]);
    const column = AQLS.indexOf(aql);
    const step = cell(letter, column) === UP ? -1 : 1;
    return follow(letter, column, step) || follow(letter, column, -step);
  };

  /** AQLs as the table writes them, from what was typed; undefined if one of them is none. */
  wence.readAqls = text => {
    const found = text.split(/[\s,，、/]+/).filter(Boolean).map(word => AQLS.find(aql => Number(aql) === Number(word.replace(/[%％]$/, ''))));
    return found.length && found.every(Boolean) ? found : undefined;
  };

  wence.pieces.aql = form => {
    const { make, words } = wence;
    // A level is chosen, not typed.
    const typed = form.elements.level;
    const select = make('select', { name: 'level' }, ...LEVELS.map(level => make('option', {}, level)));
    select.value = typed.value;
    typed.replaceWith(select);
    wence.livePiece(form, ({ lot, level, aql }) => {
      const number = wence.readWhole(lot.value);
      const aqls = wence.readAqls(aql.value);
      const unread = [!(number >= 2) && 'lot', !aqls && 'aql'].filter(Boolean);
      if (unread.length) return { unread };
      const rows = aqls.map(one => {
        const plan = wence.samplingPlan(number, level.value, one);
        const sample = plan.sample < number ? wence.grouped(plan.sample) : words.aql_all.replace('{n}', wence.grouped(number));
        return [one, plan.letter, sample, String(plan.accept), String(plan.accept + 1)];
      });
      wence.fillRows(form, rows);
      const spoken = ([one, , sample, accept, reject]) =>
        [words.aql_aql + ' ' + one, words.aql_sample + ' ' + sample, words.aql_ac + ' ' + accept, words.aql_re + ' ' + reject].join(', ');
      return { unread, words: rows.map(spoken).join('; ') };
    });
  };
})(window.wence);
