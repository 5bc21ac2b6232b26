// Tabs out of consecutive sections (ARIA Authoring Practices, pattern "Tabs", automatic activation).
// Sets with tabs of the same names switch together, and the last choice is kept. Needs js/elements.js, js/store.js.
(function (wence) {
  'use strict';
  const { all, make, set, store, words } = wence;

  const panelOf = tab => document.getElementById(tab.getAttribute('aria-controls'));

  /** Opens a tab and closes the others of its set. */
  const select = tab => [...tab.parentElement.children].forEach(one => {
    const is = one === tab;
    set(one, { 'aria-selected': is, tabIndex: is ? 0 : -1 });
    panelOf(one).hidden = is ? false : 'until-found';
  });

  const selectNamed = name => all('[role=tab]').filter(tab => tab.textContent === name).forEach(select);

  /** What the reader does: opens the tab in all sets that have one of its name, and remembers the name. */
  function choose(tab) {
    const name = tab.textContent;
    // Sets above may change their height: hold what was pressed where it was.
    const before = tab.getBoundingClientRect().top;
    selectNamed(name);
    scrollBy({ top: tab.getBoundingClientRect().top - before, behavior: 'instant' });
    tab.focus();
    store.set('tabs', [...store.without('tabs', name), name]);
  }

  function move(event) {
    const tabs = [...event.currentTarget.children];
    const at = tabs.indexOf(event.target);
    const forward = wence.root.dir === 'rtl' ? -1 : 1;
    const to = { ArrowLeft: at - forward, ArrowRight: at + forward, Home: 0, End: -1 }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    choose(tabs[(to + tabs.length) % tabs.length]);
  }

  function build(box, index) {
    const list = make('div', { role: 'tablist', 'aria-label': words.tabs + ' ' + (index + 1), onkeydown: move });
    const panels = all(':scope > .tab', box);
    // Ends what css/reading.css holds back until now.
    box.classList.add('is-ready');
    if (panels.length < 2) return;
    panels.forEach((panel, at) => {
      const id = 'w-tab-' + index + '-' + at;
      const tab = wence.button(panel.firstElementChild.textContent.trim(), () => choose(tab), 'tab-label');
      set(panel, { id: panel.id || id + '-panel', role: 'tabpanel', 'aria-labelledby': id });
      set(tab, { id, role: 'tab', 'aria-controls': panel.id });
      // What find-in-page comes upon in a closed tab opens it.
      panel.addEventListener('beforematch', () => select(tab));
      list.append(tab);
    });
    box.prepend(list);
    select(list.firstChild);
  }

  wence.parts.tabs = () => {
    all('.tabs').forEach(build);
    store.without('tabs').forEach(selectNamed);
    // A link to a place inside a closed tab opens it.
    const reveal = () => {
      const target = wence.target(location.hash);
      const panel = target && target.closest('[role=tabpanel]');
      if (!panel) return;
      select(document.getElementById(panel.getAttribute('aria-labelledby')));
      // What stood above may have changed its height.
      target.scrollIntoView();
    };
    reveal();
    addEventListener('hashchange', reveal);
  };
})(window.wence);
