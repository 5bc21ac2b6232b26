// The sidebar shows where the reader is; as a drawer it closes when a choice is made. Needs js/elements.js.
(function (wence) {
  'use strict';
  wence.parts.sidebar = () => {
    const side = document.getElementById('w-side');
    if (!side) return;
    const show = () => {
      const current = side.querySelector('[aria-current]');
      if (current && side.clientHeight) wence.reveal(current, side);
    };
    show();
    wence.on(side, 'toggle', show);
    // A link to another place of the same page leaves the page where it is.
    wence.on(side, 'click', event => {
      if (wence.hasPopover && event.target.closest('a') && side.matches(':popover-open')) side.hidePopover();
    });
  };
})(window.wence);
