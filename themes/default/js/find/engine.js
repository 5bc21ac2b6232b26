// The engine of js/search/, and the way its files come: as scripts, over HTTP as from `file://`. Needs js/search/query.js.
(function (wence) {
  'use strict';

  // A file that has not come by then counts as missing, in milliseconds.
  const PATIENCE = 20000;

  const { base } = wence.root.dataset;
  const { limit } = document.querySelector('.find').dataset;

  function load(name, fresh) {
    // A site in one file has them in itself.
    const own = wence.inside && wence.inside['search/' + name + '.js'];
    if (own) return Promise.resolve(own());
    return new Promise((resolve, reject) => {
      const src = base + 'search/' + name + '.js' + (fresh ? '?' + Date.now() : '');
      const script = wence.make('script', { src });
      const patience = setTimeout(() => end(reject), PATIENCE);
      const end = settle => {
        clearTimeout(patience);
        script.remove();
        settle(new Error(src));
      };
      script.onload = () => end(resolve);
      script.onerror = () => end(reject);
      document.head.append(script);
    });
  }

  wence.find = {
    engine: wence.engine({ load }),

    /** Rows to begin with, in all and of one page. */
    limit: Number(limit) || 30,
    ofPage: 5,

    /** The address of the search's own page for a query. */
    pageOf: text => base + 'search.html?q=' + encodeURIComponent(text)
  };
})(window.wence);
