// Scores the search of Wence beside that of Pagefind, mdBook and VitePress: the same books, the same queries, in one
// Chromium. Prints a Markdown table. README.md says how to run it.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import puppeteer from 'puppeteer-core';
import { ENGINES } from './engines.mjs';
import { groupOf, judge, mean, pageOf, queriesOf } from './judge.mjs';
import { serve } from './server.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const BOOKS = JSON.parse(readFileSync(join(HERE, 'books.json')));
// Readers whose first result is measured, and queries of one reader who goes on; of each book.
const FIRST_READERS = 8;
const NEXT_QUERIES = 40;
// So long without a request means that no more will come, in milliseconds: more than the dialog waits after a key.
const QUIET = 200;

const { values: options } = parseArgs({
  options: {
    wence: { type: 'string', default: 'wence' },
    mdbook: { type: 'string', default: 'mdbook' },
    chromium: { type: 'string', default: process.env.CHROME ?? '/usr/bin/chromium' },
    work: { type: 'string', default: join(HERE, '../../target/search') },
    source: { type: 'string', multiple: true, default: [] },
    engines: { type: 'string', default: Object.keys(ENGINES).join() },
    books: { type: 'string', default: Object.keys(BOOKS).join() },
    tell: { type: 'boolean', default: false },
  },
});
const work = resolve(options.work);
const sources = new Map(options.source.map((pair) => [pair.split('=')[0], pair.slice(pair.indexOf('=') + 1)]));

function run(program, args, settings = {}) {
  return execFileSync(program, args, { stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 30, ...settings });
}

/** Markdown files below a folder, by their paths from there, in order. */
function pagesBelow(folder) {
  return readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.md')).sort();
}

/** The text of a book as an mdBook book with no settings of its own; its folder. */
function prepare(name) {
  const book = BOOKS[name];
  const folder = join(work, name, 'book');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  if (book.source) {
    // The repository's own: without front matter, which mdBook would show, and with a list of chapters.
    cpSync(join(HERE, book.source), join(folder, 'src'), { recursive: true });
    const pages = pagesBelow(join(folder, 'src'));
    for (const page of pages) {
      const path = join(folder, 'src', page);
      writeFileSync(path, readFileSync(path, 'utf8').replace(/^---\n[\s\S]*?\n---\n/, ''));
    }
    writeFileSync(join(folder, 'src/SUMMARY.md'), pages.map((page) => `- [${page}](${page})\n`).join(''));
  } else {
    const from = sources.get(name) ?? join(work, name, 'clone');
    if (!sources.has(name) && !existsSync(from)) {
      run('git', ['init', '--quiet', '--bare', from]);
      run('git', ['-C', from, 'fetch', '--quiet', '--depth', '1', book.repository, book.commit]);
    }
    const archive = run('git', ['-C', from, 'archive', book.commit]);
    run('tar', ['-x', '-C', folder], { input: archive, stdio: ['pipe', 'pipe', 'inherit'] });
    rmSync(join(folder, 'theme'), { recursive: true, force: true });
  }
  writeFileSync(join(folder, 'book.toml'), [
    '[book]', `title = ${JSON.stringify(book.title)}`, `language = ${JSON.stringify(book.language)}`, 'src = "src"', '',
  ].join('\n'));
  return folder;
}

function percentile(numbers, part) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

function average(numbers) {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}

/** Every so many of a list, `count` in all. */
function spread(list, count) {
  const step = Math.max(1, list.length / count);
  return Array.from({ length: Math.min(count, list.length) }, (_, at) => list[Math.floor(at * step)]);
}

const server = await serve(work);
const browser = await puppeteer.launch({
  executablePath: options.chromium,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});

/** A page of a fresh reader, nothing stored. */
async function reader(engine, book) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.goto(`${server.url}${book}/${engine}.site/${ENGINES[engine].start}`, { waitUntil: 'networkidle0' });
  return { page, close: () => context.close() };
}

/** Bytes that came while `act` ran and until nothing more came. */
async function bytesOf(page, act) {
  server.take();
  await act();
  await page.waitForNetworkIdle({ idleTime: QUIET });
  return server.take();
}

async function measure(engine, book) {
  const { open, ask, type } = ENGINES[engine];
  const queries = queriesOf(book);
  const { page, close } = await reader(engine, book);
  await open(page);
  const judged = [];
  const times = [];
  for (const one of queries) {
    const addresses = await ask(page, one.query);
    judged.push({ ...judge(one, addresses.urls.map(pageOf)), book });
    // Asked again: all files are there.
    times.push((await ask(page, one.query)).time);
  }
  await close();
  const answerable = queries.filter((one) => one.kind !== 'none').map((one) => one.query);
  const first = [];
  for (const query of spread(answerable, FIRST_READERS)) {
    const fresh = await reader(engine, book);
    first.push(await bytesOf(fresh.page, async () => {
      await open(fresh.page);
      await type(fresh.page, query);
    }));
    await fresh.close();
  }
  const next = [];
  const one = await reader(engine, book);
  await open(one.page);
  await type(one.page, answerable[0]);
  await one.page.waitForNetworkIdle({ idleTime: QUIET });
  for (const query of spread(answerable.slice(1), NEXT_QUERIES)) {
    next.push(await bytesOf(one.page, () => type(one.page, query)));
  }
  await one.close();
  return { judged, times, first, next };
}

