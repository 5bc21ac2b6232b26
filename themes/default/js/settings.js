// The settings under the bar's button: appearance, size of text, width of lines, shortcuts, and clearing what is kept.
// Needs js/store.js, js/dialog.js, js/keys.js. templates/parts/early.js restores the first three before the page is painted.
(function (wence) {
  'use strict';
  const { all, make, button, on, store, words, root: { dataset } } = wence;

  // The root's `data-` attribute, the word of its title, the values with theirs. `auto` is kept for no attribute.
  const choices = [
    ['theme', 'theme', { auto: 'auto', light: 'light', dark: 'dark' }],
    ['text', 'text_size', { s: 'text_s', auto: 'text_m', l: 'text_l', xl: 'text_xl' }],
    ['width', 'line_width', { narrow: 'width_narrow', auto: 'width_normal', wide: 'width_wide' }]
  ];
  const metas = all('meta[name=theme-color]');
  const colors = metas.map(meta => meta.content);
  let opener;
  let panel;

  function apply(name, value) {
    if (value === 'auto') delete dataset[name];
    else if (value) dataset[name] = value;
    // The browser's own frame: one colour for light and one for dark systems; both alike once the reader has chosen.
    const chosen = { light: 0, dark: 1 }[dataset.theme];
    metas.forEach((meta, at) => {
      meta.content = colors[chosen ?? at];
    });
  }

  function radios([name, title, values]) {
    const set = make('fieldset', {}, make('legend', {}, words[title]));
    for (const value in values) {
      const checked = value === (dataset[name] || 'auto');
      const onchange = () => {
        apply(name, value);
        store.set(name, value);
      };
      set.append(make('label', {}, make('input', { type: 'radio', name: 'w-' + name, checked, onchange }), words[values[value]]));
    }
    return set;
  }

  function shortcuts() {
    const checked = store.get('keys') !== 'off';
    const onchange = event => store.set('keys', event.target.checked ? 'on' : 'off');
    return make('label', {}, make('input', { type: 'checkbox', checked, onchange }), words.shortcuts);
  }

  function help() {
    // First, so that focus returns to the bar when the help closes.
    panel.remove();
    opener.focus();
    wence.help();
  }

  /** Clearing everything asks first: the button stands folded under its title. */
  const wipe = () => make('details', {}, make('summary', {}, words.wipe), make('p', {}, words.wipe_sure), button(words.clear, store.wipe));

  /** Runs before the press has its effect: with popovers the browser does the rest, this first press included. */
  function open() {
    if (panel && panel.isConnected) return;
    const keys = make('div', { className: 'settings-keys' }, dataset.shortcuts ? '' : shortcuts(), button(words.keys, help));
    const parts = choices.map(radios).concat(keys, wipe());
    if (wence.hasPopover) {
      panel = make('div', { className: 'settings', popover: 'auto' }, ...parts);
      opener.after(panel);
      opener.popoverTargetElement = panel;
    } else {
      panel = wence.dialog('settings', words.theme, ...parts);
    }
  }

  /** Takes over what another tab has chosen; the panel is made anew when it is wanted. */
  function follow() {
    choices.forEach(([name]) => apply(name, store.get(name)));
    if (panel) panel.remove();
  }

  wence.parts.settings = () => {
    apply();
    ['theme', 'text', 'width', 'keys'].forEach(name => store.watch(name, follow));
    // A page that comes back from the browser's memory has missed what was chosen meanwhile.
    on(window, 'pageshow', event => event.persisted && follow());
    opener = document.querySelector('button[data-appearance]');
    if (!opener) return;
    on(opener, 'click', open);
    opener.hidden = false;
  };
})(window.wence);
