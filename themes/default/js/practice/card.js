// One question at a time: think and speak, open the answer part by part, rate, go on. Needs the other files of js/practice.
(function (wence) {
  'use strict';
  const { all, fill, make, records: { replay }, round, words } = wence;

  /** Kinds of parts that open together; those that come along with another do not give the step its name. */
  const STEPS = [['intent', 'outline'], ['sample'], ['pitfalls'], ['followup', 'related']];
  const ALONG = /intent|related/;

  // Milliseconds from the last key until a note is kept.
  const NOTE_WAIT = 600;

  /** Over the section of the page; `finished(round)` runs at its end. Answers `begin(questions, isMock, isTimed)`. */
  wence.roundView = (section, book, finished) => {
    const { records } = book;
    const find = selector => section.querySelector(selector);
    const button = (name, onclick) => wence.set(find('[data-do=' + name + ']'), { onclick });
    const [card, stem, partBox, failed, rate] = ['.q', 'h2', '.practice-parts', '.practice-failed', '.rate'].map(find);
    const [clockBox, clock, lead, note] = ['.practice-timer', '.practice-clock', '.practice-lead', 'textarea'].map(find);

    let now;
    let visit;
    let timer;
    let isTimed;
    let voice;
    // The parts of each step, as elements; empty until they are loaded.
    let steps;
    let noteTimer;

    const today = () => wence.dayOf(Date.now());
    /** In a mock interview one speaks to all questions first: the answers come in its second half. */
    const isSpeaking = () => now.isMock && !now.isReview;

    function showClock(text, left, isRunning) {
      clock.textContent = text;
      clockBox.classList.toggle('is-over', left < 0);
      const { pause, resume, start } = clockButton.dataset;
      clockButton.textContent = isRunning ? pause : left < visit.question.time[1] ? resume : start;
    }

    function toggleClock() {
      if (clockBox.hidden) return;
      if (timer.isRunning()) timer.pause();
      else timer.run();
    }

    /** The answer has been given: clock and recording stop. */
    function stopSpeaking() {
      if (timer.isRunning()) timer.pause();
      visit.took = timer.took();
      if (voice) voice.stop();
    }

    /** After a part has opened: one may rate, and the button names the step that is next. */
    function showStep() {
      const step = steps[visit.step];
      rate.hidden = !visit.step && !visit.rating;
      stepButton.parentElement.hidden = !step;
      if (!step) return;
      const named = step.find(({ dataset }) => !ALONG.test(dataset.part)) || step[0];
      stepButton.textContent = fill(words.show_part, { part: named.firstChild.textContent });
    }

    function openStep() {
      if (isSpeaking()) return move(1);
      const step = steps[visit.step];
      if (!step) return false;
      visit.step += 1;
      for (const part of step) part.open = true;
      stopSpeaking();
      showStep();
      step[0].scrollIntoView({ block: 'nearest' });
      return step[0].lastChild.focus({ preventScroll: true });
    }

    function part([kind, html, title]) {
      const name = title || words[kind];
      const text = make('div', { role: 'group', 'aria-label': name, tabIndex: -1 }, ...wence.nodes(html));
      // Opened by hand, it ends the thinking too. The browser tells of it late, when another question may be in view.
      const own = visit;
      const ontoggle = event => {
        if (visit !== own || !event.target.open || visit.step) return;
        visit.step = 1;
        stopSpeaking();
        showStep();
      };
      return make('details', { className: 'q-part', 'data-part': kind, ontoggle }, make('summary', {}, name), text);
    }

    function showParts(parts) {
      const made = STEPS.map(kinds => kinds.map(kind => parts.filter(([one]) => one === kind).map(part)).flat());
      steps = made.filter(({ length }) => length);
      visit.question.related = all('[data-part=related] a[href]', make('div', {}, ...steps.flat()));
      partBox.append(...steps.flat());
      if (now.isReview) visit.step = visit.step || 1;
      for (const one of steps.slice(0, visit.step).flat()) one.open = true;
      showStep();
    }

    function load() {
      const own = visit;
      const { question } = visit;
      steps = [];
      partBox.textContent = '';
      failed.hidden = true;
      if (isSpeaking()) return;
      wence.partsOf(question, book.files).then(parts => own === visit && showParts(parts), () => {
        if (own !== visit) return;
        wence.set(failed.querySelector('a'), { href: question.href });
        failed.hidden = rate.hidden = false;
      });
      const following = now.visits[now.at + 1];
      if (following) wence.partsOf(following.question, book.files).catch(() => {});
    }

    function showRating() {
      const { question, rating, time } = visit;
      const others = records.log(question.id).filter(entry => entry[0] !== time);
      for (const input of all('input', rate)) {
        const value = Number(input.value);
        input.checked = value === rating;
        input.parentElement.lastChild.textContent =
          value ? wence.ahead(replay([...others, [Date.now(), value]]).due - today()) : '';
      }
      card.dataset.rate = rating || '';
    }

    function setRating(rating, goOn) {
      if (rate.hidden) return false;
      if (rating !== visit.rating) {
        round.rate(now, rating, Date.now());
        records.rate(visit.question.id, visit.time, rating, visit.took);
        showRating();
        showWay();
      }
      return !goOn || move(1);
    }

    function showWay() {
      const { visits: { length }, at } = now;
      wence.set(find('progress'), { max: length, value: at + 1 });
      find('.practice-at').textContent = at + 1 + '／' + length;
      backButton.disabled = !at;
      const { next, summary } = nextButton.dataset;
      nextButton.textContent = at + 1 < length || isSpeaking() ? next : summary;
    }

    function keepNote() {
      clearTimeout(noteTimer);
      if (visit) records.setNote(visit.question.id, note.value, Date.now());
    }

    // Few ask for it: it comes with the bundle `record`.
    function toggleVoice() {
      wence.load('record', () => {
        voice = voice || wence.voice(section, () => isTimed && timer && !timer.isRunning() && timer.run());
        if (visit) voice.toggle(visit);
      });
    }

    function show() {
      visit = round.current(now);
      const { question } = visit;
      const isFirst = isSpeaking();
      find('.q-slip').replaceChildren(...wence.nodes(question.slip));
      stem.textContent = question.stem;
      lead.replaceChildren(...wence.nodes(question.lead || ''));
      find('.q-meta').replaceChildren(...wence.facts(book, question, records.of(question.id), today()));
      section.dataset.phase = isFirst ? 'mock' : now.isReview ? 'review' : visit.isRepeat ? 'repeat' : 'think';
      find('.practice-took').textContent = wence.timer.digits(visit.took);
      rate.hidden = true;
      stepButton.textContent = stepButton.dataset.answered;
      stepButton.parentElement.hidden = !isFirst;
      clockBox.hidden = !isTimed || now.isReview;
      timer = wence.timer.start(question.time[1], visit.took, showClock, clockBox.dataset);
      note.value = records.note(question.id);
      note.parentElement.open = Boolean(note.value);
      if (voice) voice.show(visit);
      showRating();
      showWay();
      load();
      if (isFirst) timer.run();
      scrollTo(0, 0);
      stem.focus({ preventScroll: true });
    }

    function leave() {
      keepNote();
      stopSpeaking();
      timer.end();
    }

    function finish() {
      leave();
      const ended = now;
      now = visit = null;
      section.hidden = true;
      for (const one of ended.visits) URL.revokeObjectURL(one.voice);
      finished(ended);
    }

    function move(by) {
      leave();
      if (round.move(now, by) || by < 0) show();
      else finish();
      return true;
    }

    const clockButton = button('clock', toggleClock);
    const stepButton = button('step', openStep);
    const backButton = button('back', () => move(-1));
    const nextButton = button('next', () => move(1));
    button('end', finish);
    button('voice', toggleVoice);
    button('retry', load);

    let isPressed = false;
    rate.onpointerdown = () => {
      isPressed = true;
    };
    // On its buttons, the page's keys mean what they mean elsewhere.
    rate.onkeydown = event => {
      isPressed = false;
      const { key } = event;
      const rating = key === 'Enter' ? visit.rating : Number(key) || 5;
      if (rating > 4 || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      setRating(rating, true);
    };
    // Arrows look at one after the other; a press means it.
    rate.onchange = ({ target: { value } }) => setRating(Number(value), isPressed && value !== '0');

    note.oninput = () => {
      clearTimeout(noteTimer);
      noteTimer = setTimeout(keepNote, NOTE_WAIT);
    };
    addEventListener('pagehide', keepNote);

    // js/keys.js hears and lists them, and leaves those alone that are pressed on a control.
    const shortcut = (key, shown, word, run) => ({ keys: [key], shown: [shown], word, run: () => now && run() !== false });
    const [back, on] = wence.root.dir === 'rtl' ? ['Right', 'Left'] : ['Left', 'Right'];
    const arrows = { Left: '←', Right: '→' };
    wence.shortcuts = [
      shortcut(' ', words.key_space, 'key_clock', toggleClock),
      shortcut('Enter', 'Enter', 'key_step', openStep),
      ...['again', 'hard', 'good', 'easy'].map((word, at) => shortcut('' + (at + 1), at + 1, word, () => setRating(at + 1, true))),
      shortcut('Arrow' + back, arrows[back], 'question_before', () => move(-1)),
      shortcut('Arrow' + on, arrows[on], 'question_next', () => move(1)),
      shortcut('Escape', 'Esc', 'end', finish),
      ...wence.shortcuts.filter(({ word }) => !/^(prev|next|close)$/.test(word))
    ];

    return (questions, isMock, timed) => {
      isTimed = timed || isMock;
      now = round.start(questions, isMock);
      section.hidden = false;
      show();
    };
  };
})(window.wence);
