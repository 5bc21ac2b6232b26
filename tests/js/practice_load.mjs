// Runs classic scripts of the theme in a context of their own, as a page would: those that need no page.
import { readFileSync } from 'node:fs';
import vm from 'node:vm';

const FOLDER = new URL('../../themes/default/js/', import.meta.url);

/** A `localStorage` with room for so many characters, shared by all pages that are given it. */
export class Storage {
  constructor(room = Infinity) {
    this.room = room;
    this.kept = new Map();
    this.pages = [];
  }

  getItem(key) {
    return this.kept.get(key) ?? null;
  }

  setItem(key, text, from) {
    if (text.length > this.room) throw new Error('QuotaExceededError');
    if (this.kept.get(key) === text) return;
    this.kept.set(key, text);
    // As browsers do: all pages but the one that wrote.
    for (const page of this.pages) if (page !== from) page.pending.push({ key });
  }
}

/**
 * The namespace after these files have run, each by its path in `js/`. `storage` is a `Storage`, or null where it is refused.
 * `wence.deliver()` hands over the storage events that wait; `wence.said` gathers what was said.
 */
export function load(files, { storage = new Storage(), dataset = {} } = {}) {
  const page = { pending: [], listeners: [] };
  if (storage) storage.pages.push(page);
  const context = vm.createContext({
    URLSearchParams, setTimeout, performance, console,
    document: { documentElement: { dataset: { site: 'book', base: '', ...dataset }, lang: 'zh-CN' } },
    addEventListener: (name, listener) => name === 'storage' && page.listeners.push(listener),
    get localStorage() {
      if (!storage) throw new Error('SecurityError');
      return { getItem: key => storage.getItem(key), setItem: (key, text) => storage.setItem(key, text, page) };
    }
  });
  context.window = context;
  vm.runInContext('window.wence = { words: {}, parts: {}, said: [], root: document.documentElement }; wence.say = text => wence.said.push(text);', context);
  for (const file of files) vm.runInContext(readFileSync(new URL(file, FOLDER), 'utf8'), context, { filename: file });
  context.wence.deliver = () => {
    const events = page.pending.splice(0);
    for (const event of events) for (const listener of page.listeners) listener(event);
    return events.length;
  };
  return context.wence;
}

/** A copy that belongs to this side, so that it can be compared deeply. */
export const here = value => JSON.parse(JSON.stringify(value));

export const DAY = 86400000;

/** Noon of a day in the reader's time, so many days after 5 January 2026. */
export const noon = days => new Date(2026, 0, 5 + days, 12).getTime();
