// The form in which texts and queries are compared, and what they are cut into. The same rule as `src/search/normalise.rs`
// and `src/search/token.rs`; `tests/js/search_vectors.json` holds both to it.
(function (wence) {
  'use strict';

  // Where each class of characters starts: n none (between words), w word, s symbol, v wide (a script without spaces).
  var CLASSES =
    '0n30w3an41w5bn5fw60n61w7bna3sa4na5sa6na7sa8na9saanaesafnb0sb2nc0wd7sd8wf7sf8w37en37fw387n388w55an560w589n58bw5be' +
    'n5bfw5c0n5c1w5c3n5c4w5c6n5c7w5f3n5f5w609n60ew61bn620w66an66ew6d4n6d5w700n70ew964n966w970n971we00vf00w1000v10a0w1' +
    '0fbn10fcw1360n1369w1680n1681w1780v1800w2000n20a0s2500n25a0s2c00w2e00n3005v3008n3021v302an3041v3097n309dv30a0n30a' +
    '1v30fbn30fcv3100n3105v3130n31a0v31c0n31f0v3200n3400v4dc0n4e00va490wac00vd7a4nf900vfb00n10000w1d000s1d400w1f000s1' +
    'fb00n20000v40000n';
  var starts = [];
  var classes = '';
  CLASSES.replace(/([0-9a-f]+)([nwsv])/g, (whole, start, letter) => {
    starts.push(parseInt(start, 16));
    classes += letter;
  });

  function classOf(code) {
    if (code >= 0x4e00 && code < 0xa000) return 'v';
    var low = 0;
    var high = starts.length;
    while (high - low > 1) {
      var middle = (low + high) >> 1;
      if (starts[middle] <= code) low = middle;
      else high = middle;
    }
    return classes[low];
  }

  function isIgnorable(code) {
    return code === 0xad || (code >= 0x200b && code <= 0x200f) || (code >= 0x202a && code <= 0x202e) ||
      (code >= 0x2060 && code <= 0x2064) || (code >= 0x2066 && code <= 0x2069) || (code >= 0xfe00 && code <= 0xfe0f) ||
      code === 0xfeff || (code >= 0xe0100 && code <= 0xe01ef);
  }

  function isJoining(code) {
    return code >= 0x300 && (code <= 0x36f || (code >= 0x1160 && code <= 0x11ff) || (code >= 0x1ab0 && code <= 0x1abd) ||
      (code >= 0x1dc0 && code <= 0x1df9) || (code >= 0x20d0 && code <= 0x20f0) || code === 0x3099 || code === 0x309a ||
      (code >= 0x3131 && code <= 0x318e) || (code >= 0xfe20 && code <= 0xfe2f) || (code >= 0xff9e && code <= 0xffdc));
  }

  function isSettled(code) {
    return code < 0x10000 ? code < 0xa7f1 || code > 0xa7f4 : (code >= 0x1d400 && code <= 0x1d7ff) ||
      (code >= 0x1f100 && code <= 0x1f2ff) || (code >= 0x2f800 && code <= 0x2fa1f);
  }

  function lower(text) {
    var out = '';
    for (var character of text) {
      var code = character.codePointAt(0);
      if (character === 'ς') out += 'σ';
      else out += code < 0x590 || (code >= 0x1e00 && code <= 0x1fff) ? character.toLowerCase() : character;
    }
    return out;
  }

  /**
   * The normal form of `text`. `folds` maps traditional characters to simplified ones. If `map` is given, it gets for each
   * code unit of the result where in `text` it comes from, and at last the length of `text`.
   */
  function normalise(text, folds, map) {
    var out = '';
    var length = text.length;
    for (var at = 0; at < length; ) {
      var start = at;
      var code = text.codePointAt(at);
      at += code > 0xffff ? 2 : 1;
      if (isIgnorable(code)) continue;
      var cluster = String.fromCodePoint(code);
      var simple = code < 0x80 || (code >= 0x4e00 && code < 0xa000);
      for (var next = at; next < length; ) {
        var mark = text.codePointAt(next);
        var after = next + (mark > 0xffff ? 2 : 1);
        if (isJoining(mark)) {
          cluster += String.fromCodePoint(mark);
          simple = false;
        } else if (!isIgnorable(mark)) break;
        at = next = after;
      }
      var piece = code < 0x80 ? cluster.toLowerCase() : lower(cluster);
      if (simple) piece = folds.get(piece) || piece;
      else {
        if (isSettled(code)) piece = lower(cluster.normalize('NFKC')).normalize('NFKC');
        var folded = '';
        for (var character of piece) if (!isIgnorable(character.codePointAt(0))) folded += folds.get(character) || character;
        piece = folded;
      }
      out += piece;
      if (map) for (var unit = 0; unit < piece.length; unit++) map.push(start);
    }
    if (map) map.push(length);
    return out;
  }

  /** The pairs of characters in `text`, one after the other, as a map. */
  function readFolds(text, folds) {
    var characters = Array.from(text);
    for (var at = 0; at + 1 < characters.length; at += 2) folds.set(characters[at], characters[at + 1]);
    return folds;
  }

  var LONGEST_WORD = 40;

  /**
   * The pieces of a normalised query: `wide` (characters in a row of a script without spaces) or not (letters and digits, or
   * one symbol), `text`, `start` and `end`. A space parts wide characters here.
   */
  function units(normalised) {
    var list = [];
    var open = null;
    for (var at = 0; at <= normalised.length; ) {
      var code = at < normalised.length ? normalised.codePointAt(at) : 0x20;
      var kind = classOf(code);
      if (open && (open.kind !== kind || kind === 's')) {
        open.end = at;
        open.text = normalised.slice(open.start, at);
        if (!open.wide) open.text = Array.from(open.text).slice(0, LONGEST_WORD).join('');
        list.push(open);
        open = null;
      }
      if (!open && kind !== 'n') open = { kind, wide: kind === 'v', start: at };
      at += code > 0xffff ? 2 : 1;
    }
    return list;
  }

  /**
   * A normalised text without what stands between words, but for one space between two words; so a phrase is found however
   * it is spaced and punctuated. `map` as `normalise` gives it; the result has one of its own, into the original.
   */
  function squeeze(normalised, map) {
    var text = '';
    var places = [];
    var gap = false;
    var last = 'n';
    for (var at = 0; at < normalised.length; ) {
      var code = normalised.codePointAt(at);
      var width = code > 0xffff ? 2 : 1;
      var kind = classOf(code);
      if (kind === 'n') gap = true;
      else {
        if (gap && kind === 'w' && last === 'w') {
          text += ' ';
          places.push(map ? map[at] : at);
        }
        for (var unit = 0; unit < width; unit++) {
          text += normalised[at + unit];
          places.push(map ? map[at + unit] : at + unit);
        }
        gap = false;
        last = kind;
      }
      at += width;
    }
    return { text, places };
  }

  wence.searchText = { classOf, normalise, readFolds, units, squeeze };
})(window.wence = window.wence || {});
