// The engine over the small book of `search_book.json`, whose index the build's own tests keep in `search_index.json`.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { engineOver, loadEngine } from './search_load.mjs';

const json = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url)));
const files = json('search_index.json');
const book = json('search_book.json');

function reader(folder = '') {
  return (name) => {
    const text = files[`${folder}${name}.js`];
    if (text === undefined) throw new Error(`no file ${name}`);
    return text;
  };
}

const open = (options) => engineOver(reader(), options);
// Arrays of the engine's context are no arrays of ours to `deepEqual`, so they are copied.
const rows = (result) => Array.from(result.groups).flatMap((group) => Array.from(group.rows));
const marked = (text, marks) => Array.from(marks, ([from, to]) => text.slice(from, to));
const places = (result) => rows(result).map((row) => `${row.url}#${row.id}`);

async function first(query, engine = open().engine) {
  const result = await engine.search(query);
  return result.groups.length ? rows(result)[0] : null;
}

test('the section whose heading is asked for comes first', async () => {
  const { engine } = open();
  for (const page of book.pages) {
    for (const section of page.sections) {
      const result = await engine.search(section.heading);
      assert.equal(rows(result)[0]?.heading, section.heading, section.heading);
      assert.equal(result.reason, 'exact');
    }
  }
});

test('whatever stands in a text finds its section', async () => {
  const { engine } = open();
  let seen = 0;
  for (const page of book.pages) {
    for (const section of page.sections) {
      for (const text of [section.heading, section.text, section.code ?? '']) {
        for (const [run] of text.matchAll(/[\p{Script=Han}\p{Script=Hira}\p{Script=Kana}]+|[A-Za-z0-9]+/gu)) {
          const query = Array.from(run).slice(0, 7).join('');
          const result = await engine.search(query);
          const number = result.search.rows.find((row) => row.record.page.url === page.url && row.record.id === section.id);
          const waits = result.search.hits.length > result.search.seen.size;
          assert.ok(number || waits, `${query} does not find ${page.url}#${section.id}`);
          seen++;
        }
      }
    }
  }
  assert.ok(seen > 300);
});

test('a single file holds the same as many', async () => {
  const many = open().engine;
  const { engine: one, loads } = engineOver(reader('single/'));
  for (const query of ['所有权', 'hashmap', 'syq', 'hasmap', '怎么处理错误', '锁', '权']) {
    const [a, b] = [await many.search(query), await one.search(query)];
    assert.deepEqual(places(b).sort(), places(a).sort(), query);
    assert.ok(places(b).length > 0, query);
  }
  assert.deepEqual(loads, ['index']);
});

test('files are asked for together, once, and only as the query needs them', async () => {
  const { engine, loads } = open();
  await engine.prepare();
  assert.deepEqual(loads, ['index']);
  await engine.search('生命周期');
  const all = Object.keys(files).filter((name) => !name.includes('/')).length;
  assert.ok(loads.length > 1 && loads.length < all / 2, `${loads.length} of ${all} files`);
  const before = loads.length;
  await engine.search('生命周期');
  assert.equal(loads.length, before);
  assert.equal(new Set(loads).size, loads.length);
});

test('other spellings of the same are the same', async () => {
  const { engine } = open();
  for (const [query, id] of [
    ['ｆｕｌｌ　ｗｉｄｔｈ', '符号与其他'],
    ['FULL WIDTH', '符号与其他'],
    ['所有權規則', '所有权规则'],
    ['名著', '符号与其他'],
    ['名着', '符号与其他'],
    ['繁体字', '符号与其他'],
    ['ｶﾞｲﾄﾞ', 'ガイド'],
    ['カタカナ', 'ガイド'],
    ['문서', '한국어'],
    ['→', '符号与其他'],
    ['🦀', '符号与其他'],
    ['Rc 的所有权规则', null],
  ]) {
    const row = await first(query, engine);
    if (id) assert.equal(row?.id, id, query);
  }
});

