// The engine: from what a reader typed to sections, page by page. No interface: it asks for files by name and gives plain
// objects back.
(function (wence) {
  'use strict';

  var words = wence.searchText;
  var decode = wence.searchDecode;
  var rank = wence.searchRank;
  var forgive = wence.searchForgive;

  // Longer queries are cut: no text of this length is searched for, only pasted.
  var LONGEST_QUERY = 200;
  // Sections whose texts are looked at, in one go.
  var MOST_CHECKED = 60;
  // Bundles asked for in the first go and in each further one; a page more costs about 5 KB.
  var FIRST_BUNDLES = 3;
  var NEXT_BUNDLES = 3;
  var ENOUGH_PAGES = 5;
  // Terms of one question that are looked up; a longer one is thinned out, and then holds less of what is asked.
  var MOST_TERMS = 14;
  // Shards one beginning asks for at first, by its length: the shorter, the less is it what a reader looks for.
  var RANGE_SHARDS = [0, 4, 6, 12];
  // Sections that make a result of frequent terms long enough to leave the rest of their lists where they are.
  var ENOUGH_SECTIONS = 24;
  // Parts of a query that a section must hold: of one name, of several words, of a question.
  var LEAST_COVERAGE = 0.75;
  var LEAST_OF_WORDS = 0.6;
  var LEAST_OF_QUESTION = 0.34;
  var EXCERPT = 56;
  var BEFORE_MATCH = 14;
  var SLICE = 8;

  var DROPPED = {};

  function now() {
    return performance.now();
  }

  /**
   * Makes an engine.
   * @param {{load: function(string, boolean=): Promise, pause: (function(): Promise)=}} options `load(name, fresh)` runs the
   *   script `name + '.js'` of the index and resolves; it rejects if there is none. `fresh` asks it to pass by the
   *   browser's store. `pause()` resolves when the page has had its turn.
   */
  wence.engine = function (options) {
    var pause = options.pause || (() => new Promise((resolve) => setTimeout(resolve, 0)));
    var index = null;
    var opening = null;
    var current = 0;

    // ---- Files ----

    async function read(name) {
      var data = decode.take(name);
      if (data === undefined) {
        await options.load(name, false);
        data = decode.take(name);
      }
      if (data === undefined) throw new Error('the search index has no file ' + name);
      return data;
    }

    /** A file of the index, kept once read; a failure is not kept. */
    function file(name, parse) {
      var known = index.files.get(name);
      if (!known) {
        known = read(name).then(parse);
        index.files.set(name, known);
        known.catch(forget.bind(null, index.files, name));
      }
      return known;
    }

    function forget(files, name) {
      files.delete(name);
    }

    function openWith(manifest) {
      if (!manifest || manifest.version !== decode.VERSION) throw new Error('the search index is of another version');
      index = {
        manifest,
        files: new Map(),
        folds: words.readFolds(manifest.textFolds, new Map()),
        terms: decode.termTable(manifest.terms[1], manifest.terms[2]),
        texts: decode.textTable(manifest.texts[1], manifest.texts[2]),
        boosts: (manifest.boosts || '').split(';').filter(Boolean).map((range) => range.split(',').map(Number)),
      };
    }

    /** Reads the manifest; a failure may be tried again. */
    function open() {
      if (!opening) {
        opening = read('index').then(openWith);
        opening.catch(() => {
          opening = null;
        });
      }
      return opening;
    }

    /** Whether the manifest on the server is another than ours: a new build took the files of the old one away. */
    async function reopen() {
      var before = JSON.stringify(index && index.manifest);
      decode.take('index');
      await options.load('index', true);
      var manifest = decode.take('index');
      if (JSON.stringify(manifest) === before) return false;
      openWith(manifest);
      return true;
    }

    function span(table, term, isRange) {
      var start = decode.locate(table.keys, term, decode.compare);
      var end = start + 1;
      while (isRange && end < table.keys.length && table.keys[end].slice(0, term.length) === term) end++;
      return table.files.slice(start, end);
    }

    /** Names of the shards that hold a term, or all terms that start with it. */
    async function shardNames(term, isRange) {
      var names = span(index.terms, term, isRange);
      if (index.manifest.terms[0] < 2 || !names.length) return names;
      var tables = await Promise.all(names.map((name) => file(name, (data) => decode.termTable(data[0], data[1]))));
      return tables.reduce((all, table) => all.concat(span(table, term, isRange)), []);
    }

    /**
     * Looks terms up, all shards asked for together. Each want is `{term, range}`; answers are `{found: [[term, entry]],
     * cut}` in the same order, `cut` telling that a range was too long to be read whole, which `thorough` does anyway.
     */
    async function lookup(wants, thorough) {
      return Promise.all(wants.map(async (want) => {
        var names = await shardNames(want.term, want.range);
        var most = thorough ? names.length : want.most || RANGE_SHARDS[Math.min(want.term.length, 3)];
        var shards = await Promise.all(names.slice(0, most).map((name) => file(name, decode.shard)));
        var found = [];
        shards.forEach((shard) => {
          var list = shard.terms;
          var at = decode.locate(list, want.term, decode.compare);
          if (list.length && decode.compare(list[at], want.term) < 0) at++;
          for (; at < list.length && list[at].slice(0, want.term.length) === want.term; at++) {
            if (want.range ? want.tails || list[at].indexOf(decode.TAIL) < 0 : list[at] === want.term) {
              found.push([list[at], shard.entries[at]]);
            }
            if (!want.range) break;
          }
        });
        return { found, cut: names.length > most };
      }));
    }

    /** The number of the bundle that holds each section; loads tables of the second level. */
    async function bundleNames(sections) {
      var deep = index.manifest.texts[0] > 1;
      return Promise.all(sections.map(async (section) => {
        var name = index.texts.files[decode.locate(index.texts.keys, section, difference)];
        if (!deep) return name;
        var table = await file(name, (data) => decode.textTable(data[0], data[1]));
        return table.files[decode.locate(table.keys, section, difference)];
      }));
    }

    function difference(a, b) {
      return a - b;
    }

    // ---- What was asked ----

    /** A normalised query: its units, and its chunks (what stands between spaces), squeezed as texts are. */
    function parse(normal) {
      var chunks = normal.split(/[\s,;?!。、]+/).map((chunk) => words.squeeze(chunk).text);
      return {
        normal,
        units: words.units(normal),
        chunks: chunks.filter(Boolean),
        whole: words.squeeze(normal).text,
      };
    }

    /** What to look up for a query: one want for each term, with what it belongs to. */
    function wantsOf(units) {
      var wants = [];
      units.forEach((unit, number) => {
        var characters = unit.wide ? Array.from(unit.text) : [];
        if (characters.length > 1) {
          for (var at = 0; at + 1 < characters.length; at++) {
            wants.push({ term: characters[at] + characters[at + 1], unit: number, at });
          }
        } else if (unit.wide) {
          wants.push({ term: unit.text, range: true, unit: number, at: 0 });
        } else {
          var root = forgive.stem(unit.text);
          var open = number === units.length - 1;
          var start = unit.text.slice(0, root.length) === root ? root : root.slice(0, -1);
          var same = start.length > 2 && start.length < unit.text.length;
          var range = open || same;
          var term = same ? start : unit.text;
          wants.push({ term, range, most: same ? 3 : 0, word: unit.text, root, open, unit: number, at: 0 });
        }
      });
      return wants;
    }

    /** How well a term of the index fits the word that was asked for, 0 to 1. */
    function closeness(term, want) {
      if (term === want.word) return 1;
      var length = want.word.length;
      if (want.open && term.slice(0, length) === want.word) return 0.75 * Math.sqrt(length / term.length);
      return forgive.stem(term) === want.root ? 0.85 : 0;
    }

    /** The sections of one want: rising numbers, for each the gain and the stored weight. `null` if none. */
    function atomOf(want, answer) {
      var found = answer.found;
      if (want.word) {
        found = found.filter((pair) => closeness(pair[0], want) > 0);
      }
      if (!found.length) return null;
      var atom = { want, cut: answer.cut, partial: false, total: 0, tails: [] };
      var best = new Map();
      found.forEach((pair) => {
        var entry = pair[1];
        var factor = want.word ? closeness(pair[0], want) : 1;
        atom.total += entry.total;
        if (entry.total > entry.count) {
          atom.partial = true;
          atom.tails.push(pair[0]);
        }
        for (var at = 0; at < entry.count; at++) {
          var gain = factor * rank.part(entry.weights[at], 1);
          var known = best.get(entry.sections[at]);
          if (!known) best.set(entry.sections[at], [gain, entry.weights[at]]);
          else {
            if (gain > known[0]) known[0] = gain;
            known[1] = Math.max(known[1] & 0xe0, entry.weights[at] & 0xe0) | ((known[1] | entry.weights[at]) & 31);
          }
        }
      });
      atom.best = best;
      if (!atom.partial) atom.total = best.size;
      atom.idf = rank.idf(Math.min(atom.total, index.manifest.sections), index.manifest.sections);
      return atom;
    }

    async function atomsOf(wants, thorough) {
      var answers = await lookup(wants, thorough);
      var atoms = wants.map((want, at) => atomOf(want, answers[at]));
      if (thorough) await Promise.all(atoms.filter((atom) => atom && atom.partial).map(addTails));
      return atoms;
    }

    function boostOf(section) {
      for (var at = 0; at < index.boosts.length; at++) {
        var range = index.boosts[at];
        if (section >= range[0] && section < range[0] + range[1]) return range[2];
      }
      return 1;
    }

    /** Adds the sections of an atom's long lists that its best leave out. */
    async function addTails(atom) {
      var wants = atom.tails.map((term) => ({ term: term + decode.TAIL, range: true, tails: true }));
      var answers = await lookup(wants, true);
      answers.forEach((answer) => {
        answer.found.forEach((pair) => {
          pair[1].sections.forEach((section, at) => {
            var gain = rank.part(pair[1].weights[at], 1);
            if (!atom.best.has(section)) atom.best.set(section, [gain, pair[1].weights[at]]);
          });
        });
      });
      atom.partial = false;
    }

    /**
     * The sections that hold every atom, with a first score. A section that a long list may or may not hold is kept with
     * `unsure`; its text will tell.
     */
    async function intersect(atoms, query) {
      if (atoms.indexOf(null) >= 0) return [];
      atoms = atoms.slice().sort((a, b) => a.total - b.total);
      var hits = collect(atoms, query);
      if (atoms.length && atoms[0].partial && hits.length < ENOUGH_SECTIONS) {
        await addTails(atoms[0]);
        hits = collect(atoms, query);
      }
      return hits;
    }

    function collect(atoms, query) {
      var hits = [];
      atoms[0].best.forEach((first, section) => {
        var score = 0;
        var inHeading = 0;
        var unsure = 0;
        var length = 7;
        for (var at = 0; at < atoms.length; at++) {
          var known = at ? atoms[at].best.get(section) : first;
          if (!known) {
            if (!atoms[at].partial) return;
            unsure++;
            continue;
          }
          score += known[0] * atoms[at].idf;
          if (known[1] > 31) {
            inHeading++;
            length = known[1] >> 5;
          }
        }
        if (inHeading === atoms.length) score *= 1.6 + 0.2 * length;
        hits.push({ section, score: score * boostOf(section), unsure, query, coverage: 1 });
      });
      return hits;
    }

    /** The sections that hold enough of the query, by what part of its characters they hold. */
    function cover(atoms, query, least) {
      var units = query.units;
      var sizes = units.map((unit) => unit.wide ? Array.from(unit.text).length : 2.5);
      var whole = sizes.reduce((sum, size) => sum + size, 0);
      var found = new Map();
      atoms.forEach((atom, number) => {
        if (!atom) return;
        atom.best.forEach((known, section) => {
          var hit = found.get(section);
          if (!hit) found.set(section, (hit = { section, score: 0, atoms: [], query, unsure: 0 }));
          hit.score += known[0] * atom.idf;
          hit.atoms.push(number);
        });
      });
      var hits = [];
      found.forEach((hit) => {
        var held = 0;
        var end = -1;
        var unit = -1;
        hit.atoms.forEach((number) => {
          var want = atoms[number].want;
          if (want.unit !== unit) end = -1;
          unit = want.unit;
          if (!units[unit].wide || sizes[unit] < 2) held += sizes[unit];
          else {
            held += want.at > end ? 2 : 1;
            end = want.at + 1;
          }
        });
        hit.coverage = held / whole;
        if (hit.coverage < least) return;
        hit.score *= hit.coverage * hit.coverage * boostOf(hit.section);
        hits.push(hit);
      });
      return hits;
    }

    // ---- Texts ----

    function squeezed(record, field) {
      var key = '~' + field;
      if (!record[key]) {
        var map = [];
        record[key] = words.squeeze(words.normalise(record[field], index.folds, map), map);
      }
      return record[key];
    }

    /** Where `needle` stands in a squeezed text: where words start, or anywhere if it never does and `inside` allows. */
    function occurrences(text, needle, most, inside) {
      var clean = [];
      var inner = [];
      var isWord = words.classOf(needle.codePointAt(0)) === 'w';
      for (var at = text.indexOf(needle); at >= 0 && clean.length < most; at = text.indexOf(needle, at + 1)) {
        var starts = !isWord || at === 0 || text[at - 1] === '_' || words.classOf(text.charCodeAt(at - 1)) !== 'w';
        // One letter is meant as a whole word.
        var ends = !isWord || needle.length > 1 || words.classOf((text + ' ').charCodeAt(at + 1)) !== 'w';
        (starts && ends ? clean : inner).push(at);
      }
      return clean.length || !inside ? clean : inner.slice(0, most);
    }

    /** What a section's own words say of a hit. */
    function check(hit, record) {
      var query = hit.query;
      var heading = squeezed(record, 'heading').text;
      var title = squeezed(record.page, 'title').text;
      var text = squeezed(record, 'text').text;
      var code = squeezed(record, 'code').text;
      var inHeading = true;
      var exact = true;
      query.chunks.forEach((chunk) => {
        if (heading.indexOf(chunk) >= 0) return;
        inHeading = false;
        exact = exact && (text.indexOf(chunk) >= 0 || code.indexOf(chunk) >= 0 || title.indexOf(chunk) >= 0);
      });
      var at = heading.indexOf(query.whole);
      var inText = text.indexOf(query.whole) >= 0 || code.indexOf(query.whole) >= 0;
      // Of a question: how much of it the heading holds, and how much of the heading that is.
      var share = 0;
      if (hit.reason === 'partial') {
        var held = 0;
        var asked = 0;
        piecesOf(query).forEach((piece) => {
          asked += piece.size;
          if (heading.indexOf(piece.text) >= 0) held += piece.size;
        });
        share = held / asked * (0.5 + 0.5 * Math.min(1, held / Math.max(1, heading.length)));
      }
      return {
        share,
        phrase: at >= 0 || inText,
        exact,
        heading: heading === query.whole ? 3 : at === 0 ? 2 : at > 0 || inHeading ? 1 : 0,
        text: inText,
        level: record.level,
      };
    }

    /** Pairs of characters and words of a query, as they stand in texts. */
    function piecesOf(query) {
      if (!query.pieces) {
        query.pieces = [];
        query.units.forEach((unit) => {
          var characters = unit.wide ? Array.from(unit.text) : [];
          for (var at = 0; at + 1 < characters.length; at++) {
            query.pieces.push({ text: characters[at] + characters[at + 1], size: 1 });
          }
          if (!unit.wide) query.pieces.push({ text: unit.text.length > 3 ? forgive.stem(unit.text) : unit.text, size: 2 });
          else if (characters.length === 1) query.pieces.push({ text: unit.text, size: 1 });
        });
      }
      return query.pieces;
    }

    /** Stretches of `record[field]` that the query names: chunks, else units, else their pairs; sorted and disjoint. */
    function marks(hit, record, field, most, exact) {
      function texts(list) {
        return list.map((one) => one.text);
      }
      var sources = [hit.query.chunks, texts(hit.query.units)];
      // Where the whole stands, its scattered pieces mean nothing.
      if (!exact) sources.push(texts(piecesOf(hit.query)));
      var squeeze = squeezed(record, field);
      var ranges = [];
      for (var source = 0; source < sources.length && !ranges.length; source++) {
        sources[source].forEach((needle) => {
          occurrences(squeeze.text, needle, most, source === 0).forEach((at) => {
            var last = squeeze.places[at + needle.length - 1];
            var width = record[field].codePointAt(last) > 0xffff ? 2 : 1;
            ranges.push([squeeze.places[at], last + width]);
          });
        });
      }
      ranges.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
      return ranges.reduce((list, range) => {
        var last = list[list.length - 1];
        if (last && range[0] <= last[1]) last[1] = Math.max(last[1], range[1]);
        else list.push(range);
        return list;
      }, []);
    }

    /** Some characters around the best place of a text: `{text, marks, before, after}`, the last two telling of cuts. */
    function excerpt(hit, record, exact) {
      var field = 'text';
      var ranges = marks(hit, record, 'text', 40, exact);
      if (!ranges.length) {
        var inCode = marks(hit, record, 'code', 40, exact);
        if (inCode.length || !record.text) {
          field = 'code';
          ranges = inCode;
        }
      }
      var text = record[field];
      // The stretch that holds the most marked characters.
      var start = 0;
      var most = 0;
      ranges.forEach((range, at) => {
        var held = 0;
        for (var next = at; next < ranges.length && ranges[next][1] <= range[0] + EXCERPT - BEFORE_MATCH; next++) {
          held += ranges[next][1] - ranges[next][0];
        }
        if (held > most) {
          most = held;
          start = range[0];
        }
      });
      var from = Math.max(0, start - BEFORE_MATCH + 2);
      if (from > 0) {
        // Better begin after a mark than in the middle of a sentence.
        var head = text.slice(from - 2, start);
        var stop = Math.max(head.lastIndexOf('。'), head.lastIndexOf('，'), head.lastIndexOf('\n'), head.lastIndexOf('；'),
          head.lastIndexOf('. '), head.lastIndexOf('！'), head.lastIndexOf('？'));
        if (stop >= 0) from = from - 2 + stop + 1;
        else if (isLow(text, from)) from--;
      }
      while (from < start && /\s/.test(text[from])) from++;
      var to = Math.min(text.length, from + EXCERPT);
      if (isLow(text, to)) to--;
      return {
        text: text.slice(from, to).replace(/\s/g, ' '),
        marks: ranges
          .filter((range) => range[0] < to && range[1] > from)
          .map((range) => [Math.max(range[0], from) - from, Math.min(range[1], to) - from]),
        before: from > 0,
        after: to < text.length,
      };
    }

    function isLow(text, at) {
      var code = text.charCodeAt(at);
      return code >= 0xdc00 && code < 0xe000;
    }

    // ---- One search ----

    function Search(text, settings, id) {
      this.text = text;
      this.settings = settings;
      this.id = id;
      this.hits = [];
      this.rows = [];
      this.seen = new Set();
      this.bundles = new Set();
      this.complete = true;
      // Queries whose lists were not read to their ends.
      this.unfinished = [];
      this.started = now();
    }

    Search.prototype.alive = function () {
      if (this.id !== current) throw DROPPED;
    };

    /** Gives the page its turn if it has waited long enough. */
    Search.prototype.breathe = async function () {
      if (now() - this.started > SLICE) {
        await pause();
        this.started = now();
      }
      this.alive();
    };

    /** Looks up all of a query. Its hits join the others. */
    Search.prototype.find = async function (query, reason, factor) {
      var atoms = await atomsOf(wantsOf(query.units), this.settings.thorough);
      this.alive();
      var hits = atoms.length ? await intersect(atoms, query) : [];
      this.alive();
      this.add(hits, reason, factor);
      if (hits.length && !this.settings.thorough && atoms.some((atom) => atom.cut || atom.partial)) {
        this.complete = false;
        this.unfinished.push([query, reason, factor]);
      }
      return atoms;
    };

    Search.prototype.add = function (hits, reason, factor) {
      var known = new Map();
      this.hits.forEach((hit) => {
        known.set(hit.section, hit);
      });
      hits.forEach((hit) => {
        hit.reason = reason;
        hit.score *= factor;
        var before = known.get(hit.section);
        if (!before || before.score < hit.score) known.set(hit.section, hit);
      });
      this.hits = Array.from(known.values());
      this.hits.sort((a, b) => a.unsure - b.unsure || b.score - a.score || a.section - b.section);
    };

    /** Reads the texts of the best hits that have none yet, from `most` bundles more, and turns hits into rows. */
    Search.prototype.show = async function (most) {
      var waiting = this.hits.filter((hit) => !this.seen.has(hit.section));
      var candidates = waiting.slice(0, MOST_CHECKED);
      var names = [];
      var chosen = new Set();
      var fresh = 0;
      // A few at a time: in a large book each section may need a table of its own to tell its bundle.
      for (var from = 0; from < candidates.length && fresh < most; from = names.length) {
        var next = candidates.slice(from, from + most - fresh);
        (await bundleNames(next.map((hit) => hit.section))).forEach((name) => {
          names.push(name);
          if (!chosen.has(name) && !this.bundles.has(name)) fresh++;
          chosen.add(name);
        });
        this.alive();
      }
      chosen.forEach((name) => {
        this.bundles.add(name);
      });
      var records = new Map();
      (await Promise.all(Array.from(this.bundles).map((name) => file(name, decode.bundle)))).forEach((list) => {
        list.forEach((record) => {
          records.set(record.number, record);
        });
      });
      this.alive();
      for (var at = 0; at < candidates.length; at++) {
        var hit = candidates[at];
        var record = records.get(hit.section);
        if (!record) continue;
        this.seen.add(hit.section);
        var found = check(hit, record);
        // A long list left open whether the section has the term at all; only its words in a row prove it.
        if (hit.unsure && !found.exact) continue;
        if (this.needsPhrase && !found.phrase) continue;
        this.rows.push({
          hit,
          record,
          exact: found.exact,
          score: hit.score * rank.boost(found) * (found.exact ? 1 : 0.3),
        });
        await this.breathe();
      }
    };

    /** The number of hits whose texts have not been read. */
    Search.prototype.waits = function () {
      return this.hits.filter((hit) => !this.seen.has(hit.section)).length;
    };

    /** Reads all lists to their ends. */
    Search.prototype.finish = async function () {
      this.settings = Object.assign({}, this.settings, { thorough: true });
      this.complete = true;
      for (var part of this.unfinished.splice(0)) await this.find(part[0], part[1], part[2]);
    };

    /** Pages that would be shown now. */
    Search.prototype.pages = function () {
      return new Set(this.kept().map((row) => {
        return row.record.page.url;
      })).size;
    };

    /** Rows without those that merely have the pieces, if others have the whole. */
    Search.prototype.kept = function () {
      var exact = this.rows.filter(isWhole);
      var rows = exact.length ? exact : this.rows;
      var filter = this.settings.filter;
      return filter ? rows.filter((row) => filter(row.record.page, row.record)) : rows;
    };

    /** Shows until the list is long enough for a first look. */
    Search.prototype.fill = async function () {
      await this.show(FIRST_BUNDLES);
      if (this.settings.onUpdate && this.kept().length) this.settings.onUpdate(this.result());
      if (this.pages() < ENOUGH_PAGES) await this.show(NEXT_BUNDLES);
      // All pieces of a query may stand where the query itself does not.
      var isPartial = this.hits.length > 0 && this.hits[0].reason === 'partial';
      for (var round = 0; round < 2 && !isPartial && this.waits() && !this.kept().some(isWhole); round++) {
        await this.show(NEXT_BUNDLES);
      }
    };

    Search.prototype.result = function () {
      var rows = this.kept().slice().sort((a, b) => b.score - a.score || a.record.number - b.record.number);
      var groups = new Map();
      rows.forEach((row) => {
        var page = row.record.page;
        var group = groups.get(page.url);
        if (!group) {
          group = { url: page.url, title: page.title, part: page.part, kind: page.kind, language: page.language };
          Object.assign(group, { tags: page.tags, rows: [], rest: 0, hidden: [] });
          groups.set(page.url, group);
        }
        (group.rows.length < 3 ? group.rows : group.hidden).push(row);
      });
      var exact = rows.length > 0 && isWhole(rows[0]);
      var waiting = this.waits();
      var list = Array.from(groups.values());
      list.forEach((group) => {
        group.score = rank.page(group.rows.map((row) => row.score));
      });
      list.sort((a, b) => b.score - a.score);
      list.forEach((group) => {
        group.rest = group.hidden.length;
        group.rows = group.rows.map(face);
        // Faces of the rest are made when somebody asks for them.
        group.expand = function () {
          return group.hidden.map(face);
        };
      });
      return {
        query: this.text,
        groups: list,
        rows: rows.length,
        // Sections that hold the query as far as the index can tell; a lower bound if not complete.
        total: rows.length + (exact || !rows.length ? waiting : Math.min(waiting, 30)),
        complete: this.complete,
        exact,
        reason: rows.length ? face(rows[0]).reason : 'none',
        meant: this.meant || null,
        more: waiting > 0 || !this.complete,
        search: this,
      };
    };

    /** A row as the interface gets it. */
    function face(row) {
      var record = row.record;
      return {
        url: record.page.url,
        id: record.id,
        title: record.page.title,
        heading: record.heading || record.page.title,
        level: record.level,
        headingMarks: record.heading
          ? marks(row.hit, record, 'heading', 8, row.exact)
          : marks(row.hit, record.page, 'title', 8, row.exact),
        excerpt: excerpt(row.hit, record, row.exact),
        kind: record.question ? 'question' : 'page',
        question: record.question,
        reason: row.exact ? row.hit.reason : 'partial',
        query: row.hit.query.normal,
        score: row.score,
      };
    }

    // ---- When nothing is found as it stands ----

    /** The table of the other forms of characters, once it is needed. Whether there is one. */
    async function loadFolds() {
      var manifest = index.manifest;
      if (!manifest.folds || index.hasFolds) return Boolean(manifest.folds);
      words.readFolds(await file(manifest.folds, String), index.folds);
      index.hasFolds = true;
      return true;
    }

    function loadReadings() {
      return file(index.manifest.readings, forgive.readTable);
    }

    /**
     * Characters of names that sound as wanted: for each place the syllables that fit, `x*` for a beginning. Lists of
     * `[characters, count]`, the most frequent first.
     */
    async function named(ways, table) {
      var wants = [];
      var offsets = [];
      ways.forEach((way, number) => {
        var initials = way.map((syllables) => syllables[0][0]).join('');
        for (var at = 0; at === 0 || at + 4 <= way.length; at++) {
          wants.push({ term: decode.ALIAS + initials.slice(at, at + 4), range: true, most: 2 });
          offsets.push([number, at]);
        }
      });
      var answers = await lookup(wants);
      var partial = ways.map(() => null);
      answers.forEach((answer, number) => {
        var way = ways[offsets[number][0]];
        var at = offsets[number][1];
        var length = Math.min(4, way.length - at);
        var found = new Map();
        answer.found.forEach((pair) => {
          var characters = Array.from(pair[0].replace(/^~[a-z]*/, ''));
          if (characters.length < length) return;
          for (var place = 0; place < length; place++) {
            var readings = table.readings.get(characters[place]) || [];
            var fits = way[at + place].some(forgive.sounds.bind(null, readings));
            if (!fits) return;
          }
          var text = characters.slice(0, length).join('');
          found.set(text, (found.get(text) || 0) + pair[1].count);
        });
        var before = partial[offsets[number][0]];
        if (at === 0) partial[offsets[number][0]] = found;
        else {
          // Windows overlap in all but their ends.
          var joined = new Map();
          before.forEach((count, text) => {
            var tail = Array.from(text).slice(-3).join('');
            found.forEach((other, next) => {
              var characters = Array.from(next);
              if (characters.slice(0, 3).join('') === tail) joined.set(text + characters[3], Math.min(count, other));
            });
          });
          partial[offsets[number][0]] = joined;
        }
      });
      var all = [];
      partial.forEach((found) => {
        Array.from(found).sort((a, b) => b[1] - a[1]).slice(0, 5).forEach((pair) => {
          if (!all.some((known) => known[0] === pair[0])) all.push(pair);
        });
      });
      return all.slice(0, 6);
    }

    /** Names that a word of letters spells. */
    async function spelled(letters) {
      if (!index.manifest.readings || !/^[a-z]{2,40}$/.test(letters)) return [];
      var table = await loadReadings();
      // Input methods take `lue` and `lve` for 略.
      var spellings = forgive.spellings(letters.replace(/([ln])ve/g, '$1ue'), table.syllables);
      var ways = spellings.map((way) => way.map((syllable) => [syllable]));
      return ways.length ? named(ways, table) : [];
    }

    /** Names that sound like these characters. */
    async function soundingLike(text) {
      var characters = Array.from(text);
      if (!index.manifest.readings || characters.length < 2 || characters.length > 8) return [];
      var table = await loadReadings();
      var ways = [[]];
      for (var at = 0; at < characters.length; at++) {
        var byInitial = new Map();
        (table.readings.get(characters[at]) || []).forEach((reading) => {
          byInitial.set(reading[0], (byInitial.get(reading[0]) || []).concat(reading));
        });
        var longer = [];
        ways.forEach((way) => {
          byInitial.forEach((readings) => {
            if (longer.length < 8) longer.push(way.concat([readings]));
          });
        });
        ways = longer;
      }
      if (!ways.length) return [];
      return (await named(ways, table)).filter((pair) => pair[0] !== text);
    }

    /** Words of the index that are one slip away. */
    async function misspelt(word, open) {
      if (!/^[a-z_]{4,}[0-9]*$/.test(word)) return [];
      var answers = await lookup([{ term: word.slice(0, 3), range: true, most: 4 }]);
      var totals = new Map();
      answers[0].found.forEach((pair) => {
        totals.set(pair[0], pair[1].total);
      });
      var manifest = index.manifest;
      if (manifest.words) {
        (await file(manifest.words, decode.terms)).forEach((term) => {
          if (!totals.has(term)) totals.set(term, 3);
        });
      }
      var found = [];
      totals.forEach((total, term) => {
        var whole = forgive.isNear(word, term, false);
        if (term !== word && (whole || (open && word.length > 4 && forgive.isNear(word, term, true)))) {
          found.push([term, total * (whole ? 1000 : 1)]);
        }
      });
      return found.sort((a, b) => b[1] - a[1] || decode.compare(a[0], b[0])).slice(0, 3);
    }

    /** Other queries that a query may stand for: `[query, reason]`. */
    async function meanings(query, atoms) {
      var list = [];
      function put(start, end, text, reason) {
        var normal = query.normal.slice(0, start) + ' ' + text + ' ' + query.normal.slice(end);
        if (list.length < 8) list.push([parse(normal.trim()), reason]);
      }
      (index.manifest.synonyms || []).forEach((group) => {
        group.forEach((word) => {
          var at = query.normal.indexOf(word);
          if (at < 0) return;
          group.forEach((other) => {
            if (other !== word) put(at, at + word.length, other, 'synonym');
          });
        });
      });
      var missing = new Set();
      wantsOf(query.units).forEach((want, at) => {
        if (!atoms[at]) missing.add(want.unit);
      });
      // Spelled with spaces: `suo you quan`.
      var allLetters = query.units.length > 1 && query.units.every((unit) => /^[a-z]{1,12}$/.test(unit.text));
      if (allLetters) {
        var joined = query.units.map((unit) => unit.text).join('');
        (await spelled(joined)).forEach((pair) => {
          put(0, query.normal.length, pair[0], 'pinyin');
        });
        if (list.length) return list;
      }
      // A name of the right sound may be meant although each pair of its characters stands somewhere.
      var suspects = query.units.filter((unit, number) => missing.has(number) || (unit.wide && query.units.length === 1));
      for (var at = 0; at < suspects.length && at < 3; at++) {
        var unit = suspects[at];
        var others = unit.wide ? await soundingLike(unit.text) : await spelled(unit.text);
        others.forEach((pair) => {
          put(unit.start, unit.end, pair[0], 'pinyin');
        });
        if (!others.length && !unit.wide) {
          (await misspelt(unit.text, unit === query.units[query.units.length - 1])).forEach((pair) => {
            put(unit.start, unit.end, pair[0], 'typo');
          });
        }
      }
      return list;
    }

    /** A question without the words of asking. */
    function essence(query) {
      var rest = parse(forgive.content(query.normal).trim());
      // What is left of a word that a question word cut in two says nothing.
      var units = rest.units.filter((unit) => !unit.wide || unit.text.length > 1);
      if (units.length) rest.units = units;
      return rest;
    }

    /**
     * Looks a question up as it stands. Its words of asking, which mean little and stand in many files, are looked up only
     * if the book has all else of it.
     */
    Search.prototype.ask = async function (query) {
      var rest = essence(query);
      var atoms = rest.units.length ? await atomsOf(wantsOf(rest.units), this.settings.thorough) : [];
      this.alive();
      return atoms.indexOf(null) < 0 ? this.find(query, 'exact', 1) : [null];
    };

    /** Sections that hold a good part of the query. */
    Search.prototype.partly = async function (query, asks) {
      var rest = asks ? essence(query) : query;
      if (!rest.units.length) return;
      var wants = wantsOf(rest.units);
      // Every other pair still covers a long run.
      if (wants.length > MOST_TERMS) {
        wants = wants.filter((want, at) => {
          var isLast = !wants[at + 1] || wants[at + 1].unit !== want.unit;
          return want.word || want.at % 2 === 0 || isLast;
        });
      }
      var atoms = await atomsOf(wants.slice(0, MOST_TERMS));
      this.alive();
      var wide = rest.units.some((unit) => unit.wide);
      var least = asks && wide ? LEAST_OF_QUESTION : rest.units.length > 1 ? LEAST_OF_WORDS : LEAST_COVERAGE;
      this.add(cover(atoms, rest, least), 'partial', 1);
    };

    Search.prototype.run = async function () {
      var text = Array.from(this.text.slice(0, LONGEST_QUERY * 2)).slice(0, LONGEST_QUERY).join('');
      var query = parse(words.normalise(text, index.folds).trim());
      if (!query.units.length) return this.result();
      var asks = forgive.isQuestion(query.normal) || query.units.some((unit) => unit.wide && unit.text.length > 8);
      var atoms = asks ? await this.ask(query) : await this.find(query, 'exact', 1);
      // The words of a question stand everywhere; only all of them in a row mean something.
      if (asks) this.needsPhrase = true;
      await this.fill();
      if (this.kept().some(isWhole)) return this.result();
      if (atoms.indexOf(null) >= 0 && (await loadFolds())) {
        this.alive();
        var folded = parse(words.normalise(text, index.folds).trim());
        if (folded.normal !== query.normal) {
          query = folded;
          atoms = asks ? await this.ask(query) : await this.find(query, 'exact', 1);
          await this.fill();
          if (this.kept().some(isWhole)) return this.result();
        }
      }
      if (asks) {
        this.hits = [];
        this.rows = [];
        this.seen.clear();
        this.needsPhrase = false;
      }
      if (!asks && (await this.otherwise(query, atoms))) return this.result();
      await this.partly(query, asks);
      await this.fill();
      if (asks && !this.kept().length) await this.otherwise(query, await atomsOf(wantsOf(query.units)));
      return this.result();
    };

    /** Whether a row has all that was asked for, in a row. */
    function isWhole(row) {
      return row.exact && row.hit.reason !== 'partial';
    }

    /** Tries what else may be meant; whether that found something. */
    Search.prototype.otherwise = async function (query, atoms) {
      var others = await meanings(query, atoms);
      this.alive();
      for (var at = 0; at < others.length; at++) {
        await this.find(others[at][0], others[at][1], 1 / (1 + at));
      }
      if (!others.length) return false;
      await this.fill();
      var best = this.kept().filter(isWhole);
      if (best.length) this.meant = best[0].hit.query.normal;
      return best.length > 0;
    };

    async function attempt(text, settings, id) {
      await open();
      var search = new Search(text, settings, id);
      search.alive();
      return search.run();
    }

    return {
      /** Reads the manifest, so that the first search need not wait for it. */
      prepare: () => open().then(() => {}),

      /**
       * Searches. Resolves to `null` if another search began meanwhile, or `cancel` was called; rejects if a file of the
       * index cannot be had. Settings, all optional: `onUpdate(result)` gets what is known before all of it is;
       * `filter(page, section)` tells which sections count; `thorough` reads long lists to their ends at once.
       */
      search: async function (text, settings) {
        var id = ++current;
        try {
          try {
            return await attempt(String(text), settings || {}, id);
          } catch (error) {
            if (error === DROPPED || id !== current || !index || !(await reopen())) throw error;
            return await attempt(String(text), settings || {}, id);
          }
        } catch (error) {
          if (error === DROPPED || id !== current) return null;
          throw error;
        }
      },

      /** Reads more of the texts of a result and gives the longer result; `null` if another search began meanwhile. */
      more: async function (result) {
        try {
          var search = result.search;
          search.started = now();
          search.alive();
          if (!search.waits() && !search.complete) await search.finish();
          await search.show(NEXT_BUNDLES * 2);
          return search.result();
        } catch (error) {
          if (error === DROPPED) return null;
          throw error;
        }
      },

      /** Drops the search under way. */
      cancel: function () {
        current++;
      },
    };
  };
})(window.wence = window.wence || {});
