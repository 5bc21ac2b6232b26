// Where the page stands in the site, whatever folder or address the site lies under. Needs js/elements.js and `data-base`.
(function (wence) {
  'use strict';
  const { base } = wence.root.dataset;
  const site = new URL(base || '.', location.href).pathname;

  /** The path from the site's root of a link, or of the page's own address: decoded, with its file name. '' if it leads out. */
  wence.pathOf = link => {
    if (link.host !== location.host || !link.pathname.startsWith(site)) return '';
    const path = wence.decode(link.pathname.slice(site.length));
    // Servers show `a/index.html` as `a/`, and some `a.html` as `a`.
    return path.endsWith('.html') ? path : path.replace(/(^|\/)$/, '$1index') + '.html';
  };

  /** The link from this page to a path from the site's root. */
  wence.hrefOf = path => base + path.split('/').map(encodeURIComponent).join('/');

  wence.path = wence.pathOf(location);

  /** Whether the page is one of the book's chapters: those, and only those, say where they stand. */
  wence.isChapter = () => document.querySelector('.crumbs');
})(window.wence);
