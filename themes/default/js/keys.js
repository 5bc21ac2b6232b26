// Keys: the neighbouring pages, search, and the help that lists them (js/help.js). Needs js/store.js, js/bundle.js.
(function (wence) {
  'use strict';
  const { root } = wence;

  /** Follows the first link that the selector finds; answers whether there is one. */
  const go = selector => {
    const link = document.querySelector(selector);
    if (link) link.click();
    return link;
  };

  /** Opens the search; where there is none, follows the bar's link. */
  wence.search = () => (wence.openSearch ? wence.openSearch() || true : go('a.find'));

  // The next page lies where lines lead to.
  const [left, right] = root.dir === 'rtl' ? ['next', 'prev'] : ['prev', 'next'];

  /** What keys do: their names as events have them, as the help shows them, and its word. `run` answers whether it did anything. */
  wence.shortcuts = [
    { keys: ['ArrowLeft'], shown: ['←'], word: left, run: () => go('.pn [rel=' + left + ']') },
    { keys: ['ArrowRight'], shown: ['→'], word: right, run: () => go('.pn [rel=' + right + ']') },
    { keys: ['/', 'Mod+k'], shown: ['/', 'Ctrl+K', '⌘K'], word: 'search', run: wence.search },
    { keys: ['?'], shown: ['?'], word: 'keys', run: () => wence.load('panels', () => wence.help()) || true },
    { keys: [], shown: ['Esc'], word: 'close' }
  ];

  /** Whether a key pressed here belongs to a control, or an arrow to something that it moves. */
  function isTaken({ target, key, shiftKey, repeat }) {
    if (target.isContentEditable || target.closest('input, select, textarea, button, summary, video')) return true;
    if (!key.startsWith('Arrow')) return false;
    // Browsers scroll what has focus, else what was clicked in last.
    const { anchorNode } = getSelection();
    let box = target === document.body && anchorNode ? anchorNode.parentElement : target;
    while (box && box.scrollWidth <= box.clientWidth + 1) box = box.parentElement;
    return box || shiftKey || repeat;
  }

  wence.parts.keys = () => document.addEventListener('keydown', event => {
    // 229 is a key that the input method has taken; Safari sends the confirming Enter so, after the composition has ended.
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || event.altKey) return;
    const isChord = event.ctrlKey || event.metaKey;
    if (isChord ? event.shiftKey : isTaken(event) || root.dataset.shortcuts || wence.store.get('keys') === 'off') return;
    if (document.querySelector(wence.hasPopover ? 'dialog[open], :popover-open' : 'dialog[open]')) return;
    const name = isChord ? 'Mod+' + event.key.toLowerCase() : event.key;
    const shortcut = wence.shortcuts.find(({ keys }) => keys.includes(name));
    if (shortcut && shortcut.run()) event.preventDefault();
  });
})(window.wence);
