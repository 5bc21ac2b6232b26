// Tabs out of consecutive sections (ARIA Authoring Practices, pattern "Tabs", automatic activation).
// Sets with tabs of the same names switch together, and the last choice is kept.
(function (wence) {
  'use strict';
  var sets = [];

  function build(box, index) {
    var panels = Array.prototype.slice.call(box.children).filter(function (child) {
      return child.classList.contains('tab');
    });
    if (panels.length < 2) return;
    var list = document.createElement('div');
    list.setAttribute('role', 'tablist');
    list.setAttribute('aria-label', document.body.dataset.tabs + ' ' + (index + 1));
    var tabs = panels.map(function (panel, at) {
      var heading = panel.querySelector('h1,h2,h3,h4,h5,h6');
      var words = heading ? heading.cloneNode(true) : null;
      if (words && words.querySelector('.anchor')) words.querySelector('.anchor').remove();
      var tab = document.createElement('button');
      tab.type = 'button';
      tab.setAttribute('role', 'tab');
      tab.id = 'w-tab-' + index + '-' + at;
      tab.textContent = words ? words.textContent.trim() : String(at + 1);
      panel.id = panel.id || 'w-panel-' + index + '-' + at;
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', tab.id);
      tab.setAttribute('aria-controls', panel.id);
      list.appendChild(tab);
      return tab;
    });
    function select(at) {
      tabs.forEach(function (tab, place) {
        tab.setAttribute('aria-selected', String(place === at));
        tab.tabIndex = place === at ? 0 : -1;
        panels[place].hidden = place !== at;
      });
    }
    function choose(at, focus) {
      var name = tabs[at].textContent;
      // Sets above may change their height: hold what was pressed where it was.
      var before = list.getBoundingClientRect().top;
      sets.forEach(function (set) {
        set.show(name);
      });
      window.scrollBy({ top: list.getBoundingClientRect().top - before, behavior: 'instant' });
      if (focus) tabs[at].focus();
      wence.store.set('tabs', [name].concat((wence.store.get('tabs') || []).filter(function (kept) {
        return kept !== name;
      })).slice(0, 12));
    }
    list.addEventListener('click', function (event) {
      var at = tabs.indexOf(event.target);
      if (at >= 0) choose(at, false);
    });
    list.addEventListener('keydown', function (event) {
      var at = tabs.indexOf(document.activeElement);
      var forward = getComputedStyle(list).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
      var step = { ArrowLeft: 1, ArrowRight: 1 }[event.key] ? (event.key === forward ? 1 : -1) : 0;
      var to = event.key === 'Home' ? 0 : event.key === 'End' ? tabs.length - 1 : (at + step + tabs.length) % tabs.length;
      if (at < 0 || (!step && event.key !== 'Home' && event.key !== 'End')) return;
      event.preventDefault();
      choose(to, true);
    });
    box.insertBefore(list, panels[0]);
    var set = {
      show: function (name) {
        tabs.some(function (tab, at) {
          if (tab.textContent !== name) return false;
          select(at);
          return true;
        });
      },
      reveal: function (target) {
        panels.forEach(function (panel, at) {
          if (panel.contains(target)) select(at);
        });
      }
    };
    select(0);
    (wence.store.get('tabs') || []).slice().reverse().forEach(set.show);
    sets.push(set);
  }

  wence.tabs = function () {
    document.querySelectorAll('.tabs').forEach(build);
    // A link to a place inside a closed tab opens it.
    function reveal() {
      var target = null;
      try {
        target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      } catch (error) {
        // A hash that is no UTF-8.
      }
      if (!target || !target.closest('.tab')) return;
      sets.forEach(function (set) {
        set.reveal(target);
      });
      target.parentElement.scrollIntoView();
    }
    reveal();
    window.addEventListener('hashchange', reveal);
  };
})(window.wence = window.wence || {});
