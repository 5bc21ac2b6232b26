// Tabs out of consecutive sections (ARIA Authoring Practices, pattern "Tabs", automatic activation).
// Sets with tabs of the same names switch together, and the last choice is kept. Needs js/elements.js, js/store.js.
(function (wence) {
  'use strict';
  const { all, make, on, set, store, words } = wence;

  // So many names are remembered, the last chosen first.
  const MOST_NAMES = 12;

  // For each set of tabs, what opens the one whose label and panel are wanted.
  const sets = [];

  function build(box, index) {
    const panels = all(':scope > .tab', box);
    if (panels.length < 2) return;
    const tabs = panels.map((panel, at) => {
      const id = 'w-tab-' + index + '-' + at;
      set(panel, { id: panel.id || id + '-panel', role: 'tabpanel', 'aria-labelledby': id });
      // What find-in-page comes upon in a closed tab opens it.
      on(panel, 'beforematch', () => select(at));
      const tab = wence.button(panel.firstElementChild.textContent.trim(), () => choose(tab), 'tab-label');
      return set(tab, { id, role: 'tab', 'aria-controls': panel.id });
    });
    const list = make('div', { role: 'tablist', 'aria-label': words.tabs + ' ' + (index + 1) }, ...tabs);

    function select(chosen) {
      tabs.forEach((tab, at) => {
        const is = at === chosen;
        tab.setAttribute('aria-selected', is);
        tab.tabIndex = is ? 0 : -1;
        panels[at].hidden = is ? false : 'until-found';
      });
    }

    function choose(tab) {
      const name = tab.textContent;
      // Sets above may change their height: hold what was pressed where it was.
      const before = list.getBoundingClientRect().top;
      sets.forEach(show => show(label => label === name));
      window.scrollBy({ top: list.getBoundingClientRect().top - before, behavior: 'instant' });
      tab.focus();
      const others = (store.get('tabs') || []).filter(kept => kept !== name);
      store.set('tabs', [name, ...others].slice(0, MOST_NAMES));
    }

    on(list, 'keydown', event => {
      const at = tabs.indexOf(event.target);
      const forward = getComputedStyle(list).direction === 'rtl' ? -1 : 1;
      const to = { ArrowLeft: at - forward, ArrowRight: at + forward, Home: 0, End: -1 }[event.key];
      if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      choose(tabs[(to + tabs.length) % tabs.length]);
    });

    const show = isWanted => {
      const at = panels.findIndex((panel, place) => isWanted(tabs[place].textContent, panel));
      if (at >= 0) select(at);
    };
    box.prepend(list);
    select(0);
    (store.get('tabs') || []).reverse().forEach(name => show(label => label === name));
    sets.push(show);
  }

  wence.parts.tabs = () => {
    all('.tabs').forEach((box, index) => {
      build(box, index);
      // Ends what css/reading.css holds back until now.
      box.classList.add('is-ready');
    });
    // A link to a place inside a closed tab opens it.
    const reveal = () => {
      const target = wence.target(location.hash);
      const tab = target && target.closest('.tab');
      if (!tab) return;
      sets.forEach(show => show((label, panel) => panel === tab));
      // The tab's own heading gives way to its label.
      (target.getClientRects().length ? target : tab.parentElement).scrollIntoView();
    };
    reveal();
    on(window, 'hashchange', reveal);
  };
})(window.wence);
