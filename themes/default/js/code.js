// Buttons of code blocks: copy, and show the lines that a block keeps back. What scrolls can be reached by keyboard.
// Needs js/copy.js.
(function (wence) {
  'use strict';
  const { all, make, button, words } = wence;

  function equip(pre, index) {
    const block = pre.closest('.code');
    const copier = button(words.copy, () => {
      const shown = pre.cloneNode(true);
      if (!block.classList.contains('show-hidden')) all('.hidden-line', shown).forEach(line => line.remove());
      wence.copy(shown.textContent.replace(/\n$/, ''), done => {
        copier.textContent = done ? words.copied : words.copy;
      });
    });
    const tools = make('div', { className: 'code-tools' }, copier);
    if (pre.querySelector('.hidden-line')) {
      const toggle = button(words.show_hidden, () => {
        toggle.textContent = block.classList.toggle('show-hidden') ? words.hide_hidden : words.show_hidden;
      });
      tools.prepend(toggle);
    }
    (block.querySelector('.code-head') || block).append(tools);
    const attributes = { tabindex: 0, role: 'region', 'aria-label': words.code + ' ' + (index + 1) };
    new ResizeObserver(() => {
      for (const name in attributes) {
        if (pre.scrollWidth > pre.clientWidth) pre.setAttribute(name, attributes[name]);
        else pre.removeAttribute(name);
      }
    }).observe(pre);
  }

  wence.parts.code = () => {
    all('.code pre').forEach(equip);
    // `wence serve` puts new blocks into a page in view.
    document.addEventListener('wence:changed', ({ target }) => {
      const block = target.closest('.code') || target;
      all('pre', block).filter(pre => pre.closest('.code:not(:has(.code-tools))')).forEach(equip);
    });
  };
})(window.wence);
