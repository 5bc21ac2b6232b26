// Pictures that are larger than shown, and figures, become buttons that open them at full size. Needs js/elements.js,
// js/bundle.js, js/dialog.js.
(function (wence) {
  'use strict';
  const { all, make, words } = wence;

  // Narrower than this, in CSS pixels, a picture is a sign in the text.
  const LEAST_WIDTH = 120;

  /** Puts a button around each picture that is worth it and in nothing that reacts to a press already. */
  function equip() {
    all('.prose img').forEach(image => {
      const width = image.naturalWidth || image.getAttribute('width');
      const isLarger = image.closest('figure') || width > image.clientWidth;
      if (!isLarger || image.clientWidth < LEAST_WIDTH || image.closest('a, button, summary, label, picture')) return;
      const title = words.zoom + (image.alt && words.colon + image.alt);
      const opener = make('button', { type: 'button', className: 'zoom-open', 'aria-label': title });
      image.replaceWith(opener);
      opener.append(image);
    });
  }

  function show(image) {
    const large = make('img', { src: image.currentSrc, alt: image.alt, onclick: () => dialog.close() });
    const dialog = wence.dialog('zoom', image.alt || words.zoom, large);
  }

  wence.parts.zoom = () => {
    new ResizeObserver(equip).observe(document.querySelector('#w-main'));
    document.addEventListener('click', event => {
      const opener = event.target.closest('.zoom-open');
      if (opener) wence.load('panels', () => show(opener.querySelector('img')));
    });
  };
})(window.wence);