const chosen = { engines: options.engines.split(','), books: options.books.split(',') };
const results = new Map(chosen.engines.map((engine) => [engine, { judged: [], books: new Map() }]));
const programs = {
  wence: resolve(options.wence),
  mdbook: options.mdbook.includes('/') ? resolve(options.mdbook) : options.mdbook,
  pagefind: join(HERE, 'node_modules/.bin/pagefind'),
  run,
};
for (const book of chosen.books) {
  const folder = prepare(book);
  const rendered = join(work, book, 'mdbook');
  run(programs.mdbook, ['build', folder, '-d', rendered]);
  // The guide is built as it is published, the others from the chapters that mdBook gets.
  const root = BOOKS[book].source && join(HERE, BOOKS[book].source, '..');
  for (const engine of chosen.engines) {
    const out = join(work, book, `${engine}.site`);
    ENGINES[engine].build({ folder, rendered, out, language: BOOKS[book].language, programs, root });
    const result = await measure(engine, book);
    results.get(engine).judged.push(...result.judged);
    results.get(engine).books.set(book, result);
    console.error(`${relative(work, out)}: ${JSON.stringify(mean(result.judged.filter((one) => one.kind !== 'none')))}`);
  }
}
await browser.close();
server.close();

// ---- The table ----

const english = (one) => BOOKS[one.book].language === 'en';
const score = (judged) => {
  const means = mean(judged);
  return means ? `${means.hit.toFixed(2)} / ${means.ndcg.toFixed(2)}` : '–';
};
const all = (judged, kinds) => judged.filter((one) => !english(one) && (!kinds || kinds.includes(one.kind)));
const lines = [];
function row(label, cell) {
  lines.push([label, ...chosen.engines.map((engine) => cell(results.get(engine)))]);
}
const size = (bytes) => (bytes / 1000).toFixed(0);
const CLASSES = [...new Set(chosen.books.flatMap((book) => queriesOf(book)).map((one) => one.kind))].filter((kind) => kind !== 'none');
const asked = (judged) => judged.filter((one) => one.kind !== 'none');
row('Chinese books, all', ({ judged }) => score(asked(all(judged))));
for (const group of ['plain', 'forgiving']) row(`– ${group}`, ({ judged }) => score(groupOf(all(judged), group)));
for (const kind of CLASSES) {
  const count = all(results.get(chosen.engines[0]).judged, [kind]).length;
  if (count) row(`– – ${kind} (${count})`, ({ judged }) => score(all(judged, [kind])));
}
row('English book, all', ({ judged }) => score(asked(judged.filter(english))));
for (const kind of CLASSES) {
  const of = (judged) => judged.filter((one) => english(one) && one.kind === kind);
  const count = of(results.get(chosen.engines[0]).judged).length;
  if (count) row(`– – ${kind} (${count})`, ({ judged }) => score(of(judged)));
}
row('no answer, answered all the same', ({ judged }) => (1 - (mean(groupOf(judged, 'none'))?.silent ?? 1)).toFixed(2));
row('has an answer, finds nothing', ({ judged }) => mean(asked(judged)).silent.toFixed(2));
for (const book of chosen.books) {
  const of = (result) => result.books.get(book);
  row(`${book}: KB to the first result, mean, most`, (result) => `${size(average(of(result).first))}, ${size(Math.max(...of(result).first))}`);
  row(`${book}: KB of each next query, mean, p95`, (result) => `${size(average(of(result).next))}, ${size(percentile(of(result).next, 0.95))}`);
  row(`${book}: warm search in ms, p50, p95`, (result) => `${percentile(of(result).times, 0.5).toFixed(1)}, ${percentile(of(result).times, 0.95).toFixed(1)}`);
}
console.log(`| hit@5 / nDCG@10 | ${chosen.engines.join(' | ')} |`);
console.log(`| --- |${' --- |'.repeat(chosen.engines.length)}`);
for (const line of lines) console.log(`| ${line.join(' | ')} |`);
if (options.tell) {
  for (const one of results.get(chosen.engines[0]).judged) {
    const right = one.kind === 'none' ? one.silent : one.hit;
    if (!right) console.log(`${one.book}: ${one.kind}: ${one.query}: ${one.first.join(' ')} | ${[...one.grades.keys()].join(' ')}`);
  }
}
