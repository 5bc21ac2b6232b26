// Starts what the other files define. Each part stands alone: a fault in one leaves the others running.
(function (wence) {
  'use strict';
  ['moved', 'appearance', 'sidebar', 'outline', 'code', 'tabs'].forEach(function (part) {
    try {
      wence[part]();
    } catch (error) {
      if (window.console) console.error(error);
    }
  });
})(window.wence);
