// The scheduler agrees with the reference implementation, over long sequences of ratings.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { load } from './practice_load.mjs';

const { sequences } = JSON.parse(readFileSync(new URL('practice_vectors.json', import.meta.url)));
const { schedule } = load(['practice/schedule.js']);

/** Relative, since stabilities reach from hours to centuries. */
function near(actual, expected, what) {
  assert.ok(Math.abs(actual - expected) <= 1e-4 * Math.max(1e-3, Math.abs(expected)), `${what}: ${actual} instead of ${expected}`);
}

for (const [name, rows] of Object.entries(sequences)) {
  test(`memory and intervals are those of the reference: ${name}`, () => {
    let memory = null;
    rows.forEach(([days, rating, recall, stability, difficulty, interval], at) => {
      const place = `${name}, rating ${at + 1}`;
      if (memory) near(schedule.retrievability(memory.stability, days), recall, `${place}, recall`);
      memory = schedule.next(memory, rating, days);
      near(memory.stability, stability, `${place}, stability`);
      near(memory.difficulty, difficulty, `${place}, difficulty`);
      assert.equal(schedule.interval(memory.stability), interval, `${place}, interval`);
    });
  });
}

test('there are enough sequences, and they are long', () => {
  const lengths = Object.values(sequences).map((rows) => rows.length);
  assert.ok(lengths.length >= 12 && Math.max(...lengths) >= 200, String(lengths));
});

test('a question is due when nine in ten would still know it', () => {
  for (const stability of [1, 2.3065, 8.2956, 40, 300]) {
    near(schedule.retrievability(stability, stability), 0.9, `stability ${stability}`);
    assert.equal(schedule.interval(stability), Math.round(stability));
  }
});

test('better ratings never bring a question back sooner', () => {
  for (const stability of [0.1, 1, 10, 100]) {
    for (const difficulty of [1, 5, 10]) {
      for (const days of [0, 1, 10, 100]) {
        const after = [1, 2, 3, 4].map((rating) => schedule.next({ stability, difficulty }, rating, days).stability);
        for (let at = 1; at < 4; at += 1) assert.ok(after[at] >= after[at - 1], `${stability} ${difficulty} ${days}: ${after}`);
      }
    }
  }
});

test('intervals stay between a day and a year', () => {
  assert.equal(schedule.interval(0.001), 1);
  assert.equal(schedule.interval(36500), 365);
});
