// The list of keys. Needs js/keys.js, js/dialog.js.
(function (wence) {
  'use strict';
  const { make, words } = wence;

  wence.help = () => {
    const rows = wence.shortcuts.map(({ shown, word }) =>
      make('li', {}, make('span', {}, ...shown.map(key => make('kbd', {}, key))), words[word]));
    wence.dialog('keys', words.keys, make('ul', {}, ...rows));
  };
})(window.wence);
