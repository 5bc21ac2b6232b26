// What a reader may have meant who did not type what the text says: sounds, slips, questions, endings.
(function (wence) {
  'use strict';

  // Longest first where one starts another.
  var QUESTION = new RegExp(
    '怎么样|怎么办|怎么|怎样|如何|为什么|为何|是什么意思|什么意思|是什么|什么是|什么时候|什么|哪些|哪个|哪里|哪种|哪儿|多少|是否|能不能|' +
      '可不可以|要不要|会不会|有没有|是不是|该不该|需不需要|请问|想知道|有何|谁|几种|吗|呢|吧|啊|嘛', 'g');
  // Single characters only where they hardly ever are part of a word that matters.
  var FILLER = new RegExp(
    '的时候|时候|的话|一下|之间|应该|应当|需要|可以|能够|想要|我们|你们|他们|它们|自己|这个|那个|这些|那些|这样|那样|一个|一种|一些|或者|' +
      '如果|以后|之后|以前|之前|进行|比较好|好不好|好|的|了|吗|我|你|他|它|这|那|是|和|与|把|被|让|给|跟|也|都|就|很|该|谁', 'g');
  var ENGLISH_QUESTION = /\b(how|what|why|when|where|which|who|whose|can|could|does|do|did|is|are|should|would)\b/;
  var ENGLISH_FILLER = new Set(
    ('a an and any are as at be but by can could did do does for from get has have how i if in into is it its me my of on ' +
      'or our should so some that the their them then there these they this to us use used using was we what when where ' +
      'which who whose why will with would you your').split(' '));

  // `can't`, `what's`: two such words, written as one.
  var ENGLISH_SHORT = new RegExp(
    "^(?:(?:ca|do|does|did|is|are|was|were|wo|would|should|could|has|have)n['\u2019]t|" +
      "(?:i|you|he|she|it|we|they|that|there|what|when|where|which|who|why|how|let)['\u2019](?:s|m|re|ve|ll|d))$");

  /** Whether a normalised query asks rather than names. */
  function isQuestion(normal) {
    QUESTION.lastIndex = 0;
    return QUESTION.test(normal) || ENGLISH_QUESTION.test(normal) || /[?？]\s*$/.test(normal);
  }

  /** A normalised query without the words that make it a question, and without those that say little at all. */
  function content(normal) {
    var text = normal.replace(QUESTION, ' ').replace(FILLER, ' ');
    return text.replace(/[a-z'\u2019]+/g, (word) => ENGLISH_FILLER.has(word) || ENGLISH_SHORT.test(word) ? ' ' : word);
  }

  /** An English word without the endings of number and tense, to compare words by. */
  function stem(word) {
    if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
    var stemmed = word.replace(/ies$/, 'y').replace(/(ss|x|ch|sh)es$/, '$1').replace(/([^su])s$/, '$1');
    stemmed = stemmed.replace(/(ing|ed)$/, '');
    if (stemmed.length < 3 || !/[aeiouy]/.test(stemmed)) stemmed = word;
    return stemmed.replace(/([^aeiouyls])\1$/, '$1').replace(/e$/, '');
  }

  /** The table of readings: syllables and their characters, one after the other. */
  function readTable(text) {
    var readings = new Map();
    var syllables = new Set();
    text.replace(/([a-z]+)([^a-z]+)/g, (whole, syllable, characters) => {
      syllables.add(syllable);
      Array.from(characters).forEach((character) => {
        var known = readings.get(character);
        if (known) known.push(syllable);
        else readings.set(character, [syllable]);
      });
    });
    return { readings, syllables };
  }

  var MOST_WAYS = 12;

  /**
   * The ways to read letters as syllables, the last perhaps unfinished: lists of strings. A reading by initials alone
   * comes last, if each letter can start a syllable.
   */
  function spellings(letters, syllables) {
    var ways = [];
    var starts = new Set();
    syllables.forEach((syllable) => {
      for (var end = 1; end < syllable.length; end++) starts.add(syllable.slice(0, end));
    });
    (function next(at, taken) {
      if (ways.length >= MOST_WAYS) return;
      if (at === letters.length) {
        ways.push(taken);
        return;
      }
      for (var end = Math.min(letters.length, at + 6); end > at; end--) {
        var piece = letters.slice(at, end);
        if (syllables.has(piece)) next(end, taken.concat(piece));
        else if (end === letters.length && taken.length && starts.has(piece)) ways.push(taken.concat(piece + '*'));
      }
    })(0, []);
    // Fewer syllables are likelier: `xian` is one before it is two.
    ways.sort((a, b) => a.length - b.length);
    var all = letters.split('');
    var canStart = (letter) => starts.has(letter) && !/[iuv]/.test(letter);
    var byInitials = letters.length > 1 && letters.length <= 10 && all.every(canStart);
    if (byInitials) ways.push(all.map((letter) => letter + '*'));
    return ways;
  }

  /** Whether one of the readings fits: a whole syllable, or the start of one before `*`. */
  function sounds(readings, wanted) {
    if (wanted.slice(-1) !== '*') return readings.indexOf(wanted) >= 0;
    var start = wanted.slice(0, -1);
    return readings.some((reading) => reading.slice(0, start.length) === start);
  }

  /**
   * Whether one letter put in, left out, changed or exchanged with its neighbour turns `a` into `b`, or into the start of
   * `b` if `open`.
   */
  function isNear(a, b, open) {
    var at = 0;
    while (at < a.length && at < b.length && a[at] === b[at]) at++;
    function rest(x, y) {
      return a.slice(x) === (open ? b.slice(y, y + a.length - x) : b.slice(y));
    }
    return rest(at + 1, at) || rest(at, at + 1) || rest(at + 1, at + 1) ||
      (at + 1 < a.length && a[at] === b[at + 1] && a[at + 1] === b[at] && rest(at + 2, at + 2));
  }

  wence.searchForgive = {
    isQuestion,
    content,
    stem,
    readTable,
    spellings,
    sounds,
    isNear,
  };
})(window.wence = window.wence || {});
