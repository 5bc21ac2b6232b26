// Loads scripts that are not needed at first: the bundles of theme.toml. Needs `data-NAME` on the root with the bundle's path
// from the site's root; a bundle without one is taken to be part of this script.
(function (wence) {
  'use strict';
  const { dataset } = wence.root;
  const loading = {};
  const last = {};

  /**
   * Runs `then` once the bundle is there, or `otherwise` if it cannot be had; the next call tries again. Of several calls
   * for a bundle on its way, the last one counts.
   */
  wence.load = (name, then, otherwise) => {
    last[name] = then;
    loading[name] = loading[name] || new Promise((resolve, reject) => {
      const src = dataset.base + dataset[name];
      if (dataset[name]) document.head.append(wence.make('script', { src, onload: resolve, onerror: reject }));
      else resolve();
    });
    loading[name].then(() => last[name] === then && then(), () => {
      delete loading[name];
      if (otherwise) otherwise();
    });
  };
})(window.wence);
