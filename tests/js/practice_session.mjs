// A round of practice: which questions come, where one is in it, what it comes to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { here, load, noon } from './practice_load.mjs';

const wence = load([
  'store.js', 'elements.js', 'bank/filter.js', 'bank/standing.js', 'practice/schedule.js', 'practice/records.js', 'practice/session.js',
  'practice/timer.js', 'practice/mock.js', 'practice/question.js', 'practice/progress.js', 'practice/summary.js'
]);
const { dayOf, progress, records: { replay }, round } = wence;

const question = (id, category = 'a', trait = []) => ({ id, category: [category], trait, time: [60, 90] });
const ids = (questions) => here(questions.map(({ id }) => id));
/** Numbers of chance, always the same ones. */
function chance(seed) {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

test('by plan, what is due and likeliest forgotten comes first, then new, then the rest', () => {
  const logs = {
    fresh: [[noon(0), 4, 60], [noon(9), 4, 60]],
    late: [[noon(0), 3, 60]],
    later: [[noon(0), 2, 60]],
    failed: [[noon(10), 1, 60]]
  };
  const questions = ['fresh', 'new1', 'late', 'new2', 'later', 'failed'].map((id) => question(id));
  const memory = ({ id }) => (logs[id] ? replay(logs[id]) : null);
  const how = { order: 'plan', number: Infinity, memory, today: dayOf(noon(10)), random: chance(1) };
  assert.deepEqual(ids(round.pick(questions, how)), ['later', 'late', 'failed', 'new1', 'new2', 'fresh']);
  assert.deepEqual(ids(round.pick(questions, { ...how, number: 2 })), ['later', 'late']);
  assert.deepEqual(ids(round.pick(questions, { ...how, order: 'book', number: 3 })), ['fresh', 'new1', 'late']);
});

test('days bring questions back in the order of the scheduler', () => {
  const logs = { hard: [[noon(0), 2, 60]], good: [[noon(0), 3, 60]], easy: [[noon(0), 4, 60]] };
  const memory = ({ id }) => replay(logs[id]);
  const questions = ['easy', 'good', 'hard'].map((id) => question(id));
  const due = (days) => ids(round.pick(questions, { order: 'plan', number: 9, memory, today: dayOf(noon(days)) })
    .filter((one) => memory(one).due <= dayOf(noon(days))));
  assert.deepEqual(due(0), []);
  assert.deepEqual(due(1), ['hard']);
  assert.deepEqual(due(2), ['hard', 'good']);
  assert.deepEqual(due(8), ['hard', 'good', 'easy']);
});

test('chance reaches every order and loses nothing', () => {
  const list = [1, 2, 3];
  const seen = new Set();
  const random = chance(42);
  for (let n = 0; n < 300; n += 1) seen.add(round.shuffled(list, random).join(''));
  assert.equal(seen.size, 6);
  assert.deepEqual(list, [1, 2, 3], 'the list itself stays');
  assert.deepEqual(here(round.shuffled([], random)), []);
  const questions = Array.from({ length: 30 }, (_, n) => question('q' + n));
  assert.equal(new Set(ids(round.pick(questions, { order: 'random', number: 10, random }))).size, 10);
});

test('a mock interview asks across the categories, in their order', () => {
  const questions = ['ask', 'intro', 'pay', 'pay', 'pay', 'pay', 'order', 'strange'].map((category, n) =>
    ({ ...question('q' + n, category), place: n }));
  const categories = ['intro', 'order', 'pay', 'ask'];
  for (let seed = 1; seed < 30; seed += 1) {
    const five = wence.pickMock(questions, { categories, number: 5, random: chance(seed) });
    assert.deepEqual(here(five.map(({ category: [one] }) => one)), ['intro', 'order', 'pay', 'ask', 'strange']);
  }
  const seven = wence.pickMock(questions, { categories, number: 7, random: chance(3) });
  assert.deepEqual(here(seven.map(({ category: [one] }) => one)), ['intro', 'order', 'pay', 'pay', 'pay', 'ask', 'strange']);
  assert.equal(wence.pickMock(questions, { categories, number: Infinity, random: chance(3) }).length, 8);
  assert.deepEqual(here(wence.pickMock([], { categories, number: 5, random: chance(3) })), []);
});

test('what fails comes once more at the end, unless it is taken back', () => {
  const now = round.start([question('a'), question('b')], false);
  round.rate(now, 1, 10);
  round.rate(now, 1, 20);
  assert.deepEqual(ids(now.visits.map((visit) => visit.question)), ['a', 'b', 'a']);
  assert.equal(round.current(now).time, 10, 'a changed rating keeps its time');
  round.rate(now, 3, 30);
  assert.equal(now.visits.length, 2);
  round.rate(now, 1, 40);
  assert.ok(round.move(now, 1) && round.move(now, 1));
  assert.ok(round.current(now).isRepeat);
  round.rate(now, 1, 50);
  assert.equal(now.visits.length, 3, 'no more than once');
  assert.equal(round.move(now, 1), false);
  assert.ok(round.move(now, -1) && round.move(now, -1));
  assert.equal(round.move(now, -1), false);
});

test('a mock interview first speaks, then rates', () => {
  const now = round.start([question('a'), question('b')], true);
  assert.ok(round.move(now, 1));
  assert.equal(now.isReview, false);
  assert.ok(round.move(now, 1));
  assert.deepEqual([now.isReview, now.at], [true, 0]);
  round.rate(now, 1, 10);
  assert.equal(now.visits.length, 2, 'nothing comes back');
  assert.ok(round.move(now, 1));
  assert.equal(round.move(now, 1), false);
});

test('a round is summed up by the last rating of each question', () => {
  const now = round.start([question('a', 'x', ['detail']), question('b', 'x', ['detail', 'calm']), question('c', 'x', ['calm'])], false);
  for (const rating of [1, 2, 4]) {
    round.current(now).took = 50;
    round.rate(now, rating, 10 * rating);
    round.move(now, 1);
  }
  round.current(now).took = 30;
  round.rate(now, 3, 99);
  const { counts, repeat, took, suggested, trait } = wence.sumOf(now);
  assert.deepEqual(here(counts), [0, 1, 1, 1]);
  assert.deepEqual(ids(repeat), ['b']);
  assert.deepEqual([took, suggested], [180, 360]);
  assert.equal(trait, 'detail');
  const fine = round.start([question('a', 'x', ['detail'])], false);
  round.rate(fine, 3, 1);
  assert.equal(wence.sumOf(fine).trait, undefined, 'nothing is weak');
  assert.deepEqual(here(wence.sumOf(round.start([question('a')], false)).counts), [0, 0, 0, 0]);
});

test('the clock counts down and then up', () => {
  const { digits, face } = wence.timer;
  assert.deepEqual([90, 60, 9, 0, -1, -75].map(face), ['1:30', '1:00', '0:09', '0:00', '+0:01', '+1:15']);
  assert.equal(digits(3605), '60:05');
});

test('the forecast counts what is late as of today', () => {
  const rows = here(progress.forecast([{ due: 90 }, { due: 100 }, { due: 101 }, { due: 113 }, { due: 114 }], 100));
  assert.equal(rows.length, 14);
  assert.deepEqual(rows[0], [100, 2]);
  assert.deepEqual(rows[1], [101, 1]);
  assert.deepEqual(rows[13], [113, 1]);
});

test('retention counts answers of a later day, by weeks', () => {
  const today = dayOf(noon(60));
  const logs = [
    [[noon(50), 3, 60], [noon(50) + 1000, 1, 60], [noon(55), 3, 60], [noon(60), 1, 60]],
    [[noon(0), 3, 60], [noon(1), 3, 60], [noon(30), 0, 60]]
  ];
  const rows = here(progress.retention(logs, today));
  assert.equal(rows.length, 8);
  assert.equal(rows[7][0], today - 6);
  assert.deepEqual(rows[7].slice(1), [1, 2]);
  assert.equal(rows.reduce((sum, row) => sum + row[2], 0), 2, 'the same day, long ago, and what was taken back do not count');
});

test('coverage names each trait that has questions', () => {
  const questions = [question('a', 'x', ['detail']), question('b', 'x', ['detail', 'calm']), question('c')];
  const traits = [['calm', '抗压'], ['detail', '细心'], ['none', '无']];
  assert.deepEqual(here(progress.coverage(questions, traits, ({ id }) => id === 'a')), [['抗压', 0, 1], ['细心', 1, 2]]);
});

test("the page's data become questions with their facets", () => {
  const book = wence.book({
    categories: [['pay', '付款']], levels: [['1', '基础']], traits: [], phases: [], files: ['assets/answers-1.js'],
    questions: [
      { id: 'a', slip: '第一问', stem: 'ＡＢ 催款', category: 'pay', level: '1', traits: ['x', 'y'], time: [60, 90], href: 'a.html#a', file: 0 },
      { id: 'b', slip: '第二问', stem: '空', href: 'a.html#b', file: 0, aliases: ['c', 'd'] }
    ]
  });
  const [first, second] = book.questions;
  assert.deepEqual(here([first.category, first.level, first.trait, first.phase, first.time, first.text]),
    [['pay'], ['1'], ['x', 'y'], [], [60, 90], 'ab 催款']);
  assert.deepEqual(here([second.category, second.time, second.isTimed]), [[], [90, 90], false]);
  assert.deepEqual(here(book.aliases), [['c', 'b'], ['d', 'b']]);
  assert.equal(book.title('categories', 'pay'), '付款');
  assert.equal(book.title('categories', 'gone'), 'gone');
  assert.equal(wence.fill('{n} 题，{m}', { n: 0, m: '$&' }), '0 题，$&');
});
