// The arithmetic of the pieces that teach, on the cases that the program's own is tested with (src/piece/mod.rs).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import vm from 'node:vm';

const SCRIPTS = ['form.js', 'aql.js', 'container.js', 'back_plan.js'];
const cases = JSON.parse(readFileSync(new URL('pieces.json', import.meta.url), 'utf8'));

function load() {
  const context = vm.createContext({});
  context.window = context;
  context.wence = { pieces: {} };
  for (const name of SCRIPTS) {
    const file = new URL('../../themes/default/js/pieces/' + name, import.meta.url);
    new vm.Script(readFileSync(file, 'utf8'), { filename: name }).runInContext(context);
  }
  return context.wence;
}

const wence = load();
/** Values from the scripts' own context as this one's. */
const own = (value) => JSON.parse(JSON.stringify(value));

test('every sampling plan is that of the printed tables', () => {
  const aqls = ['0.010', '0.015', '0.025', '0.040', '0.065', '0.10', '0.15', '0.25', '0.40', '0.65', '1.0', '1.5', '2.5', '4.0', '6.5', '10'];
  let compared = 0;
  for (const { lot, plans } of cases.aql) {
    for (const level in plans) {
      const found = aqls.map((aql) => wence.samplingPlan(lot, level, aql));
      assert.equal(found.map(({ letter, sample, accept }) => `${letter}${sample}/${accept}`).join(' '), plans[level], `${lot} ${level}`);
      compared += found.length;
    }
  }
  assert.equal(compared, cases.aql.length * 7 * 16);
});

test('5,000 pieces at 2.5 and 4.0 are the example of the guide', () => {
  assert.deepEqual(own(wence.samplingPlan(5000, 'II', '2.5')), { letter: 'L', sample: 200, accept: 10 });
  assert.deepEqual(own(wence.samplingPlan(5000, 'II', '4.0')), { letter: 'L', sample: 200, accept: 14 });
});

test('AQLs are read however they are written', () => {
  assert.deepEqual(own(wence.readAqls('2.5、4')), ['2.5', '4.0']);
  assert.deepEqual(own(wence.readAqls('0.1%, 10')), ['0.10', '10']);
  for (const text of ['', '0', '3', '2.5, x']) assert.equal(wence.readAqls(text), undefined, text);
});

test('numbers have bounds and may have units', () => {
  assert.deepEqual(['5,000', '1,250.5 kg', ' 24 件'].map(wence.readNumber), [5000, 1250.5, 24]);
  for (const text of ['', '0', '-1', 'x', '1.2.3', '2000000000']) assert.ok(Number.isNaN(wence.readNumber(text)), text);
  assert.ok(Number.isNaN(wence.readWhole('2.5')));
  assert.deepEqual([0, 999, 1000, 1234567].map(wence.grouped), ['0', '999', '1,000', '1,234,567']);
});

test('cartons are those of the shared cases', () => {
  for (const { size, units, each, weight, loads, ...expected } of cases.container) {
    assert.deepEqual(own(wence.loadCartons({ size, units, each, weight: weight ?? NaN, loads })), expected);
  }
});

test('dates are those of the shared cases', () => {
  const weekdays = '周日 周一 周二 周三 周四 周五 周六'.split(' ');
  for (const { day, steps, rows } of cases.backplan) {
    const given = steps.map(([name, at]) => (typeof at === 'string' ? { name, date: at } : { name, days: at }));
    assert.deepEqual(own(wence.planBack(day, given, weekdays).map((row) => row.cells)), rows);
  }
});
