// Starts the parts that the other files define, in their order. Each stands alone: a fault in one leaves the others running.
(function (wence) {
  'use strict';
  for (const name in wence.parts) {
    // A page that only leads elsewhere runs this from its head: there is nothing to look at yet but the address.
    if (document.body || name === 'moved') {
      try {
        wence.parts[name]();
      } catch (error) {
        console.error(error);
      }
    }
  }
})(window.wence);
