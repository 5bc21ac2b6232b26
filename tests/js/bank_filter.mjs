// The filter of the bank: facets, counts, and the words of an address.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { here, load } from './practice_load.mjs';

const { filter } = load(['elements.js', 'bank/filter.js']);
const choice = (change) => ({ ...filter.nothing(), ...change });
const question = (n, category, level, trait, text = '') => ({ n, category: [category], level: [level], trait, phase: [], state: [], text });
const QUESTIONS = [
  question(1, 'pay', '1', ['detail'], '尾款没到'),
  question(2, 'pay', '2', ['detail', 'calm'], '信用证 l/c 不符点'),
  question(3, 'doc', '2', ['calm'], '提单 b/l 丢了'),
  question(4, 'doc', '3', [], '尾款和提单')
];
const select = (change) => filter.select(QUESTIONS, choice(change));
const numbers = ({ matching }) => here(matching.map(({ n }) => n));

test('values of a facet join by or, facets by and', () => {
  assert.deepEqual(numbers(select({})), [1, 2, 3, 4]);
  assert.deepEqual(numbers(select({ level: ['1', '3'] })), [1, 4]);
  assert.deepEqual(numbers(select({ level: ['1', '2'], trait: ['calm'] })), [2, 3]);
  assert.deepEqual(numbers(select({ category: ['pay'], level: ['3'] })), []);
  assert.deepEqual(numbers(select({ trait: ['unknown'] })), []);
});

test('of the text every word must be there, whatever its width and case', () => {
  assert.deepEqual(numbers(select({ text: '尾款' })), [1, 4]);
  assert.deepEqual(numbers(select({ text: ' 提单　尾款 ' })), [4]);
  assert.deepEqual(numbers(select({ text: 'Ｌ／Ｃ' })), [2]);
  assert.deepEqual(numbers(select({ text: '   ' })), [1, 2, 3, 4]);
});

test('a count says what its chip alone would leave of that facet', () => {
  const facets = ['category', 'level', 'trait'];
  for (const change of [{}, { level: ['2'] }, { category: ['pay'], level: ['2'] }, { category: ['pay'], trait: ['calm'], text: '不符' }]) {
    const { counts } = select(change);
    for (const facet of facets) {
      for (const value of new Set(QUESTIONS.flatMap((one) => one[facet]))) {
        assert.equal(counts[`${facet}=${value}`] || 0, numbers(select({ ...change, [facet]: [value] })).length, `${JSON.stringify(change)} ${facet} ${value}`);
      }
    }
  }
});

test('an address brings the same choice back', () => {
  const full = choice({
    state: ['due', 'weak'], category: ['客户', 'a&b=c', '100%'], level: ['3'], trait: ['x'], phase: ['y+z'], text: '尾款 50% + #1', sort: 'level'
  });
  const fragment = filter.write(full);
  const back = filter.read('#' + fragment);
  assert.equal(filter.write(back), fragment);
  assert.deepEqual(here(back), { ...full, category: [...full.category].sort() });
  assert.equal(filter.write(filter.nothing()), '');
  assert.deepEqual(here(filter.read('')), here(filter.nothing()));
});

test('addresses are short and stay as they were', () => {
  assert.equal(filter.write(choice({ level: ['3'], state: ['due'] })), 'due=1&level=3');
  assert.equal(filter.write(choice({ category: ['pay', 'client'] })), 'category=client,pay');
  assert.equal(filter.write(choice({ category: ['client', 'pay'] })), 'category=client,pay');
  assert.deepEqual(here(filter.read('#level=3&due=1').state), ['due']);
});

test('broken addresses choose what can be read of them', () => {
  assert.deepEqual(here(filter.read('#%E5%&level=1,,2&=&&x')), here(choice({ level: ['1', '2'] })));
  assert.deepEqual(here(filter.values('#set=a,%E5%AE%A2&q=b', 'set')), ['a', '客']);
  assert.deepEqual(here(filter.values('#q=b', 'set')), []);
});

test('states follow from the last rating and the day', () => {
  assert.deepEqual(here(filter.states(0, false)), ['new']);
  assert.deepEqual(here(filter.states(1, true)), ['due', 'weak']);
  assert.deepEqual(here(filter.states(2, false)), ['weak']);
  assert.deepEqual(here(filter.states(3, true)), ['due']);
  assert.deepEqual(here(filter.states(4, false)), []);
});

test('a thousand questions are filtered well within a frame', () => {
  const many = Array.from({ length: 1000 }, (_, n) => question(n, 'c' + n % 12, String(n % 3), ['t' + n % 5], '这道题问的是第几号 ' + n));
  const start = performance.now();
  for (let n = 0; n < 20; n += 1) filter.select(many, choice({ category: ['c1', 'c2'], level: ['1'], text: '题 1' }));
  assert.ok((performance.now() - start) / 20 < 16);
});
