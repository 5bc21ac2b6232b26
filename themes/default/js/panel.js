// The panel under the bar's button: the reader's settings, shortcuts, and clearing what is kept.
// Needs js/settings.js, js/store.js, js/dialog.js, js/help.js.
(function (wence) {
  'use strict';
  const { make, button, field, store, words, root: { dataset } } = wence;

  // The name of a setting, the word of its title, its values, and what makes words of them.
  const choices = [
    ['theme', 'theme', 'auto light dark', ''],
    ['text', 'text_size', 's m l xl', 'text_'],
    ['width', 'line_width', 'narrow normal wide', 'width_']
  ];

  function radios([name, title, values, prefix]) {
    const fields = values.split(' ').map(value => {
      const checked = dataset[name] ? value === dataset[name] : wence.usual.test(value);
      const onchange = () => {
        wence.apply(name, value);
        store.set(name, value);
      };
      return field('radio', { name: 'w-' + name, checked, onchange }, words[prefix + value]);
    });
    return make('fieldset', {}, make('legend', {}, words[title]), ...fields);
  }

  function shortcuts() {
    const checked = store.get('keys') !== 'off';
    return field('checkbox', { checked, onchange: event => store.set('keys', event.target.checked ? 'on' : 'off') }, words.shortcuts);
  }

  /** Makes the panel under the button `opener` and shows it. */
  wence.showSettings = opener => {
    const help = button(words.keys, () => {
      // First, so that focus returns to the bar when the help closes.
      panel.remove();
      opener.focus();
      wence.help();
    });
    const parts = [
      ...choices.map(radios),
      make('div', { className: 'settings-keys' }, dataset.shortcuts ? '' : shortcuts(), help),
      // Clearing everything asks first: its button stands folded under its name.
      make('details', {}, make('summary', {}, words.wipe), make('p', {}, words.wipe_sure), button(words.clear, store.wipe))
    ];
    let panel;
    if (wence.hasPopover) {
      panel = make('div', { className: 'settings', popover: 'auto' }, ...parts);
      opener.after(panel);
      // From the next press on, the browser does the rest: Escape, the press beside it, focus, `aria-expanded`.
      opener.popoverTargetElement = panel;
      panel.showPopover({ source: opener });
    } else {
      panel = wence.dialog('settings', words.theme, ...parts);
    }
  };
})(window.wence);