test('identifiers are found whole, by parts, from a part on, and unfinished', async () => {
  const { engine } = open();
  for (const query of ['with_capacity', 'capacity', 'with_cap', 'capac', 'Vec::with_capacity(10)']) {
    assert.equal((await first(query, engine))?.id, '用-vec-存储列表', query);
  }
  for (const query of ['JoinHandle', 'handle', 'joinh']) {
    assert.ok(places(await engine.search(query)).includes('guide/threads.html#使用线程同时运行代码'), query);
  }
});

test('sounds, slips and initials lead to what was meant', async () => {
  const { engine } = open();
  for (const [query, heading, reason] of [
    ['suoyouquan', '什么是所有权', 'pinyin'],
    ['suoyouq', '什么是所有权', 'pinyin'],
    ['suo you quan', '什么是所有权', 'pinyin'],
    ['syq', '什么是所有权', 'pinyin'],
    ['shengmingzhouqishenglue', '生命周期省略规则', 'pinyin'],
    ['smzqslgz', '生命周期省略规则', 'pinyin'],
    ['suo', '锁', 'pinyin'],
    ['所有全', '什么是所有权', 'pinyin'],
    ['声明周期', '生命周期', 'pinyin'],
    ['hasmap', '用 HashMap 存储键值对', 'typo'],
    ['tsring', null, 'typo'],
    ['instalation', 'Installation', 'typo'],
    ['ovnership', null, 'none'],
  ]) {
    const result = await engine.search(query);
    assert.equal(result.reason, reason, query);
    if (heading) assert.equal(rows(result)[0].heading, heading, query);
    if (reason !== 'none') assert.ok(result.meant, query);
  }
  const row = rows(await engine.search('syq'))[0];
  assert.deepEqual(marked(row.heading, row.headingMarks), ['所有权']);
});

test('characters with several readings are found under each', async () => {
  const { engine } = open();
  // 长 is chang and zhang; the name is a heading of this index alone.
  const wence = loadEngine();
  assert.equal(typeof wence.engine, 'function');
  assert.equal((await first('changyongjihe', engine))?.heading, '常用集合');
  assert.equal((await first('cyjh', engine))?.heading, '常用集合');
});

test('words of one meaning stand for one another', async () => {
  const result = await open().engine.search('报错处理');
  assert.equal(result.reason, 'synonym');
  assert.equal(rows(result)[0].heading, '错误处理');
});

test('questions find by what they ask about', async () => {
  const { engine } = open();
  for (const [query, id] of [
    ['怎么更新哈希表', '更新哈希表'],
    ['为什么会有悬垂引用？', '悬垂引用'],
    ['怎么让几个线程共享数据', '共享状态'],
    ['how do I run the update script', 'updating-and-uninstalling'],
    ['what is the difference between macros and functions', 'the-difference-between-macros-and-functions'],
  ]) {
    const result = await engine.search(query);
    assert.ok(rows(result).slice(0, 3).some((row) => row.id === id), `${query}: ${places(result).slice(0, 4)}`);
  }
});

test('short forms of English are dropped from a question, names with a genitive are not', () => {
  const { content } = loadEngine().searchForgive;
  const left = (query) => content(query).trim().split(/\s+/);
  assert.deepEqual(left("why can't i index a string"), ['index', 'string']);
  assert.deepEqual(left('what\u2019s wrong when it doesn\u2019t compile'), ['wrong', 'compile']);
  assert.deepEqual(left("what is rust's unit type"), ["rust's", 'unit', 'type']);
});

test('what is not in the book finds nothing', async () => {
  const { engine } = open();
  for (const query of ['量子纠缠', '怎么做红烧肉', 'kubernetes', 'zxqv', '比特币 价格', 'how to apply for a visa']) {
    const result = await engine.search(query);
    assert.deepEqual(places(result), [], query);
    assert.equal(result.reason, 'none');
    assert.equal(result.total, 0);
  }
});

