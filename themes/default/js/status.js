// The page's one polite live region: what screen readers are told besides what they read. Needs js/elements.js.
(function (wence) {
  'use strict';
  let region;

  // It is there before it speaks, or the first words would be missed; first in the body, where it adds nothing to the page's height.
  wence.parts.status = () => {
    region = wence.make('p', { id: 'w-status', role: 'status', className: 'vh' });
    document.body.prepend(region);
  };

  /** Says a text; the same text again is said again. `shown` is for what nothing else in the page shows. */
  wence.say = (text, shown) => {
    const write = words => {
      region.textContent = words;
    };
    write('');
    region.className = shown ? 'toast' : 'vh';
    setTimeout(write, 50, text);
    setTimeout(write, 4000, '');
  };
})(window.wence);
