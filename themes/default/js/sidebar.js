// The sidebar shows where the reader is; as a drawer it closes when a choice is made. Needs js/elements.js.
(function (wence) {
  'use strict';
  wence.parts.sidebar = () => {
    const side = document.querySelector('#w-side');
    if (!side) return;
    const show = () => {
      const current = side.querySelector('[aria-current]');
      if (current) wence.reveal(current, side);
    };
    // Within the first frame, which lays the page out anyway: asking earlier would have it laid out twice.
    requestAnimationFrame(show);
    side.addEventListener('toggle', show);
    // A link to another place of the same page leaves the page where it is.
    side.addEventListener('click', event => {
      if (wence.hasPopover && event.target.closest('a')) side.hidePopover();
    });
  };
})(window.wence);