test('rows tell page, heading, kind and where the match is', async () => {
  const { engine } = open();
  const question = await first('一分钟自我介绍', engine);
  assert.equal(question.kind, 'question');
  assert.deepEqual({ ...question.question }, { level: '基础', least: 60, most: 90 });
  assert.equal(question.title, '自我介绍');
  assert.equal(question.url, 'bank/intro.html');
  assert.equal(question.id, 'intro-one-minute');
  // Names of facets find the question.
  assert.equal((await first('责任心', engine))?.id, 'rush-order');

  const row = await first('后进先出', engine);
  assert.equal(row.kind, 'page');
  const { text, marks, before, after } = row.excerpt;
  assert.ok(Array.from(text).length <= 56);
  assert.deepEqual(marked(text, marks), ['后进先出']);
  assert.ok(marks[0][0] <= 14);
  assert.equal(typeof before, 'boolean');
  assert.equal(after, true);
  assert.ok(!text.includes('\n'));
});

test('rows are grouped by page, the rest is counted and can be had', async () => {
  const { engine } = open();
  let result = await engine.search('引用');
  while (result.more) result = await engine.more(result);
  assert.equal(new Set(result.groups.map((group) => group.url)).size, result.groups.length);
  const group = result.groups.find((one) => one.url === 'guide/borrowing.html');
  assert.ok(group.rows.length <= 3);
  assert.equal(group.rest, group.expand().length);
  const sum = result.groups.reduce((total, one) => total + one.rows.length + one.rest, 0);
  assert.equal(sum, result.rows);
  assert.equal(result.total, result.rows);
});

test('a list too long for its place is read to the end when it is wanted', async () => {
  const { engine } = engineOver(reader('long/'));
  let result = await engine.search('共同');
  assert.equal(result.complete, false);
  assert.ok(result.more);
  assert.equal(result.search.hits.length, 1024);
  const whole = await engine.search('共同', { thorough: true });
  assert.equal(whole.search.hits.length, 1200);
  assert.equal(whole.complete, true);
  result = await engine.search('共同');
  for (let round = 0; result.more && round < 100; round++) result = await engine.more(result);
  assert.equal(result.more, false);
  assert.equal(result.rows, 1200);
  assert.equal(result.groups.length, 12);
});

test('filters and boosts', async () => {
  const { engine } = open();
  const result = await engine.search('所有权', { filter: (page) => page.part === '标准库' });
  assert.ok(result.groups.every((group) => group.part === '标准库'));
  const questions = await engine.search('客户', { filter: (page, section) => Boolean(section.question) });
  assert.ok(rows(questions).length > 0 && rows(questions).every((row) => row.kind === 'question'));
  const macros = await engine.search('macros');
  assert.equal(macros.groups[0].url, 'en/macros.html');
  const plain = rows(await engine.search('function signature'))[0].score;
  assert.ok(plain > 0);
});

test('a newer query drops the older one', async () => {
  const { engine } = open();
  const older = engine.search('所有权');
  const newer = engine.search('生命周期');
  assert.equal(await older, null);
  assert.ok(rows(await newer).length > 0);
  const dropped = engine.search('借用');
  engine.cancel();
  assert.equal(await dropped, null);
  const result = await engine.search('借用');
  await engine.search('闭包');
  assert.equal(await engine.more(result), null);
});

test('of many queries in a row only the last is answered', async () => {
  const { engine } = open();
  const answers = await Promise.all(['h', 'ha', 'has', 'hash', 'hashm'].map((query) => engine.search(query)));
  assert.deepEqual(answers.slice(0, 4), [null, null, null, null]);
  assert.equal(rows(answers[4])[0].heading, '用 HashMap 存储键值对');
});

