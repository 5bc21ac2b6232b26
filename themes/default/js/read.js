// Marks the chapters that have been read: in the sidebar, as counts of its groups, and at the chapter's foot, where the mark
// can be set and taken back. Needs js/store.js, js/page.js.
(function (wence) {
  'use strict';
  const { all, make, store, words } = wence;

  // A chapter counts as read when its end is in view and the page has been looked at for so many seconds: those of a reader
  // nine times as fast as the usual 400 characters a minute, at least five and at most sixty. The mark is to tell reading from
  // looking for the end; who knows half of a chapter and skims the rest has read it too.
  const PER_CHARACTER = 1 / 60;
  const LEAST = 5;
  const MOST = 60;

  let box;
  let clock;

  function show() {
    const read = new Set(store.get('read'));
    // On a first visit looking at every link would hold the page up for nothing.
    const isRead = link => read.size && read.has(wence.pathOf(link));
    all('#w-side :is(.vh, .side-count)').forEach(old => old.remove());
    all('#w-side :is(li, .side-title) a').forEach(link => {
      if (link.classList.toggle('is-read', isRead(link))) link.append(make('span', { className: 'vh' }, ' ' + words.read));
    });
    if (box) box.checked = read.has(wence.path);
    // A list that is cut off would give wrong counts.
    if (document.querySelector('#w-side .cut')) return;
    all('#w-side .side-title, #w-side summary').forEach(title => {
      const group = title.nextElementSibling;
      const links = all('a', title).concat(group && group.matches('ul') ? all('a', group) : []);
      const done = links.filter(isRead).length;
      if (done) title.append(make('span', { className: 'side-count' }, ' ' + done + '/' + links.length));
    });
  }

  function mark(is, quiet) {
    const others = store.without('read', wence.path);
    store.set('read', is ? [...others, wence.path] : others, quiet);
    show();
  }

  wence.parts.read = () => {
    const foot = document.querySelector('.foot');
    if (foot && wence.isChapter()) {
      const onchange = () => {
        // Taken back by hand, the mark is not set again on this visit.
        clearInterval(clock);
        mark(box.checked);
      };
      const label = wence.field('checkbox', { onchange }, words.read);
      label.className = 'mark-read';
      foot.append(label);
      box = label.firstChild;
    }
    show();
    store.watch('read', show);
    if (!box || box.checked) return;
    const length = document.querySelector('article').textContent.length;
    let left = Math.max(LEAST, Math.min(MOST, length * PER_CHARACTER));
    const end = document.querySelector('.pn') || box;
    clock = setInterval(() => {
      if (document.hidden) return;
      left -= 1;
      if (left > 0 || end.getBoundingClientRect().top > innerHeight) return;
      clearInterval(clock);
      mark(true, true);
    }, 1000);
  };
})(window.wence);
