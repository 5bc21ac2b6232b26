// Cartons, volumes and containers: the same as src/piece/container.rs; tests/js/pieces.json holds the two together. Needs
// js/pieces/form.js.
(function (wence) {
  'use strict';
  const AIR = 6000, COURIER = 5000;

  /** A number with at most so many decimals, zeros at the end left out. */
  const decimal = (number, decimals) => String(Number(number.toFixed(decimals)));

  /**
   * What cartons of `size`, three lengths in cm, come to: `units` pieces, `each` a carton, `weight` of one in kg or NaN;
   * `loads` are containers' volumes in m³. All numbers are words, as they are shown.
   */
  wence.loadCartons = ({ size, units, each, weight, loads }) => {
    const cubicCentimetres = size[0] * size[1] * size[2];
    const volume = cubicCentimetres / 1e6;
    const cartons = Math.ceil(units / each);
    const charged = by => decimal(Math.max(cubicCentimetres / by, weight || 0), 1);
    return {
      count: wence.grouped(cartons),
      volume: decimal(volume, 4),
      total: decimal(volume * cartons, 3),
      air: charged(AIR),
      express: charged(COURIER),
      rows: loads.map(load => {
        // The addend makes up for fractions that binary numbers miss.
        const fits = Math.floor(load / volume + 1e-9);
        return [wence.grouped(fits), wence.grouped(fits * each), fits ? wence.grouped(Math.ceil(cartons / fits)) : '–'];
      })
    };
  };

  wence.pieces.container = form => {
    const { words } = wence;
    const named = wence.all('tbody tr', form).map(row => [row.cells[0].textContent, row.cells[1].textContent]);
    const loads = named.map(([, load]) => Number(load));
    wence.livePiece(form, fields => {
      const size = fields.size.value.split(/[x×*]/i).map(wence.readNumber);
      const units = wence.readWhole(fields.units.value);
      const each = wence.readWhole(fields.each.value);
      const weight = wence.readNumber(fields.weight.value);
      const unread = [];
      if (size.length !== 3 || !size.every(side => side <= 2000)) unread.push('size');
      if (!units) unread.push('units');
      if (!each) unread.push('each');
      if (fields.weight.value.trim() && !weight) unread.push('weight');
      if (unread.length) return { unread };
      const result = wence.loadCartons({ size, units, each, weight, loads });
      for (const output of form.querySelectorAll('output')) output.textContent = result[output.name];
      wence.fillRows(form, result.rows.map((row, at) => [...named[at], ...row]));
      const spoken = (row, at) => named[at][0] + ' ' + words.box_fits + ' ' + row[0] + ', ' + words.box_needed + ' ' + row[2];
      return { unread, words: [words.box_count + ' ' + result.count, ...result.rows.map(spoken)].join('; ') };
    });
  };
})(window.wence);
