// A site in one file: links to its pages lead to places in it, those too that scripts write. Needs `wence.places`, the place
// of each page by its path.
(function (wence) {
  'use strict';
  const { places } = wence;
  const practice = document.getElementById('w-practice');

  /** The place that an address within the site leads to, as a fragment; undefined for addresses that lead elsewhere. */
  function placeOf(href) {
    const [, path, hash] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/.exec(href);
    const place = places[wence.decode(path)];
    if (!place) return undefined;
    if (!hash) return '#' + place;
    // What the practice page is asked for stands in its fragment.
    return '#' + (place === 'w-practice' ? hash : place + '-' + hash);
  }

  function mend(link) {
    const href = link.getAttribute('href');
    const place = href && href[0] !== '#' && !/^[a-z][a-z0-9+.-]*:/i.test(href) && placeOf(href);
    if (place) link.setAttribute('href', place);
  }

  new MutationObserver(changes => {
    for (const { type, target, addedNodes } of changes) {
      if (type === 'attributes') mend(target);
      else for (const node of addedNodes) if (node.nodeType === 1) [node, ...node.querySelectorAll('a[href]')].forEach(one => one.matches('a[href]') && mend(one));
    }
  }).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ['href'] });
  wence.all('a[href]').forEach(mend);

  // Practice is a page of its own: while it is shown, the book is not.
  const book = document.querySelector('.book');
  function show() {
    if (!practice || !book) return;
    const { hash } = location;
    const isAsked = hash === '#w-practice' || /^#(q|set|category|level|trait|phase)=/.test(hash);
    // Practice itself empties the fragment when a round is over.
    if (!hash && book.hidden) return;
    const hasTurned = book.hidden !== isAsked;
    book.hidden = isAsked;
    practice.hidden = !isAsked;
    const target = hasTurned && !isAsked && wence.target(hash);
    if (target) target.scrollIntoView();
    else if (hasTurned) scrollTo(0, 0);
  }
  addEventListener('hashchange', show);
  show();
})(window.wence);
