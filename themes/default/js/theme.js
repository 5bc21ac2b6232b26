// What the reader's browser keeps, and the appearance switch.
// Nothing here may throw where storage is refused: then a choice lasts as long as the page.
(function (wence) {
  'use strict';
  var root = document.documentElement;
  var memory = {};

  /**
   * One value per name, kept under a key of this site's own as `{v: version, d: value}`.
   * A value of an unknown version is left alone and reads as none.
   */
  wence.store = {
    get: function (name) {
      var key = 'wence:' + root.dataset.site + ':' + name;
      try {
        var kept = JSON.parse(localStorage.getItem(key));
        if (kept && kept.v === 1) return kept.d;
      } catch (error) {
        // Refused, or not ours.
      }
      return memory[key];
    },
    set: function (name, value) {
      var key = 'wence:' + root.dataset.site + ':' + name;
      memory[key] = value;
      try {
        localStorage.setItem(key, JSON.stringify({ v: 1, d: value }));
      } catch (error) {
        // Refused or full: memory has it.
      }
    }
  };

  wence.appearance = function () {
    var button = document.querySelector('[data-appearance]');
    if (!button) return;
    var order = ['auto', 'light', 'dark'];
    function current() {
      return root.dataset.theme || 'auto';
    }
    function name() {
      button.setAttribute('aria-label', button.dataset.label + button.dataset[current()]);
      button.title = button.getAttribute('aria-label');
    }
    button.addEventListener('click', function () {
      var next = order[(order.indexOf(current()) + 1) % order.length];
      if (next === 'auto') delete root.dataset.theme;
      else root.dataset.theme = next;
      wence.store.set('theme', next);
      name();
    });
    name();
    button.hidden = false;
  };
})(window.wence = window.wence || {});
