// What all pieces share: fields that may be written in, and results that follow. Needs js/elements.js, js/status.js.
(function (wence) {
  'use strict';

  /** A number above 0 and below a thousand million, commas at the thousands allowed, a unit behind it too; NaN for all else. */
  wence.readNumber = text => {
    const digits = text.trim().replace(/[,，]/g, '').match(/^[0-9.]+/);
    const number = digits ? Number(digits[0]) : NaN;
    return number > 0 && number < 1e9 ? number : NaN;
  };

  /** The same, whole. */
  wence.readWhole = text => {
    const number = wence.readNumber(text);
    return Number.isInteger(number) ? number : NaN;
  };

  /** A whole number with commas at the thousands. */
  wence.grouped = number => String(number).replace(/\B(?=(\d{3})+$)/g, ',');

  /**
   * Lets readers write in the fields of a piece. `update` gets the fields by name and answers the names of those it cannot
   * read, and the words of the result for those who do not see it.
   */
  wence.livePiece = (form, update) => {
    const fields = {};
    let timer;
    for (const field of form.querySelectorAll('input, select')) {
      field.readOnly = false;
      fields[field.name] = field;
    }
    form.classList.add('is-live');
    form.addEventListener('submit', event => event.preventDefault());
    form.addEventListener('input', () => {
      const { unread, words } = update(fields);
      for (const name in fields) {
        if (unread.includes(name)) fields[name].setAttribute('aria-invalid', 'true');
        else fields[name].removeAttribute('aria-invalid');
      }
      clearTimeout(timer);
      if (!unread.length) timer = setTimeout(wence.say, 800, words);
    });
  };

  /** Shows rows of words in the piece's table: the first cell of each is its head. */
  wence.fillRows = (form, rows) => {
    const { make } = wence;
    const body = form.querySelector('tbody');
    body.replaceChildren(...rows.map(cells => make('tr', {}, ...cells.map((cell, at) =>
      at ? make('td', {}, cell) : make('th', { scope: 'row' }, cell)))));
  };
})(window.wence);
