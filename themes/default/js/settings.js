// The settings under the bar's button: appearance, size of text, width of lines, shortcuts, and clearing what is kept.
// Needs js/store.js, js/dialog.js, js/keys.js. templates/parts/early.js restores the first three before the page is painted.
(function (wence) {
  'use strict';
  const { make, button, field, store, words, root: { dataset } } = wence;

  // The root's `data-` attribute, the word of its title, its values, and what makes words of them.
  const choices = [
    ['theme', 'theme', 'auto light dark', ''],
    ['text', 'text_size', 's m l xl', 'text_'],
    ['width', 'line_width', 'narrow normal wide', 'width_']
  ];
  // The values for which there is no attribute.
  const usual = /^(auto|m|normal)$/;
  const metas = wence.all('meta[name=theme-color]');
  const colors = metas.map(meta => meta.content);
  let opener;
  let panel;

  function apply(name, value) {
    if (usual.test(value)) delete dataset[name];
    else if (value) dataset[name] = value;
    // The browser's own frame: one colour for light and one for dark systems; both alike once the reader has chosen.
    const chosen = { light: 0, dark: 1 }[dataset.theme];
    metas.forEach((meta, at) => {
      meta.content = colors[chosen ?? at];
    });
  }

  function radios([name, title, values, prefix]) {
    const set = values.split(' ').map(value => {
      const checked = dataset[name] ? value === dataset[name] : usual.test(value);
      const onchange = () => store.set(name, value, apply(name, value));
      return field('radio', { name: 'w-' + name, checked, onchange }, words[prefix + value]);
    });
    return make('fieldset', {}, make('legend', {}, words[title]), ...set);
  }

  /** The panel's fields. Clearing everything asks first: its button stands folded under its name. */
  const fields = () => [
    ...choices.map(radios),
    make('div', { className: 'settings-keys' },
      dataset.shortcuts ? '' : field('checkbox', {
        checked: store.get('keys') !== 'off',
        onchange: event => store.set('keys', event.target.checked ? 'on' : 'off')
      }, words.shortcuts),
      button(words.keys, () => {
        // First, so that focus returns to the bar when the help closes.
        panel.remove();
        opener.focus();
        wence.help();
      })),
    make('details', {}, make('summary', {}, words.wipe), make('p', {}, words.wipe_sure), button(words.clear, store.wipe))
  ];

  /** Runs before the press has its effect: with popovers the browser does the rest, this first press included. */
  function open() {
    if (panel && panel.isConnected) return;
    if (wence.hasPopover) {
      panel = make('div', { className: 'settings', popover: 'auto' }, ...fields());
      opener.after(panel);
      opener.popoverTargetElement = panel;
    } else {
      panel = wence.dialog('settings', words.theme, ...fields());
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
    addEventListener('pageshow', event => event.persisted && follow());
    opener = document.querySelector('button[data-appearance]');
    if (!opener) return;
    opener.addEventListener('click', open);
    opener.hidden = false;
  };
})(window.wence);
