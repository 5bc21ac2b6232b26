// What the reader's browser keeps: one value a name, under keys of this site's own.
// Nothing here throws where storage is refused or full: then a value lasts as long as the page. Needs js/status.js.
(function (wence) {
  'use strict';
  const prefix = 'wence:' + wence.root.dataset.site + ':';
  const memory = {};
  let told = false;

  /** The entry `{v: version, d: value}` of a name; null without one that can be read. */
  function entry(name) {
    try {
      return JSON.parse(localStorage.getItem(prefix + name));
    } catch (error) {
      return null;
    }
  }

  const store = wence.store = {
    /** The value of a name; undefined without one, and for one of a version that is not ours. */
    get: name => {
      if (name in memory) return memory[name];
      const kept = entry(name);
      return kept && kept.v === 1 ? kept.d : undefined;
    },

    /** Keeps a value. `quiet` is for what the reader did not ask to be kept: nothing is said when that fails. */
    set: (name, value, quiet) => {
      try {
        const kept = entry(name);
        if (kept && kept.v !== 1) throw kept;
        localStorage.setItem(prefix + name, JSON.stringify({ v: 1, d: value }));
        delete memory[name];
      } catch (error) {
        memory[name] = value;
        if (!quiet && !told) wence.say(wence.words.nosave, told = true);
      }
    },

    /** A list without one of its items. */
    without: (name, item) => (store.get(name) || []).filter(one => one !== item),

    /** Calls `follow` when another tab changes the value. */
    watch: (name, follow) => addEventListener('storage', event => {
      if (event.key === prefix + name) follow();
    }),

    /** Removes everything this site has kept, of whatever version, and loads the page as for a new reader. */
    wipe: () => {
      try {
        for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
      } catch (error) {
        // Refused: nothing is there.
      }
      // What the page would write as it goes must not come back.
      store.set = () => {};
      // Nor may the place be kept anew, which a browser restores as it loads the page again.
      scrollTo({ top: 0, behavior: 'instant' });
      location.reload();
    }
  };
})(window.wence);
