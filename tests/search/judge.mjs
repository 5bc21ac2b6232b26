// Queries with the pages that answer them, and how well a list of answers fits.
//
// A file of `queries/` is lines of three fields with tabs between: the class of the query, the query as typed, and the
// pages that answer it, without `.html`, with spaces between. The first page is the best answer (grade 2), each other one a
// good one (grade 1), unless `=2` or `=1` after it says otherwise. Of class `none` there is no answer in the book.
import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('queries/', import.meta.url);

/** What the classes are counted as in the summary. */
export const GROUPS = {
  plain: ['word', 'words', 'character', 'phrase', 'heading', 'code', 'mixed', 'prefix', 'fullwidth'],
  forgiving: ['pinyin', 'unfinished', 'initials', 'traditional', 'typo', 'homophone'],
  question: ['question'],
  paraphrase: ['paraphrase'],
};

const CLASSES = new Set([...Object.values(GROUPS).flat(), 'none']);

/** Names of the books that have queries. */
export function books() {
  return readdirSync(FOLDER).filter((name) => name.endsWith('.tsv')).map((name) => name.slice(0, -4)).sort();
}

/** The queries of a book: `{kind, query, grades}`, the last a map from page to grade, empty for class `none`. */
export function queriesOf(book) {
  const lines = readFileSync(new URL(`${book}.tsv`, FOLDER), 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => {
    const [kind, query, pages = ''] = line.split('\t');
    const grades = new Map();
    for (const [at, page] of pages.split(' ').filter(Boolean).entries()) {
      const [name, grade] = page.split('=');
      grades.set(name, Number(grade ?? (at ? 1 : 2)));
    }
    if (!CLASSES.has(kind) || !query || (kind === 'none') !== (grades.size === 0)) {
      throw new Error(`queries/${book}.tsv: not a query with its answers: ${line}`);
    }
    return { kind, query, grades };
  });
}

/** The page that an address leads to, as the query files name it. */
export function pageOf(address) {
  return decodeURIComponent(address.replace(/[?#].*$/, '').replace(/^\/+/, '')).replace(/\.html$/, '');
}

/**
 * Figures of one query for the pages found, best first: whether an answer is among the first five, the reciprocal of its
 * rank, nDCG@10 with gains 2^grade - 1 (Järvelin and Kekäläinen 2002; Burges et al. 2005), and whether nothing was found.
 */
export function judge(one, found) {
  const pages = [...new Set(found)];
  const rank = pages.findIndex((page) => one.grades.has(page));
  const worth = (grades) => grades.slice(0, 10).reduce((sum, grade, at) => sum + (2 ** grade - 1) / Math.log2(at + 2), 0);
  const best = worth([...one.grades.values()].sort((a, b) => b - a));
  return {
    ...one,
    first: pages.slice(0, 5),
    hit: rank >= 0 && rank < 5 ? 1 : 0,
    reciprocal: rank >= 0 ? 1 / (rank + 1) : 0,
    ndcg: best ? worth(pages.map((page) => one.grades.get(page) ?? 0)) / best : 0,
    silent: pages.length ? 0 : 1,
  };
}

/** Means over judged queries: `count, hit, reciprocal, ndcg, silent`; null of no queries. */
export function mean(judged) {
  if (!judged.length) return null;
  const of = (name) => judged.reduce((sum, one) => sum + one[name], 0) / judged.length;
  return { count: judged.length, hit: of('hit'), reciprocal: of('reciprocal'), ndcg: of('ndcg'), silent: of('silent') };
}

/** The judged queries of a group of `GROUPS`, or of one class. */
export function groupOf(judged, name) {
  const classes = GROUPS[name] ?? [name];
  return judged.filter((one) => classes.includes(one.kind));
}
