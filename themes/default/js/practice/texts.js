// The parts of the questions, loaded when they are wanted: files of the bank that call `wence.answers`. Needs js/elements.js.
(function (wence) {
  'use strict';
  const arrived = new Map();
  const loading = new Map();

  /** The nodes of HTML that the build wrote. */
  wence.nodes = html => [...new DOMParser().parseFromString(html, 'text/html').body.childNodes];

  /** Called by the nth file: `texts` has, by id, the parts `[kind, html, title]`; a title of the usual words is left out. */
  wence.answers = (n, texts) => arrived.set(n, texts);

  /** The parts of a question, promised; `files` are the paths of the files. */
  wence.partsOf = ({ id, file }, files) => {
    if (!loading.has(file)) {
      // A site in one file has them in itself.
      const own = wence.inside && wence.inside[files[file]];
      loading.set(file, own ? Promise.resolve(own()) : new Promise((resolve, reject) => {
        document.head.append(wence.make('script', { src: files[file], onload: resolve, onerror: reject }));
      }));
    }
    return loading.get(file).then(() => {
      const parts = (arrived.get(file) || {})[id];
      if (!parts) throw new Error('no parts of ' + id + ' in ' + files[file]);
      return parts;
    }).catch(error => {
      // The next call tries again.
      loading.delete(file);
      throw error;
    });
  };
})(window.wence);
