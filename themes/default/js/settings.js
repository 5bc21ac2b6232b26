// The reader's settings: appearance, size of text, width of lines. templates/parts/early.js restores them before the page is
// painted; js/panel.js is where they are chosen. Needs js/store.js, js/bundle.js.
(function (wence) {
  'use strict';
  const { store, root: { dataset } } = wence;

  /** The values for which the root has no `data-` attribute. */
  const usual = wence.usual = /^(auto|m|normal)$/;
  const metas = wence.all('meta[name=theme-color]');
  const colors = metas.map(meta => meta.content);

  /** Makes a setting take effect: `theme`, `text` or `width`. */
  wence.apply = (name, value) => {
    if (usual.test(value)) delete dataset[name];
    else if (value) dataset[name] = value;
    // The browser's own frame: one colour for light and one for dark systems; both alike once the reader has chosen.
    const chosen = { light: 0, dark: 1 }[dataset.theme];
    metas.forEach((meta, at) => {
      meta.content = colors[chosen ?? at];
    });
  };

  /** Takes over what another tab has chosen. A panel that shows something else goes; it is made anew when it is wanted. */
  function follow() {
    ['theme', 'text', 'width'].forEach(name => wence.apply(name, store.get(name)));
    wence.all('.settings').forEach(panel => panel.remove());
  }

  wence.parts.settings = () => {
    wence.apply();
    ['theme', 'text', 'width', 'keys'].forEach(name => store.watch(name, follow));
    // A page that comes back from the browser's memory has missed what was chosen meanwhile.
    addEventListener('pageshow', event => event.persisted && follow());
    const opener = document.querySelector('button[data-appearance]');
    if (!opener) return;
    opener.addEventListener('click', event => {
      // Once it is there, the browser shows and hides it.
      if (document.querySelector('.settings')) return;
      event.preventDefault();
      wence.load('panels', () => wence.showSettings(opener));
    });
    opener.hidden = false;
  };
})(window.wence);
