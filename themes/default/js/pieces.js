// Brings the page's pieces to life: tables that readers may put numbers of their own into (js/pieces/). Their scripts are loaded
// only where there is one. Needs js/elements.js, js/bundle.js.
(function (wence) {
  'use strict';
  const { all, root } = wence;

  /** What makes a form of each kind live, by the name of its bundle. */
  wence.pieces = {};

  wence.parts.pieces = () => {
    for (const name of new Set(all('[data-piece]').map(form => form.dataset.piece))) {
      if (root.dataset[name]) wence.load(name, () => all('[data-piece=' + name + ']').forEach(wence.pieces[name]));
    }
  };
})(window.wence);
