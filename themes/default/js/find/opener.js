// Opens the search. Its field stands at once, so that no key is lost; what answers, the bundle `search`, comes when it is
// wanted: here, and on search.html. Pages that were found get the bundle `mark`. Needs js/elements.js, js/status.js, js/bundle.js.
(function (wence) {
  'use strict';
  const { make, button, words } = wence;

  /** The parts that js/find/box.js brings to life; `last` closes the row of the field. */
  function parts(...last) {
    const input = make('input', { type: 'search', enterKeyHint: 'go', placeholder: words.box, 'aria-label': words.box, autocomplete: 'off', spellcheck: false });
    const clear = button(words.clear);
    clear.hidden = true;
    // Whoever joins later could not tell.
    ['compositionstart', 'compositionend'].forEach((name, isOver) => input.addEventListener(name, () => {
      input.isComposing = !isOver;
    }));
    const form = make('form', { role: 'search', onsubmit: event => event.preventDefault() }, input, clear, ...last);
    return [form, make('p', { role: 'status' }), make('div', { className: 'find-note' })];
  }

  wence.parts.find = () => {
    const link = document.querySelector('.find[data-search-open]');
    if (!link) return;
    const page = document.querySelector('#w-search');
    let frame = page;

    function attend() {
      const [, status, note] = frame.children;
      // Sooner, the word would only flicker.
      const waiting = setTimeout(() => status.append(words.loading), 150);
      wence.load('search', () => {
        clearTimeout(waiting);
        wence.find.start(frame);
      }, () => {
        clearTimeout(waiting);
        status.textContent = words.failed;
        note.replaceChildren(make('a', { href: wence.hrefOf('contents.html') }, words.all));
      });
    }

    wence.openSearch = () => {
      if (!frame) {
        frame = make('dialog', { id: 'w-find', 'aria-label': words.search }, ...parts(button(words.close, () => frame.close())));
        document.body.append(frame);
      }
      const input = frame.querySelector('input');
      if (page || frame.open) return input.focus();
      frame.showModal();
      input.select();
      attend();
    };

    if (page) {
      page.append(...parts());
      attend();
    } else if (new URLSearchParams(location.search).get('q')) wence.load('mark', () => wence.mark());
    wence.set(link, { role: 'button', 'aria-haspopup': 'dialog' });
    link.onclick = event => {
      if (!wence.clicked(event, 'a')) return;
      event.preventDefault();
      wence.openSearch();
    };
    link.onkeydown = event => {
      if (event.key === ' ') wence.openSearch(event.preventDefault());
    };
  };
})(window.wence);
