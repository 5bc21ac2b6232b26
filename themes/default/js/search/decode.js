// Reads the files of the index as `src/search/wire.rs`, `shard.rs`, `posting.rs` and `bundle.rs` write them.
(function (wence) {
  'use strict';

  var VERSION = 1;
  var TAIL = '\u0001';
  var ALIAS = '~';
  var LONGEST_LIST = 1024;
  var NAME = 6;
  var SHARED = ' !#$%&()*+,-./:;<=>?@[';

  /** What the files of the index call: keeps `data` until an engine takes it. */
  var files = Object.create(null);
  wence.searchData = function (name, data) {
    files[name] = data;
  };

  function take(name) {
    var data = files[name];
    delete files[name];
    return data;
  }

  function bytes(base64) {
    var text = atob(base64);
    var out = new Uint8Array(text.length);
    for (var at = 0; at < text.length; at++) out[at] = text.charCodeAt(at);
    return out;
  }

  /** Strings by code point, as the index is sorted; JavaScript compares code units. */
  function compare(a, b) {
    var end = Math.min(a.length, b.length);
    for (var at = 0; at < end; at++) {
      var x = a.charCodeAt(at);
      var y = b.charCodeAt(at);
      if (x !== y) {
        // Surrogates stand for what lies above all else.
        if (x >= 0xd800 && y >= 0xd800) {
          x += x >= 0xe000 ? -0x800 : 0x2000;
          y += y >= 0xe000 ? -0x800 : 0x2000;
        }
        return x - y;
      }
    }
    return a.length - b.length;
  }

  /** A list of terms, each written as how much of the one before it keeps. */
  function terms(text) {
    var list = [];
    var last = [];
    var characters = Array.from(text);
    for (var at = 0; at < characters.length; ) {
      var term = last.slice(0, SHARED.indexOf(characters[at++]));
      while (at < characters.length && SHARED.indexOf(characters[at]) < 0) term.push(characters[at++]);
      list.push(term.join(''));
      last = term;
    }
    return list;
  }

  function Bits(data) {
    this.data = data;
    this.at = 0;
  }

  Bits.prototype.bit = function () {
    var at = this.at++;
    if (at >> 3 >= this.data.length) throw new Error('the search index ends too early');
    return (this.data[at >> 3] >> (7 - (at & 7))) & 1;
  };

  Bits.prototype.bits = function (count) {
    var value = 0;
    while (count-- > 0) value = value * 2 + this.bit();
    return value;
  };

  Bits.prototype.golomb = function (order) {
    var length = 0;
    while (!this.bit()) length++;
    var high = Math.pow(2, length) + this.bits(length) - 1;
    return high * Math.pow(2, order) + this.bits(order);
  };

  /**
   * A shard: its terms in order, and for each term by the same index `{count, total, sections, weights}`. `count` sections
   * are listed, rising; `total` have the term. A weight is `heading << 5 | title << 4 | trail << 3 | body`.
   */
  function shard(data) {
    var bits = new Bits(bytes(data[1]));
    var room = bits.bits(5);
    var list = terms(data[0]);
    var entries = list.map((term) => {
      var count = bits.golomb(0);
      if (count < 2) count = 1 - count;
      var entry = { count, total: count };
      if (term[0] === ALIAS) return entry;
      if (count === LONGEST_LIST && bits.bit()) entry.total = bits.golomb(10);
      var tail = term.indexOf(TAIL);
      var next = tail < 0 ? 0 : parseInt(term.slice(tail + 1), 16);
      var order = Math.max(0, room - 2 - (31 - Math.clz32(count)));
      entry.sections = new Uint32Array(count);
      entry.weights = new Uint8Array(count);
      for (var at = 0; at < count; at++) {
        entry.weights[at] = !bits.bit() ? 2 : !bits.bit() ? 1 : !bits.bit() ? 3 : !bits.bit() ? 4 : bits.bits(8);
        var section = next + (count === 1 ? bits.bits(room) : bits.golomb(order));
        entry.sections[at] = section;
        next = section + 1;
      }
      return entry;
    });
    return { terms: list, entries };
  }

  function names(text) {
    var list = [];
    for (var at = 0; at < text.length; at += NAME) list.push(text.substr(at, NAME));
    return list;
  }

  /** A routing table of terms: `[levels,] keys, names`. */
  function termTable(keys, files) {
    return { keys: terms(keys), files: names(files) };
  }

  /** A table of first sections. */
  function textTable(steps, files) {
    var data = bytes(steps);
    var keys = [];
    var last = 0;
    for (var at = 0; at < data.length; ) {
      var value = 0;
      var factor = 1;
      var byte;
      do {
        byte = data[at++];
        value += (byte & 127) * factor;
        factor *= 128;
      } while (byte & 128);
      keys.push((last += value));
    }
    return { keys, files: names(files) };
  }

  /** The index of the last key that is not above `wanted`, or 0. */
  function locate(keys, wanted, order) {
    var low = 0;
    var high = keys.length;
    while (high - low > 1) {
      var middle = (low + high) >> 1;
      if (order(keys[middle], wanted) <= 0) low = middle;
      else high = middle;
    }
    return low;
  }

  /** The pages of a bundle, as objects. */
  function bundle(data) {
    return data.map((page) => {
      var first = page[6];
      var face = {
        url: page[0] || '',
        title: page[1] || '',
        part: page[2] || '',
        kind: page[3] || '',
        language: page[4] || '',
        tags: page[5] || [],
        first,
        room: page[7],
      };
      return page[8].map((section) => {
        var question = section[6];
        return {
          number: first + section[0],
          page: face,
          id: section[1] || '',
          heading: section[2] || '',
          level: section[3] || 0,
          text: section[4] || '',
          code: section[5] || '',
          question: question ? { level: question[0] || '', least: question[1] || 0, most: question[2] || 0 } : null,
        };
      });
    }).reduce((all, sections) => all.concat(sections), []);
  }

  wence.searchDecode = {
    VERSION,
    TAIL,
    ALIAS,
    take,
    bytes,
    compare,
    terms,
    shard,
    termTable,
    textTable,
    locate,
    bundle,
  };
})(window.wence = window.wence || {});
