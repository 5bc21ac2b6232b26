// The engines that are compared. Each: `build` makes what a host would serve, `start` is the page a reader is on, `open(page)`
// what opening the search box loads, `ask(page, query)` gives `{urls, time}` (the best first, and the milliseconds of the
// engine alone), `type(page, query)` what the reader's browser does to show first results.
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import MiniSearch from 'minisearch';

const BLANK = '<!doctype html><html><head><meta charset="utf-8"><link rel="icon" href="data:,"></head><body></body></html>';

function blankSite(out) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'blank.html'), BLANK);
}

/** The chapters that mdBook rendered, without its copies of them: `[path, HTML of the chapter]`. */
function chapters(folder, rendered) {
  return readdirSync(join(folder, 'src'), { recursive: true })
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.replace(/README\.md$/, 'index.md').replace(/\.md$/, '.html'))
    .filter((name) => existsSync(join(rendered, name)))
    .sort()
    .map((name) => [name, readFileSync(join(rendered, name), 'utf8').match(/<main>([\s\S]*?)<\/main>/)[1]]);
}

// VitePress 1.6.4, localSearchPlugin: sections between headings, `titles` of the headings above, tags taken away.
const HEADING = /<h(\d)[^>]*>\s*<a[^>]* href="#([^"]*)"[^>]*>([\s\S]*?)<\/a>\s*<\/h\1>/g;
const plain = (html) => html.replace(/<[^>]*>/g, '').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"')
  .replace(/&#39;|&#x27;/g, '\'').replace(/&amp;/g, '&').trim();

function sectionsOf(html) {
  const parts = html.split(HEADING);
  const above = [];
  const sections = [];
  for (let at = 1; at + 3 < parts.length; at += 4) {
    const level = Number(parts[at]) - 1;
    const titles = above.slice(0, level).filter(Boolean);
    const title = plain(parts[at + 2]);
    above[level] = title;
    above.length = level + 1;
    sections.push({ anchor: parts[at + 1], title, titles, text: plain(parts[at + 3]) });
  }
  return sections;
}

const VITEPRESS = { fields: ['title', 'titles', 'text'], storeFields: ['title', 'titles'] };

/** Waits in a page until `what` is true there. */
const until = (page, what) => page.waitForFunction(what, { timeout: 30000, polling: 20 });

export const ENGINES = {
  wence: {
    start: 'index.html',
    build({ folder, out, programs, root }) {
      rmSync(out, { recursive: true, force: true });
      programs.run(programs.wence, ['-C', root ?? folder, 'build', '-d', out]);
    },
    async open(page) {
      await page.evaluate(() => window.wence.openSearch());
      await until(page, 'window.wence.find && window.wence.find.engine');
      await page.waitForNetworkIdle({ idleTime: 200 });
    },
    ask: (page, query) => page.evaluate(async (text) => {
      const start = performance.now();
      const result = await window.wence.find.engine.search(text);
      return { time: performance.now() - start, urls: result.groups.map((group) => group.url) };
    }, query),
    // As a reader does, in the dialog; the whole query comes at once, as from a clipboard or an input method.
    async type(page, query) {
      await page.focus('#w-find input');
      await page.evaluate(() => document.querySelector('#w-find input').select());
      await page.keyboard.sendCharacter(query);
      await until(page, () => document.querySelector('#w-find [role=option]') || document.querySelector('#w-find [role=status]').textContent);
    },
  },

  // The default interface shows five results at a time, and loads a fragment for each.
  pagefind: {
    start: 'blank.html',
    build({ folder, rendered, out, language, programs }) {
      blankSite(out);
      const pages = join(out, 'pages');
      for (const [name, html] of chapters(folder, rendered)) {
        mkdirSync(dirname(join(pages, name)), { recursive: true });
        const head = `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${name}</title></head>`;
        writeFileSync(join(pages, name), `${head}<body><main>${html}</main></body></html>`);
      }
      programs.run(programs.pagefind, ['--site', pages, '--output-path', join(out, 'pagefind')]);
    },
    open: (page) => page.evaluate(async () => {
      window.pagefind = await import('./pagefind/pagefind.js');
      await window.pagefind.init();
    }),
    ask: (page, query) => page.evaluate(async (text) => {
      const start = performance.now();
      const { results } = await window.pagefind.search(text);
      const shown = await Promise.all(results.slice(0, 5).map((one) => one.data()));
      const time = performance.now() - start;
      const rest = await Promise.all(results.slice(5, 12).map((one) => one.data()));
      return { time, urls: shown.concat(rest).map((one) => new URL(one.raw_url ?? one.url, 'http://localhost').pathname) };
    }, query),
    type: (page, query) => page.evaluate(async (text) => {
      const { results } = await window.pagefind.search(text);
      await Promise.all(results.slice(0, 5).map((one) => one.data()));
    }, query),
  },

  // What mdBook's searcher.js does with its own index, its default settings included.
  mdbook: {
    start: 'blank.html',
    build({ rendered, out }) {
      blankSite(out);
      for (const name of readdirSync(rendered).filter((one) => /^(elasticlunr|searchindex|searcher|mark)[-.].*js$/.test(one))) {
        copyFileSync(join(rendered, name), join(out, name));
      }
      writeFileSync(join(out, 'files.json'), JSON.stringify(readdirSync(out).filter((one) => one.endsWith('.js'))));
    },
    open: (page) => page.evaluate(async () => {
      const files = await (await fetch('files.json')).json();
      window.search = window.search || {};
      for (const name of files.filter((one) => /^(elasticlunr|searchindex)/.test(one))) {
        await new Promise((resolve, reject) => {
          const script = document.createElement('script');
          Object.assign(script, { src: name, onload: resolve, onerror: reject });
          document.head.append(script);
        });
      }
      // The dialog's own script and the marks are loaded too, and not run: there is no page of mdBook's here.
      await Promise.all(files.filter((one) => /^(searcher|mark)/.test(one)).map((one) => fetch(one)));
      const config = window.search;
      window.index = elasticlunr.Index.load(config.index);
      window.find = (text) => window.index.search(text.trim(), config.search_options)
        .slice(0, config.results_options.limit_results)
        .map((one) => config.doc_urls[one.ref]);
    }),
    ask: (page, query) => page.evaluate((text) => {
      const start = performance.now();
      const urls = window.find(text);
      return { time: performance.now() - start, urls };
    }, query),
    type: (page, query) => page.evaluate((text) => window.find(text).length, query),
  },

  // The index of VitePress's local search and the settings of its dialog, VPLocalSearchBox.vue; not the dialog.
  vitepress: {
    start: 'blank.html',
    build({ folder, rendered, out }) {
      blankSite(out);
      const index = new MiniSearch(VITEPRESS);
      for (const [name, html] of chapters(folder, rendered)) {
        for (const { anchor, title, titles, text } of sectionsOf(html)) {
          const id = `${name}#${anchor}`;
          if (!index.has(id)) index.add({ id, title, titles, text });
        }
      }
      writeFileSync(join(out, 'index.json'), JSON.stringify(index));
      copyFileSync(new URL('node_modules/minisearch/dist/umd/index.js', import.meta.url), join(out, 'minisearch.js'));
    },
    open: (page) => page.evaluate(async (settings) => {
      await new Promise((resolve, reject) => {
        const script = document.createElement('script');
        Object.assign(script, { src: 'minisearch.js', onload: resolve, onerror: reject });
        document.head.append(script);
      });
      window.index = MiniSearch.loadJSON(await (await fetch('index.json')).text(), {
        ...settings,
        searchOptions: { fuzzy: 0.2, prefix: true, boost: { title: 4, text: 2, titles: 1 } },
      });
    }, VITEPRESS),
    ask: (page, query) => page.evaluate((text) => {
      const start = performance.now();
      const urls = window.index.search(text).slice(0, 16).map((one) => one.id);
      return { time: performance.now() - start, urls };
    }, query),
    type: (page, query) => page.evaluate((text) => window.index.search(text).length, query),
  },
};
