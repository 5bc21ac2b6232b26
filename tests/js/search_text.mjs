// The browser's normal form and classes are those of the build.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadEngine } from './search_load.mjs';

const { classes, folds, vectors } = JSON.parse(readFileSync(new URL('search_vectors.json', import.meta.url)));
const text = loadEngine().searchText;
const table = text.readFolds(folds, new Map());

test('every code point is of the class the build gives it', () => {
  const borders = [...classes.matchAll(/([0-9a-f]+)([nwsv])/g)].map(([, start, kind]) => [parseInt(start, 16), kind]);
  assert.ok(borders.length > 80);
  borders.forEach(([start, kind], at) => {
    const end = at + 1 < borders.length ? borders[at + 1][0] : 0x110000;
    for (let code = start; code < end; code++) assert.equal(text.classOf(code), kind, code.toString(16));
  });
});

test('texts and queries come out as the build has them', () => {
  assert.ok(vectors.length > 400);
  for (const vector of vectors) {
    const [original, normal, units] = vector.split('\u0002');
    assert.equal(text.normalise(original, table), normal);
    const found = text.units(normal).map((unit) => (unit.wide ? 'v' : 'w') + unit.text);
    assert.equal(found.join('|'), units, original);
  }
});

test('the map leads from each unit of the normal form to its origin', () => {
  for (const vector of vectors) {
    const original = vector.split('\u0002')[0];
    const map = [];
    const normal = text.normalise(original, table, map);
    assert.equal(map.length, normal.length + 1);
    assert.equal(map[normal.length], original.length);
    for (let at = 0; at < normal.length; at++) assert.ok(map[at] < original.length && map[at] <= map[at + 1]);
  }
  const map = [];
  assert.equal(text.normalise('a㎏權', table, map), 'akg权');
  assert.deepEqual(map, [0, 1, 1, 2, 3]);
});

test('lone surrogates and long texts pass', () => {
  assert.equal(text.normalise('a\ud800b', table), 'a\ud800b');
  assert.equal(text.normalise('\udc00', table), '\udc00');
  assert.equal(text.units('a\ud800b').length, 2);
  assert.equal(text.normalise('权\u0301'.repeat(20000), table).length, 40000);
});

test('squeezing keeps words apart and Chinese together', () => {
  const map = [];
  const normal = text.normalise('Rust 的「所有权」：\nlet  x = 5;', table, map);
  const { text: squeezed, places } = text.squeeze(normal, map);
  assert.equal(squeezed, 'rust的所有权let x 5');
  assert.equal(places.length, squeezed.length);
  assert.equal(places[squeezed.indexOf('所')], 7);
});
