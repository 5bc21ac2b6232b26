// Records: what follows from them, and that neither tabs nor files nor a full storage lose a rating.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { here, load, noon, Storage } from './practice_load.mjs';

const FILES = ['store.js', 'bank/standing.js', 'practice/schedule.js', 'practice/records.js', 'practice/transfer.js'];
const page = (options) => load(FILES, options);
const open = (wence, aliases = [], changed = () => {}) => wence.records.open(aliases, changed);
const kept = (storage) => JSON.parse(storage.getItem('wence:book:practice'));

test('a day begins at four in the morning where the reader is', () => {
  const { dayOf } = page();
  const at = (day, hour, minute) => dayOf(new Date(2026, 0, day, hour, minute).getTime());
  assert.equal(at(6, 3, 59), at(5, 12, 0));
  assert.equal(at(6, 4, 0), at(5, 12, 0) + 1);
  assert.equal(at(6, 23, 0), at(7, 2, 0));
});

test('a log says when the question is due', () => {
  const { dayOf, records: { replay } } = page();
  assert.equal(replay([]), null);
  const first = replay([[noon(0), 3, 60]]);
  assert.equal(first.due, dayOf(noon(2)));
  const second = replay([[noon(0), 3, 60], [noon(2), 3, 60]]);
  assert.ok(second.due - dayOf(noon(2)) > 7 && second.n === 2);
  const failed = replay([[noon(0), 3, 60], [noon(2), 1, 60]]);
  assert.equal(failed.due, dayOf(noon(2)), 'what failed is due on the same day');
  assert.equal(failed.rate, 1);
  assert.deepEqual(here(replay([[noon(0), 3, 60], [noon(1), 0, 0]])), here(first), 'a rating taken back counts for nothing');
  assert.equal(replay([[noon(5), 3, 1], [noon(2), 3, 1]]).due >= dayOf(noon(2)), true, 'a clock set back breaks nothing');
});

test('ratings are kept, changed and taken back', () => {
  const storage = new Storage();
  const records = open(page({ storage }));
  records.rate('a', noon(0), 1, 70);
  records.rate('a', noon(0), 3, 75);
  assert.deepEqual(here(records.log('a')), [[noon(0), 3, 75, 1]]);
  const { v, d } = kept(storage);
  assert.equal(v, 1);
  assert.deepEqual(d.questions.a, { log: [[noon(0), 3, 75, 1]], rate: 3, due: records.of('a').due });
  records.rate('a', noon(0), 0, 75);
  assert.equal(records.of('a'), null);
  assert.equal(kept(storage).d.questions.a.rate, 0);
  records.rate('b', noon(0), 0, 0);
  assert.deepEqual(here(records.log('b')), [], 'nothing to take back');
});

test('two tabs keep both their ratings', () => {
  const storage = new Storage();
  const tabs = [page({ storage }), page({ storage })];
  let told = 0;
  const [one, other] = tabs.map((tab) => open(tab, [], () => { told += 1; }));
  one.rate('a', noon(0), 3, 60);
  other.rate('b', noon(0), 2, 60);
  one.rate('c', noon(0), 4, 60);
  other.rate('a', noon(1), 1, 60);
  one.setNote('a', '先讲结果', noon(1));
  while (tabs.map((tab) => tab.deliver()).some(Boolean));
  for (const records of [one, other]) {
    assert.deepEqual(here(records.log('a')), [[noon(0), 3, 60], [noon(1), 1, 60]]);
    assert.ok(records.of('b') && records.of('c'));
    assert.equal(records.note('a'), '先讲结果');
  }
  assert.deepEqual(Object.keys(kept(storage).d.questions).sort(), ['a', 'b', 'c']);
  assert.ok(told > 0);
});

