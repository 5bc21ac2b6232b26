// Runs the search's classic scripts in a context of their own, as a page would, and hands index files to them.
import { readFileSync } from 'node:fs';
import vm from 'node:vm';

const FOLDER = new URL('../../themes/default/js/search/', import.meta.url);
const SCRIPTS = ['normalise.js', 'decode.js', 'rank.js', 'forgive.js', 'query.js'];
const compiled = SCRIPTS.map((name) => new vm.Script(readFileSync(new URL(name, FOLDER), 'utf8'), { filename: name }));

/** The namespace after the scripts have run in a fresh context, and a way to run more there. */
export function loadEngine() {
  const context = vm.createContext({ atob, setTimeout, performance });
  context.window = context;
  compiled.forEach((script) => script.runInContext(context));
  Object.defineProperty(context.wence, 'run', { value: (text) => vm.runInContext(text, context) });
  return context.wence;
}

/**
 * An engine over files that `read(name)` gives as text, or throws. `loads` gathers the names asked for, in order.
 */
export function engineOver(read, options = {}) {
  const wence = loadEngine();
  const loads = [];
  const engine = wence.engine({
    load(name) {
      loads.push(name);
      return new Promise((resolve, reject) => {
        setImmediate(() => {
          try {
            wence.run(read(name));
            resolve();
          } catch (error) {
            reject(error);
          }
        });
      });
    },
    ...options,
  });
  return { engine, loads, wence };
}
