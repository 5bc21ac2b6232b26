// Print shows what is folded: where the style sheet cannot open it (`::details-content`), it is opened for the while.
(function (wence) {
  'use strict';
  wence.parts.print = () => {
    if (CSS.supports('selector(::details-content)')) return;
    addEventListener('beforeprint', () => wence.all('main details:not([open])').forEach(details => {
      const set = open => {
        details.open = open;
      };
      set(true);
      addEventListener('afterprint', () => set(false), { once: true });
    }));
  };
})(window.wence);
