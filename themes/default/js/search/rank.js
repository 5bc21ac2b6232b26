// How well a section answers: BM25F over what the index stores of each term, and what the texts add to it.
(function (wence) {
  'use strict';

  // What a stored weight stands for: heading by its length class, title and headings above, text by its frequency class.
  var TITLE = 1.5;
  var TRAIL = 1;
  var BODY = [0, 0.4, 0.8, 1.6, 3];
  var K1 = 1.2;

  var SATURATION = [];
  for (var weight = 0; weight < 256; weight++) {
    var heading = weight >> 5;
    var x = BODY[Math.min(weight & 7, 4)] + (heading ? 3 + heading * 0.75 : 0);
    x += (weight & 16 ? TITLE : 0) + (weight & 8 ? TRAIL : 0);
    SATURATION[weight] = x / (x + K1);
  }

  /** Robertson and Sparck Jones's weight of a term that `total` of `n` sections have, never negative. */
  function idf(total, n) {
    return Math.log(1 + (n - total + 0.5) / (total + 0.5));
  }

  /** The part of one term in a section's score. */
  function part(weight, rarity) {
    return SATURATION[weight] * rarity;
  }

  /**
   * What a section's own words say beyond its terms. `found` tells of a query: `heading` 0 to 3 (not, holds it, starts with
   * it, is it), `text` whether the whole query stands there in a row, `level` of the heading, `share` 0 to 1 how much of a
   * question the heading holds.
   */
  function boost(found) {
    var factor = [1, 2, 2.6, 4][found.heading] * (1 + 8 * found.share);
    if (found.heading && found.level === 1) factor *= 1.5;
    if (found.text) factor *= 1.6;
    return factor;
  }

  /** A page's score from those of its sections, best first: the others hint that the page is about it. */
  function page(scores) {
    var sum = 0;
    for (var at = 1; at < Math.min(scores.length, 4); at++) sum += scores[at];
    return scores[0] + 0.2 * sum;
  }

  wence.searchRank = { idf, part, boost, page };
})(window.wence = window.wence || {});
