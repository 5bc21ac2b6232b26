// Keeps the site for reading without a network, where it comes from a server: a worker for its files, and what systems ask of
// an app. From a folder there is neither, nor a trace of them. Needs js/elements.js and `data-offline`.
(function (wence) {
  'use strict';
  const { base, offline } = wence.root.dataset;
  const worker = navigator.serviceWorker;

  wence.parts.offline = () => {
    if (!offline || !worker || !location.host) return;
    // Asked for on every page, so not before it is kept with the rest: a first reading costs no more for it.
    if (worker.controller) {
      document.head.append(wence.make('link', { rel: 'manifest', href: base + 'manifest.webmanifest' }));
    }
    addEventListener('load', () => worker.register(base + offline).catch(() => {}));
  };
})(window.wence);
