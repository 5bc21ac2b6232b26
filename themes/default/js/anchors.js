// A click on a heading's mark copies the section's address, besides going there. Needs js/copy.js.
(function (wence) {
  'use strict';
  wence.parts.anchors = () => document.addEventListener('click', event => {
    const anchor = wence.clicked(event, 'a.anchor');
    if (!anchor) return;
    const address = new URL(anchor.href);
    // What was searched for is no part of the section's address.
    address.search = '';
    wence.copy(address.href, done => {
      if (done) anchor.dataset.done = wence.words.copied;
      else delete anchor.dataset.done;
    });
  });
})(window.wence);
