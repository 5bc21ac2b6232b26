// Takes the records out of the browser as a file, and in again. Needs js/practice/records.js.
(function (wence) {
  'use strict';
  const { clean } = wence.records;

  const FORMAT = 'wence-practice';
  const VERSION = 1;

  /** The text of the file: JSON with its kind and version. `now` is a Date. */
  const write = (data, site, now) =>
    JSON.stringify({ format: FORMAT, version: VERSION, site, exported: now.toISOString(), ...data }, null, 1);

  /** The records in a file's text, or the reason why there are none: `{data}` or `{reason}`, a key of `wence.words`. */
  function read(text) {
    let file;
    try {
      file = JSON.parse(text);
    } catch (error) {
      return { reason: 'import_other' };
    }
    if (!file || file.format !== FORMAT || typeof file.version !== 'number') return { reason: 'import_other' };
    return file.version === VERSION ? { data: clean(file) } : { reason: 'import_newer' };
  }

  /** Hands a text to the reader as a file of this name. */
  function save(name, text) {
    const href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    const link = wence.make('a', { href, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    // Some browsers read it only after the click is over.
    setTimeout(() => URL.revokeObjectURL(href), 60000);
  }

  wence.transfer = { read, save, write };
})(window.wence);
