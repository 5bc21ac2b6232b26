// How good the answers are: the queries of `tests/search/queries/`, whose answers were written down before any ranking was
// seen. Those for the guide run over the repository's own book, built with the program that the other tests built. Those for
// other books run where WENCE_SEARCH_INDEXES names a folder with their indexes: `trpl/index.js` and so on.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { groupOf, judge, mean, pageOf, queriesOf } from '../search/judge.mjs';
import { engineOver } from './search_load.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

// What must hold, a little below what was measured: hit@5, nDCG@10, and the share of queries without an answer that get none.
const FLOORS = {
  guide: [0.9, 0.8, 0.9],
  trpl: [0.96, 0.88, 0.9],
  'rust-course': [0.93, 0.85, 0.9],
  book: [0.93, 0.85, 0.9],
};

let built = null;
after(() => built && rmSync(built, { recursive: true, force: true }));

/** The folder of a book's index, or null. */
function indexOf(book) {
  const given = process.env.WENCE_SEARCH_INDEXES && join(process.env.WENCE_SEARCH_INDEXES, book);
  if (given && existsSync(join(given, 'index.js'))) return given;
  if (book !== 'guide') return null;
  const target = process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target');
  const program = ['debug', 'release'].map((profile) => join(target, profile, 'wence')).find(existsSync);
  if (!program) return null;
  built = mkdtempSync(join(tmpdir(), 'wence-search-'));
  execFileSync(program, ['build', ROOT, '-d', join(built, 'site')], { stdio: 'ignore' });
  return join(built, 'site', 'search');
}

for (const [book, [hit, ndcg, silent]] of Object.entries(FLOORS)) {
  const folder = indexOf(book);
  test(`answers over ${book}`, { skip: folder ? false : 'no index of this book here' }, async () => {
    const { engine } = engineOver((name) => readFileSync(join(folder, `${name}.js`), 'utf8'));
    const judged = [];
    for (const one of queriesOf(book)) {
      const result = await engine.search(one.query);
      judged.push(judge(one, Array.from(result.groups, (group) => pageOf(group.url))));
    }
    const none = mean(groupOf(judged, 'none'));
    const asked = mean(judged.filter((one) => one.kind !== 'none'));
    const missed = judged.filter((one) => (one.kind === 'none' ? !one.silent : one.hit === 0));
    const told = missed.map((one) => `${one.kind} ${one.query}: finds ${one.first} not ${[...one.grades.keys()]}`);
    const figures = `${JSON.stringify({ asked, none })}\n${told.join('\n')}`;
    if (process.env.WENCE_SEARCH_TELL) console.log(figures);
    assert.ok(asked.count >= 60, figures);
    assert.ok(asked.hit >= hit, figures);
    assert.ok(asked.ndcg >= ndcg, figures);
    assert.ok(none.silent >= silent, figures);
  });
}
