// Print shows what is folded: where the style sheet cannot open it (`::details-content`), it is opened for the while.
(function (wence) {
  'use strict';
  wence.parts.print = () => {
    if (CSS.supports('selector(::details-content)')) return;
    let opened = [];
    const set = open => opened.forEach(details => {
      details.open = open;
    });
    wence.on(window, 'beforeprint', () => {
      opened = wence.all('main details:not([open])');
      set(true);
    });
    wence.on(window, 'afterprint', () => set(false));
  };
})(window.wence);