test('a missing file is an error, and is asked for again the next time', async () => {
  let broken = true;
  const read = reader();
  const { engine } = engineOver((name) => {
    if (broken && name !== 'index') throw new Error(`no file ${name}`);
    return read(name);
  });
  await assert.rejects(engine.search('所有权'), /no file/);
  broken = false;
  assert.ok(rows(await engine.search('所有权')).length > 0);

  const without = engineOver(() => {
    throw new Error('no file index');
  });
  await assert.rejects(without.engine.prepare(), /no file index/);
  await assert.rejects(without.engine.search('x'), /no file index/);
  const silent = engineOver(() => '');
  await assert.rejects(silent.engine.search('x'), /has no file index/);
  const other = engineOver(() => 'wence.searchData("index",{"version":999});');
  await assert.rejects(other.engine.search('x'), /another version/);
});

test('a manifest that a new build has replaced is read anew', async () => {
  // Another build: other names for all files, so that the old ones are gone.
  const renamed = (name) => (name === 'index' ? name : name.split('').reverse().join(''));
  const names = Object.keys(files).filter((name) => !name.includes('/') && name !== 'index.js').map((name) => name.slice(0, -3));
  const swap = (text) => names.reduce((all, name) => all.split(name).join(`\u0000${renamed(name)}`), text).split('\u0000').join('');
  const read = reader();
  let built = false;
  const { engine, loads } = engineOver((name) => {
    if (!built) return read(name);
    if (name === 'index') return swap(read('index'));
    const old = renamed(name);
    if (!names.includes(old)) throw new Error(`no file ${name}`);
    return read(old).replace(`"${old}"`, `"${name}"`);
  });
  await engine.prepare();
  built = true;
  assert.ok(rows(await engine.search('所有权')).length > 0);
  assert.equal(loads.filter((name) => name === 'index').length, 2);
});

test('hostile queries neither throw nor hang', async () => {
  const { engine } = open();
  const queries = [
    '', ' ', '\u0000', '。，！？', '🦀🦀🦀', '\ud83e', '\udd80x', '👩‍👩‍👧‍👦', '\u200b\u200d', '.*', '(', '[a-z', '\\', '$&', '^$', '"', '</script>',
    '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'a'.repeat(10240), '所'.repeat(10240), '所有'.repeat(5000),
    'a '.repeat(5000), '\u0301'.repeat(1000), 'x\u0301'.repeat(1000), '~syq', '~', '所有\u00010000000', '\u202e所有权', 'e\u0301', '‮',
    '%', '%00', '../../etc/passwd', "'; DROP TABLE", '１'.repeat(300), 'İ', 'ﷺ', '\ufdfa'.repeat(100), 'zh'.repeat(50), 'xian'.repeat(10),
    'a1b2c3d4e5f6g7h8', '的的的的的的的', '怎么', '怎么怎么怎么', '什么是什么', 'how', 'how to', '吗？',
  ];
  for (const query of queries) {
    const start = performance.now();
    const result = await engine.search(query);
    assert.ok(Array.isArray(result.groups), JSON.stringify(query.slice(0, 20)));
    assert.ok(performance.now() - start < 2000, JSON.stringify(query.slice(0, 20)));
    for (const row of rows(result)) {
      for (const [from, to] of [...row.headingMarks]) assert.ok(from >= 0 && from < to && to <= row.heading.length);
      for (const [from, to] of row.excerpt.marks) assert.ok(from >= 0 && from < to && to <= row.excerpt.text.length);
    }
  }
  for (const value of [null, undefined, 12, {}, []]) assert.ok(await engine.search(value));
  assert.equal((await first('__proto__', engine))?.id, '__proto__-与-constructor');
  assert.equal((await first('constructor', engine))?.id, '__proto__-与-constructor');
});

test('the engine gives the page its turn', async () => {
  let turns = 0;
  const { engine } = open({
    pause() {
      turns++;
      return new Promise((resolve) => setImmediate(resolve));
    },
  });
  // Every look at the clock finds ten milliseconds gone.
  const { performance: clock } = globalThis;
  const real = clock.now.bind(clock);
  let time = 0;
  clock.now = () => (time += 10);
  try {
    await engine.search('引用');
  } finally {
    clock.now = real;
  }
  assert.ok(turns > 2, `${turns} turns`);
});
