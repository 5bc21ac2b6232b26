// How good the answers are: the queries of `search_queries.json`, whose answers were written down before any ranking was
// seen. Those for `guide` run over the repository's own book, built with the program that the other tests built. Those for
// `trpl` are for the Chinese translation of "The Rust Programming Language" (KaiserY/trpl-zh-cn), which is not part of the
// repository: WENCE_SEARCH_INDEXES names a folder with an index in `trpl/`, or in `guide/` in place of a built one.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { engineOver } from './search_load.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const queries = JSON.parse(readFileSync(new URL('search_queries.json', import.meta.url)));

// What must hold, a little below what was measured: share of queries with a right page among the first five, mean of the
// reciprocal ranks, and the share of queries without an answer that get none.
const FLOORS = { guide: [0.9, 0.8, 0.9], trpl: [0.96, 0.9, 0.9] };

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

for (const book of Object.keys(FLOORS)) {
  const folder = indexOf(book);
  test(`answers over ${book}`, { skip: folder ? false : 'no index of this book here' }, async () => {
    const { engine } = engineOver((name) => readFileSync(join(folder, `${name}.js`), 'utf8'));
    const sums = { asked: 0, hit: 0, reciprocal: 0, none: 0, silent: 0 };
    const missed = [];
    for (const { query, pages, class: kind } of queries.filter((one) => one.book === book)) {
      const result = await engine.search(query);
      const urls = Array.from(result.groups, (group) => group.url);
      if (kind === 'none') {
        sums.none++;
        if (urls.length) missed.push(`${query} finds ${urls[0]}`);
        else sums.silent++;
        continue;
      }
      sums.asked++;
      const rank = urls.findIndex((url) => pages.includes(url));
      if (rank >= 0) sums.reciprocal += 1 / (rank + 1);
      if (rank >= 0 && rank < 5) sums.hit++;
      else missed.push(`${query} finds ${urls.slice(0, 3)} before ${pages[0]}`);
    }
    const [hit, reciprocal, silent] = FLOORS[book];
    const figures = `${JSON.stringify(sums)}\n${missed.join('\n')}`;
    assert.ok(sums.asked >= 80, figures);
    assert.ok(sums.hit / sums.asked >= hit, figures);
    assert.ok(sums.reciprocal / sums.asked >= reciprocal, figures);
    assert.ok(sums.silent / sums.none >= silent, figures);
  });
}
