// `#old` of a page may live elsewhere now: such a page carries a map of these ids. Runs on pages that only lead elsewhere too.
(function (wence) {
  'use strict';
  wence.parts.moved = () => {
    const map = document.querySelector('#w-moved');
    if (!map) return;
    const follow = () => {
      const to = JSON.parse(map.textContent)[wence.decode(location.hash.slice(1))];
      // Not what every object has by nature, such as `#toString`.
      if (typeof to === 'string') location.replace(to);
    };
    follow();
    addEventListener('hashchange', follow);
  };
})(window.wence);
