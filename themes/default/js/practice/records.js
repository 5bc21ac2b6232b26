// The reader's records: each rating of each question with its time, and notes. Storage, other tabs and files are merged so that
// no rating gets lost: of two sides every rating stays, and what they say together is reckoned anew.
// Needs js/store.js, js/bank/standing.js, js/practice/schedule.js.
//
// Kept under `practice`: `{epoch, questions: {id: {log, rate, due}}, notes: {id: [time, text]}}`. A `log` is a list of ratings
// `[time, rating, seconds, revision]`: milliseconds since 1970; 1 to 4, or 0 where a rating was taken back; how long the answer
// took; how often the rating was changed, left out if never. `rate` and `due` follow from it, for pages that only show them: the
// last rating, and the day it is due by `wence.dayOf`. A reset or an import starts a new `epoch`, which puts older ones aside.
(function (wence) {
  'use strict';
  const { schedule, store } = wence;

  const empty = () => ({ epoch: 0, questions: {}, notes: {} });
  const isObject = value => Boolean(value) && typeof value === 'object' && !Array.isArray(value);
  const isTime = value => Number.isSafeInteger(value) && value >= 0;
  const isEntry = entry => Array.isArray(entry) && entry.length > 2 && entry.slice(0, 4).every(isTime) && entry[1] <= 4;
  const isNote = note => Array.isArray(note) && isTime(note[0]) && typeof note[1] === 'string';
  /** The same keys with other values; those that become undefined are left out. */
  const map = (object, change) => Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, change(value, key)]).filter(([, value]) => value !== undefined));

  /** What can be used of data from outside, whatever it is. */
  function clean(data) {
    if (!isObject(data)) return empty();
    return {
      epoch: isTime(data.epoch) ? data.epoch : 0,
      questions: map(isObject(data.questions) ? data.questions : {}, record =>
        (isObject(record) && Array.isArray(record.log) ? { log: record.log.filter(isEntry) } : undefined)),
      notes: map(isObject(data.notes) ? data.notes : {}, note => (isNote(note) ? note : undefined))
    };
  }

  /** Of two entries of one time, the one that was changed more often: it is the later form of the other. */
  const later = (one, other) => ((other[3] || 0) > (one[3] || 0) ? other : one);

  function mergeLogs(one, other) {
    const byTime = new Map(one.map(entry => [entry[0], entry]));
    for (const entry of other) byTime.set(entry[0], later(byTime.get(entry[0]) || entry, entry));
    return [...byTime.values()].sort((a, b) => a[0] - b[0]);
  }

  const newerNote = (one, other) => (!one || other[0] > one[0] ? other : one);

  /** What both sides know; of different epochs the newer. Neither is changed. */
  function merge(one, other) {
    if (one.epoch !== other.epoch) return one.epoch > other.epoch ? one : other;
    const known = new Map(Object.entries(one.questions));
    for (const [id, { log }] of Object.entries(other.questions)) {
      known.set(id, { log: known.has(id) ? mergeLogs(known.get(id).log, log) : log });
    }
    const notes = new Map(Object.entries(one.notes));
    for (const [id, note] of Object.entries(other.notes)) notes.set(id, newerNote(notes.get(id), note));
    return { epoch: one.epoch, questions: Object.fromEntries(known), notes: Object.fromEntries(notes) };
  }

  /** Moves records to the names that their questions have now: `aliases` is a list of `[old, new]`. */
  function rename(data, aliases) {
    return aliases.reduce((moved, [old, id]) => {
      if (!(old in moved.questions) && !(old in moved.notes)) return moved;
      const { [old]: record, ...questions } = moved.questions;
      const { [old]: note, ...notes } = moved.notes;
      const under = { epoch: data.epoch, questions: record ? { [id]: record } : {}, notes: note ? { [id]: note } : {} };
      return merge({ epoch: data.epoch, questions, notes }, under);
    }, data);
  }

  /**
   * What a log says: `{stability, difficulty, day, due, rate, n}`, `day` the last one, `n` how many ratings; null without any.
   * A failed question is due on the same day again, and until it has gone better.
   */
  function replay(log) {
    let known = null;
    for (const [time, rate] of log) {
      if (!rate) continue;
      const day = wence.dayOf(time);
      const { stability, difficulty } = schedule.next(known, rate, known ? Math.max(0, day - known.day) : 0);
      const due = day + (rate > 1 ? schedule.interval(stability) : 0);
      known = { stability, difficulty, day, due, rate, n: known ? known.n + 1 : 1 };
    }
    return known;
  }

  /** How much data says: of two sides of which one knows all that the other does, that one has the larger number. */
  const weight = ({ questions, notes }) =>
    Object.values(questions).reduce((sum, { log }) => log.reduce((all, entry) => all + 1 + (entry[3] || 0), sum), 0) +
    Object.values(notes).reduce((sum, [time]) => sum + time, 0);

  /**
   * The records over this browser's storage. `aliases` as for `rename`; `changed` runs when another tab has brought something.
   */
  function open(aliases, changed) {
    let memories = new Map();
    let data = empty();

    /** Takes data over, settled: the logs replayed, and what follows from them beside them. */
    function settle(merged) {
      data = rename(merged, aliases);
      memories = new Map();
      for (const [id, record] of Object.entries(data.questions)) {
        const memory = replay(record.log);
        memories.set(id, memory);
        record.rate = memory ? memory.rate : 0;
        record.due = memory ? memory.due : 0;
      }
    }

    const stored = () => clean(store.get('practice'));
    const write = () => store.set('practice', data);

    /** Changes the records: first what other tabs have written is taken in. */
    function change(edit) {
      settle(merge(data, stored()));
      edit();
      settle(data);
      write();
    }

    settle(stored());
    // At once: what was renamed moves, and a browser that refuses to keep anything can be told of.
    store.set('practice', data, true);
    store.watch('practice', () => {
      const other = store.get('practice');
      if (other === undefined) {
        // Another tab has wiped everything.
        settle(empty());
      } else {
        const theirs = clean(other);
        settle(merge(data, theirs));
        // Written over between another tab's reading and writing: what it did not know is written again.
        if (data.epoch > theirs.epoch || weight(data) > weight(theirs)) write();
      }
      changed();
    });

    const records = {
      /** What is known of a question, as `replay` says it; null if it was never rated. */
      of: id => memories.get(id) || null,

      /** The log of a question, oldest first. */
      log: id => (data.questions[id] || { log: [] }).log,

      /** Sets the rating of the answer given at `time`; 0 takes it back. */
      rate: (id, time, rating, seconds) => change(() => {
        const log = records.log(id);
        const old = log.find(entry => entry[0] === time);
        if (!old && !rating) return;
        const entry = old ? [time, rating, seconds, (old[3] || 0) + 1] : [time, rating, seconds];
        data.questions[id] = { log: mergeLogs(log, [entry]) };
      }),

      note: id => (data.notes[id] || [0, ''])[1],
      setNote: (id, text, time) => {
        if (text !== records.note(id)) change(() => { data.notes[id] = [time, text]; });
      },

      /** Everything, to be written to a file. */
      all: () => data,

      /** Puts other records in the place of these: `make(data)` answers them. What other tabs still hold gives way to them. */
      replace: (make, time) => change(() => {
        data = { ...rename(clean(make(data)), aliases), epoch: Math.max(time, data.epoch + 1) };
      }),

      /** Whether the browser keeps them. What it refused to, the store hands back as it is, not as a copy. */
      areKept: () => store.get('practice') !== data
    };
    return records;
  }

  wence.records = { clean, merge, open, rename, replay };
})(window.wence);
