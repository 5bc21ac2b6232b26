// Keeps the place where the reader stopped, and offers it on the home page. Needs js/store.js, js/page.js.
(function (wence) {
  'use strict';
  const { make, store, words } = wence;

  // Who has looked at a page for so long, in milliseconds, reads it; so does who has scrolled down a whole screen.
  const STAYED = 30000;

  function keep() {
    // The last one above the line that js/outline.js has too; what is folded away has no box.
    const heading = wence.all('article :is(h2, h3)[id]:not(.tab *)').reverse().find(one => {
      const box = one.getBoundingClientRect();
      return box.height && box.top < 104;
    });
    store.set('place', {
      path: wence.path,
      title: document.querySelector('h1').textContent,
      id: heading && heading.id,
      section: heading && heading.textContent,
      percent: Math.round(100 * (scrollY + innerHeight) / wence.root.scrollHeight)
    }, true);
  }

  function follow() {
    let reads = false;
    let moved = false;
    const look = () => {
      reads = reads || scrollY > innerHeight;
      // A tab that is only left must not write over where another one has come to.
      if (reads && moved) keep(moved = false);
    };
    addEventListener('scroll', () => {
      moved = true;
    });
    setTimeout(() => {
      reads = moved = reads || !document.hidden;
    }, STAYED);
    addEventListener('scrollend', look);
    addEventListener('pagehide', look);
    document.addEventListener('visibilitychange', look);
  }

  function offer(line) {
    const place = store.get('place');
    if (!place) return;
    const text = words.resume.replace('{page}', () => place.title) + (place.section ? ' · ' + place.section : '');
    const href = wence.hrefOf(place.path) + (place.id ? '#' + encodeURIComponent(place.id) : '');
    const dismiss = wence.button('×', () => {
      store.set('place', null, true);
      line.hidden = true;
      document.querySelector('#w-main').focus({ preventScroll: true });
    });
    dismiss.setAttribute('aria-label', words.dismiss);
    line.append(make('a', { href }, text), make('small', {}, place.percent + '%'), dismiss);
    line.hidden = false;
  }

  wence.parts.place = () => {
    const line = document.querySelector('#w-resume');
    if (line) offer(line);
    else if (wence.isChapter()) follow();
  };
})(window.wence);
