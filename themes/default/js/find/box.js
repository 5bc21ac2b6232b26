// The field and its list (ARIA Authoring Practices, pattern "Combobox", autocomplete by list), in the dialog as on search.html.
// Needs the other files of js/find/.
(function (wence) {
  'use strict';
  const { all, find, make, button, words } = wence;
  const { engine } = find;

  // In milliseconds: from a key to its query, from a query to a word about waiting, from no answer to looking for another.
  // A warm search takes a few milliseconds, so that the wait for the next key is most of what a reader waits.
  const DELAY = 20;
  const NOTICED = 150;
  const IDLE = 300;
  // A finger that is lifted presses what it was on, a little later.
  const PRESSED = 300;
  // A mouse that has not moved for so long waits for the list rather than aims at it.
  const RESTED = 500;
  // Rows that PageUp and PageDown pass.
  const SCREEN = 5;

  const linkTo = (href, text) => make('a', { href }, text);
  const allEntries = () => linkTo(wence.hrefOf('contents.html'), words.all);
  const withoutHash = address => address.split('#')[0];

  function build(frame) {
    const [form, status, note] = frame.children;
    const [input, clear] = form.children;
    const isPage = frame.id === 'w-search';
    const near = make('h2', { className: 'find-near', hidden: true }, words.near);
    const list = make('div', { id: 'w-results', role: 'listbox', 'aria-label': words.search, hidden: true });
    const filters = isPage && find.filters(frame, () => {
      change();
      ask(true);
    });

    // The rows in view, the active one, the text they answer, and the keys of what they show.
    let rows = [];
    let at = 0;
    let answered = '';
    let seen;
    // The text that was asked for last, its answer if that must wait, and how the first row is to be opened when it comes.
    let asked;
    let held;
    let wanted;
    let isPressed = false;
    let delay;
    let waiting;
    let idle;
    let resting;

    const text = () => input.value.trim();
    const keep = filters ? filters.keep : () => true;
    const kept = (result, most) => result.groups.flatMap(group => find.rowsOf(group).filter(row => keep(row, group)).slice(0, most));

    // ---- What is shown ----

    function activate(next, isMoved) {
      if (rows[at]) rows[at].setAttribute('aria-selected', 'false');
      at = next;
      if (!rows[at]) {
        input.removeAttribute('aria-activedescendant');
        return;
      }
      rows[at].setAttribute('aria-selected', 'true');
      input.setAttribute('aria-activedescendant', rows[at].id);
      if (isMoved) rows[at].scrollIntoView({ block: 'nearest', behavior: 'instant' });
      // The page's name above the first row comes with it.
      if (!at) list.scrollTop = 0;
    }

    /** Numbers the rows after a change of the list, and activates one. */
    function number(active) {
      rows = all('[role=option]', list);
      rows.forEach((row, place) => {
        row.id = 'w-row-' + place;
      });
      activate(active);
    }

    /** Shows groups of rows; without any, notes in their place. */
    function put(groups, notes) {
      // What has focus may be about to go.
      if (note.contains(document.activeElement)) input.focus();
      list.replaceChildren(...groups);
      list.hidden = !groups.length;
      near.hidden = true;
      input.setAttribute('aria-expanded', String(!list.hidden));
      note.replaceChildren(...notes);
      frame.dataset.state = list.hidden ? 'note' : 'found';
      if (isPage) frame.nextElementSibling.hidden = !list.hidden;
      number(0);
    }

    function say(words) {
      clearTimeout(waiting);
      status.textContent = words;
    }

    function showNothing() {
      answered = '';
      say('');
      if (filters) filters.offer();
      put([], isPage ? [] : [...find.recent(choose, showNothing), ...find.parts(), allEntries()]);
    }

    function showFailure() {
      answered = '';
      asked = null;
      say(words.failed);
      put([], [button(words.retry, () => ask(input.focus())), allEntries()]);
    }

    function showNone(query) {
      say(words.none.replace('{q}', () => query));
      put([], [make('p', {}, words.shorter), isPage ? '' : allEntries()]);
      idle = setTimeout(() => find.maybe(query).then(found => {
        if (!found || !found.length || asked !== query) return;
        const links = found.map(row => make('li', {}, linkTo(find.hrefOf(row, query), row.heading)));
        note.firstChild.after(make('h2', {}, words.maybe), make('ul', {}, ...links));
      }, () => {}), IDLE);
    }

    function sayCount(result) {
      const isFiltered = filters && filters.areOn();
      const count = isFiltered ? kept(result).length : result.total;
      const isLeast = isFiltered ? result.more : !result.complete;
      say(count === 1 ? words.found_one : words.found.replace('{n}', count + (isLeast ? '+' : '')));
    }

    /** Groups of the rows that are not in view yet, and last what leads on. */
    function groupsOf(result) {
      const groups = find.groups(result, seen, find.limit, keep);
      if (result.more || kept(result).some(row => !seen.has(find.keyOf(row)))) {
        groups.push(find.more(words.more_results, result.query, isPage && (more => extend(more, result))));
      }
      return groups;
    }

    function show(query, result, isWhole) {
      const first = wanted;
      seen = new Set();
      answered = query;
      if (filters) filters.offer(result);
      if (!kept(result).length) {
        if (isWhole) showNone(query);
        return;
      }
      put(groupsOf(result), []);
      near.hidden = result.reason !== 'partial';
      if (!isWhole) return;
      sayCount(result);
      wanted = null;
      if (first) first();
    }

    /** On search.html: shows more of a result in the place of the option that was pressed. */
    async function extend(more, result) {
      const next = result.more ? await engine.more(result) : result;
      if (!next || asked !== next.query) return;
      more.replaceWith(...groupsOf(next));
      filters.offer(next);
      sayCount(next);
    }

    // ---- Questions and answers ----

    /** Takes an answer. One that would change the list under the reader's finger, or while a word is being composed, waits. */
    function take(query, result, isWhole) {
      if (query !== asked) return;
      const isBusy = rows.length && (at || isPressed || (!isPage && list.scrollTop));
      held = input.isComposing || isBusy ? () => take(query, result, isWhole) : null;
      if (!held) show(query, result, isWhole);
      else if (isWhole && !input.isComposing) sayCount(result);
    }

    const release = () => held && held();

    async function search(query) {
      // On the page, what stands above the list grows with it: it comes once.
      let result = await engine.search(query, isPage ? {} : { onUpdate: part => take(query, part) });
      // Who comes for a whole page of results gets one, whatever the filters leave.
      while (result && result.more && isPage && kept(result, find.ofPage).length < find.limit) result = await engine.more(result);
      if (result) take(query, result, true);
    }

    function ask(isForced) {
      clearTimeout(delay);
      const query = text();
      if (query === asked && !isForced) return;
      clearTimeout(idle);
      engine.cancel();
      asked = query;
      held = null;
      if (filters) filters.keepAddress(query);
      if (!query) {
        showNothing();
        return;
      }
      clearTimeout(waiting);
      waiting = setTimeout(say, NOTICED, words.loading);
      search(query).catch(() => query === asked && showFailure());
    }

    function change() {
      clear.hidden = !input.value;
      wanted = null;
      isPressed = false;
      list.scrollTop = 0;
      activate(0);
      clearTimeout(delay);
      if (text()) delay = setTimeout(ask, DELAY);
      else ask();
    }

    function choose(query) {
      input.value = query;
      input.focus();
      change();
    }

    // ---- What the reader does ----

    function open(row, isNewTab) {
      if (isNewTab && !row.onmore) {
        find.remember(answered);
        window.open(row.href, '_blank', 'noopener');
      } else row.click();
    }

    function enter(isNewTab) {
      if (rows[at] && (at || answered === text())) open(rows[at], isNewTab);
      else {
        wanted = () => rows[0] && open(rows[0], isNewTab);
        ask();
        lift();
      }
    }

    /** Goes through what stands in the place of the list. */
    function walk(step) {
      const stops = [input, ...all('a, .find-query', note)];
      stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
    }

    /** Where nothing had focus before, browsers take their time to take it away. */
    function leave() {
      wanted = null;
      if (frame.contains(document.activeElement)) document.activeElement.blur();
    }

    function shut() {
      frame.close();
      leave();
    }

    function press(event) {
      // 229 is a key that the input method has taken; Safari sends the confirming Enter so, after the composition has ended.
      if (event.isComposing || event.keyCode === 229 || input.isComposing || event.altKey) return;
      const { key } = event;
      const isMod = event.ctrlKey || event.metaKey;
      const step = { ArrowDown: 1, ArrowUp: -1, PageDown: SCREEN, PageUp: -SCREEN }[key];
      const isInField = event.target === input;
      if (step && !isMod && !event.shiftKey) {
        if (!rows.length) {
          if (Math.abs(step) > 1) return;
          walk(step);
        } else if (!isInField) return;
        else {
          const last = rows.length - 1;
          // By one it goes round, by more it stops at the ends.
          activate(Math.abs(step) > 1 ? Math.max(0, Math.min(last, at + step)) : (at + step + last + 1) % (last + 1), true);
          release();
        }
      } else if (key === 'Enter' && isInField) enter(isMod);
      else if (isMod && key === 'k') input.select();
      // Else browsers would empty the field first.
      else if (key === 'Escape' && isInField && !isPage) shut();
      else return;
      event.preventDefault();
    }

    frame.addEventListener('keydown', press);
    // The key of a screen's keyboard comes as nothing else.
    form.addEventListener('submit', () => input.isComposing || enter(false));
    input.addEventListener('input', event => {
      input.isComposing = Boolean(event.isComposing);
      if (!input.isComposing) change();
    });
    input.addEventListener('compositionstart', () => clearTimeout(delay));
    input.addEventListener('compositionend', () => {
      change();
      ask();
      release();
    });
    clear.addEventListener('click', () => choose(''));

    // Focus stays in the field, where the keys are.
    list.addEventListener('mousedown', event => event.preventDefault());
    list.addEventListener('click', event => {
      const row = event.target.closest('[role=option]');
      const isPlain = wence.clicked(event, 'a');
      if (!row) return;
      if (!row.classList.contains('find-more')) {
        find.remember(answered);
        if (isPlain && !isPage && withoutHash(row.href) === withoutHash(location.href)) shut();
      } else if (row.onmore && isPlain) {
        event.preventDefault();
        const place = rows.indexOf(row);
        Promise.resolve(row.onmore(row)).then(() => number(place), () => say(words.failed));
      }
    });
    list.addEventListener('auxclick', event => event.button === 1 && event.target.closest('a[role=option]:not(.find-more)') && find.remember(answered));

    const lift = () => {
      isPressed = false;
      release();
    };
    list.addEventListener('pointermove', event => {
      if (event.pointerType !== 'mouse' || !(event.movementX || event.movementY)) return;
      isPressed = true;
      clearTimeout(resting);
      resting = setTimeout(lift, RESTED);
    });
    list.addEventListener('pointerleave', event => event.pointerType === 'mouse' && lift());
    list.addEventListener('touchstart', () => {
      isPressed = true;
    }, { passive: true });
    // Makes room for the list: the screen's keyboard goes with the focus.
    list.addEventListener('touchmove', () => input.blur(), { passive: true });
    ['touchend', 'touchcancel'].forEach(name => list.addEventListener(name, () => setTimeout(lift, PRESSED)));
    list.addEventListener('scroll', release);

    if (!isPage) {
      let isBeside;
      frame.addEventListener('pointerdown', event => {
        isBeside = event.target === frame;
      });
      frame.addEventListener('click', event => isBeside && event.target === frame && shut());
      frame.addEventListener('close', leave);
    }

    for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-expanded', 'false'], ['aria-controls', list.id]]) input.setAttribute(name, value);
    note.before(near, list);
    if (!isPage) frame.append(hints());
    // The first query need not wait for it; whether it came, that query will tell.
    engine.prepare().catch(() => {});
    if (!input.value) {
      input.value = new URLSearchParams(location.search).get('q') || '';
      input.select();
    }
    clear.hidden = !input.value;
    if (isPage) {
      if (text()) frame.nextElementSibling.hidden = true;
      if (document.activeElement === document.body) input.focus({ preventScroll: true });
    }

    /** What to do when the frame is wanted again. */
    return () => {
      if (input.isComposing) return;
      if (text()) ask();
      else showNothing();
    };
  }

  /** For readers with a keyboard; what is said of it helps nobody who cannot see the list. */
  function hints() {
    const hint = (keys, word) => make('span', {}, ...keys.map(key => make('kbd', {}, key)), word);
    return make('div', { className: 'find-hints', 'aria-hidden': 'true' }, hint(['↑', '↓'], words.move), hint(['↵'], words.open), hint(['Esc'], words.close));
  }

  let refresh;

  /** Brings the frame that js/find/opener.js has made to life, or up to date. */
  find.start = frame => {
    refresh = refresh || build(frame);
    refresh();
  };
})(window.wence);