test('what another tab wrote over is written again', () => {
  const storage = new Storage();
  const tabs = [page({ storage }), page({ storage })];
  const [one, other] = tabs.map((tab) => open(tab));
  one.rate('a', noon(0), 3, 60);
  const before = storage.getItem('wence:book:practice');
  one.rate('b', noon(0), 3, 60);
  // The other tab read before `b` was there and writes after it.
  const late = JSON.parse(before);
  late.d.questions.c = { log: [[noon(0) + 1, 2, 30]], rate: 2, due: 0 };
  storage.setItem('wence:book:practice', JSON.stringify(late));
  let rounds = 0;
  while (tabs.map((tab) => tab.deliver()).some(Boolean)) assert.ok((rounds += 1) < 10, 'it comes to rest');
  assert.deepEqual(Object.keys(kept(storage).d.questions).sort(), ['a', 'b', 'c']);
  for (const records of [one, other]) for (const id of ['a', 'b', 'c']) assert.ok(records.of(id), id);
});

test('merging knows no order: any way round it comes to the same', () => {
  const { records: { merge } } = page();
  let seed = 7;
  const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
  const some = () => ({
    epoch: 5,
    questions: Object.fromEntries([0, 1, 2].map((n) => ['q' + n, {
      log: [...new Set(Array.from({ length: random(6) }, () => noon(random(9))))].sort().map((time) => [time, 1 + (time / 1000) % 4, 60])
    }])),
    notes: random(2) ? { q0: [noon(random(9)), 'n'] } : {}
  });
  const sorted = (value) => JSON.stringify(value, (key, inner) => (inner && !Array.isArray(inner) && typeof inner === 'object'
    ? Object.fromEntries(Object.entries(inner).sort()) : inner));
  for (let n = 0; n < 200; n += 1) {
    const [a, b, c] = [some(), some(), some()];
    assert.equal(sorted(merge(a, b)), sorted(merge(b, a)));
    assert.equal(sorted(merge(merge(a, b), c)), sorted(merge(a, merge(b, c))));
    assert.equal(sorted(merge(a, a)), sorted(a));
    for (const [id, { log }] of Object.entries(a.questions)) {
      const all = merge(a, b).questions[id].log.map(([time]) => time);
      assert.ok(log.every(([time]) => all.includes(time)), 'no rating gets lost');
    }
  }
});

test('a reset holds in all tabs, and a file brings everything back', () => {
  const storage = new Storage();
  const tabs = [page({ storage }), page({ storage })];
  const [one, other] = tabs.map((tab) => open(tab));
  one.rate('a', noon(0), 3, 60);
  one.rate('b', noon(0), 1, 60);
  one.setNote('b', '数字', noon(0));
  tabs[1].deliver();
  const before = here(one.all());
  const file = tabs[0].transfer.write(one.all(), 'book', new Date(noon(1)));
  one.replace(() => null, noon(1));
  while (tabs.map((tab) => tab.deliver()).some(Boolean));
  assert.equal(other.of('a'), null, 'the other tab does not bring it back');
  other.rate('c', noon(1), 4, 50);
  while (tabs.map((tab) => tab.deliver()).some(Boolean));
  assert.deepEqual(Object.keys(kept(storage).d.questions), ['c']);
  const { data } = tabs[0].transfer.read(file);
  one.replace((own) => tabs[0].records.merge({ ...own, epoch: 0 }, { ...data, epoch: 0 }), noon(2));
  while (tabs.map((tab) => tab.deliver()).some(Boolean));
  for (const records of [one, other]) {
    const all = here(records.all());
    assert.deepEqual(all.questions.a, before.questions.a);
    assert.deepEqual(all.questions.b, before.questions.b);
    assert.deepEqual(all.notes, before.notes);
    assert.ok(all.questions.c, 'what was practised meanwhile stays');
  }
});

test('another tab that wipes everything is followed', () => {
  const storage = new Storage();
  const tab = page({ storage });
  const records = open(tab);
  records.rate('a', noon(0), 3, 60);
  storage.kept.clear();
  storage.pages[0].pending.push({ key: 'wence:book:practice' });
  tab.deliver();
  assert.equal(records.of('a'), null);
  assert.equal(storage.getItem('wence:book:practice'), null, 'nothing is written again');
});

test('renamed questions keep their history and notes', () => {
  const storage = new Storage();
  open(page({ storage })).rate('old', noon(0), 3, 60);
  const again = open(page({ storage }), []);
  again.setNote('older', '记着', noon(0));
  again.rate('new', noon(3), 2, 60);
  const records = open(page({ storage }), [['old', 'new'], ['older', 'new']]);
  assert.deepEqual(here(records.log('new')).map(([time, rating]) => [time, rating]), [[noon(0), 3], [noon(3), 2]]);
  assert.equal(records.note('new'), '记着');
  assert.deepEqual(Object.keys(kept(storage).d.questions), ['new'], 'it is moved at once');
});

test('where storage is refused or full, practice goes on', () => {
  for (const storage of [null, new Storage(300)]) {
    const wence = page({ storage });
    const records = open(wence);
    for (let n = 0; n < 20; n += 1) records.rate('q' + n, noon(n), 3, 60);
    assert.equal(records.areKept(), false);
    assert.ok(records.of('q0') && records.of('q19'));
    assert.equal(wence.said.length, 1, 'it is said once');
  }
  const records = open(page());
  records.rate('a', noon(0), 3, 60);
  assert.equal(records.areKept(), true);
});

test('records of a version to come are left alone', () => {
  const storage = new Storage();
  const future = JSON.stringify({ v: 2, d: { other: true } });
  storage.setItem('wence:book:practice', future);
  const records = open(page({ storage }));
  records.rate('a', noon(0), 3, 60);
  assert.equal(storage.getItem('wence:book:practice'), future);
  assert.equal(records.areKept(), false);
  assert.ok(records.of('a'));
});

test('what is broken in storage or in a file is left out, the rest is taken', () => {
  const { records: { clean }, transfer: { read } } = page();
  const good = [noon(0), 3, 60];
  const broken = {
    epoch: -1,
    questions: {
      a: { log: [good, [1, 9, 1], ['x', 1, 1], [noon(0), 3], null, [noon(0), 2.5, 1], [noon(0), 3, -1]] }, b: { log: 'no' }, c: null
    },
    notes: { a: [noon(0), '好'], b: [noon(0), 7], c: 'x' }
  };
  assert.deepEqual(here(clean(broken)), { epoch: 0, questions: { a: { log: [good] } }, notes: { a: [noon(0), '好'] } });
  for (const nothing of [null, undefined, 7, 'x', [], [1]]) {
    assert.deepEqual(here(clean(nothing)), { epoch: 0, questions: {}, notes: {} });
  }
  assert.equal(read('no JSON').reason, 'import_other');
  assert.equal(read('[]').reason, 'import_other');
  assert.equal(read('null').reason, 'import_other');
  assert.equal(read('{"format":"wence-practice","version":2}').reason, 'import_newer');
  const proto = read('{"format":"wence-practice","version":1,"questions":{"__proto__":{"log":[]}}}').data;
  assert.equal(Object.getPrototypeOf(here(proto.questions)), Object.prototype);
});

test('a thousand questions with long logs are read at once', () => {
  const storage = new Storage();
  const questions = Object.fromEntries(Array.from({ length: 1000 }, (_, n) =>
    ['q' + n, { log: Array.from({ length: 20 }, (__, at) => [noon(at * 3) + n, 1 + ((n + at) % 4), 60]) }]));
  storage.setItem('wence:book:practice', JSON.stringify({ v: 1, d: { epoch: 0, questions, notes: {} } }));
  const start = performance.now();
  const records = open(page({ storage }));
  const took = performance.now() - start;
  assert.ok(records.of('q999').n === 20);
  assert.ok(took < 1000, `${took} ms`);
  assert.ok(storage.getItem('wence:book:practice').length < 2 ** 20, 'it fits into what browsers allow');
});
