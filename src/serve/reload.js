// Keeps an open page as fresh as the last build. Served and put into pages by `wence serve` alone, never part of a site.
// The page's generation and path stand on the script's own element; no inline code, so a policy of `'self'` is enough.
(function () {
  'use strict';
  const element = document.currentScript;
  if (!element || window.wenceReload) return;
  // `ready` once the page can be patched.
  window.wenceReload = 'loading';

  const SCROLL = 'wence:reload:scroll';
  // No `data-page`: this answer stands for a page that is missing, so any change may bring it.
  const page = element.dataset.page;
  const root = siteRoot();
  let generation = element.dataset.generation;
  let source = null;
  let retry = 0;
  // A generation that was reloaded for and not reached: something between, a service worker perhaps, holds on to an
  // older page, and trying again would never end.
  let tried = null;

  const chinese = /^zh\b/i.test(document.documentElement.lang);
  const words = chinese
    ? { title: '构建失败，下面仍是上一次成功的页面', close: '关闭（Esc）' }
    : { title: 'The build failed; below is the last good page', close: 'Close (Esc)' };

  /** URL of the site's root, ending in a slash; null where the page's path does not tell it. */
  function siteRoot() {
    if (page === undefined) return null;
    const here = decode(location.pathname);
    for (const tail of [page, page.replace(/\.html$/, ''), page.replace(/(^|\/)index\.html$/, '$1')]) {
      if (here.endsWith('/' + tail)) return here.slice(0, here.length - tail.length);
    }
    return null;
  }

  function decode(path) {
    try {
      return decodeURIComponent(path);
    } catch {
      return path;
    }
  }

  /** Path in the site of a URL, or null for what is elsewhere. */
  function sitePath(url) {
    const target = new URL(url, location.href);
    const path = decode(target.pathname);
    return root !== null && target.origin === location.origin && path.startsWith(root) ? path.slice(root.length) : null;
  }

  function listen() {
    clearTimeout(retry);
    // A browser opens six connections to a host for all its tabs: a hidden one must not keep one. What it misses
    // meanwhile it is told when it shows again.
    if (source || document.visibilityState === 'hidden') return;
    source = new EventSource('/__wence/events?since=' + encodeURIComponent(generation));
    source.onmessage = (event) => receive(JSON.parse(event.data));
    source.onerror = () => {
      // An answer that is no stream, such as 503 while all places are taken, ends it for good; a lost connection is taken up
      // again by the browser.
      if (source && source.readyState === EventSource.CLOSED) {
        leave();
        retry = setTimeout(listen, 2000);
      }
    };
  }

  function leave() {
    if (source) source.close();
    source = null;
  }

  /** news: {generation, paths: string[] | null, styles: boolean, failure: string | null} */
  function receive(news) {
    const isNew = news.generation !== generation;
    generation = news.generation;
    if (news.failure !== null && page !== undefined) show(news.failure);
    else hide();
    // With a failure come changes when this page missed the good builds before it.
    if (!isNew || !concerns(news) || news.generation === tried) return;
    if (page === undefined) return reload();
    // One at a time, so that an older text never lands on a newer one.
    updating = updating.then(() => update(news)).catch(reload);
  }

  /** Whether the change is to this page or to anything it has loaded. */
  function concerns(news) {
    if (news.paths === null) return true;
    if (page === undefined) return true;
    if (news.paths.length === 0) return false;
    if (root === null || news.paths.includes(page)) return true;
    const loaded = performance.getEntriesByType('resource');
    // The browser stops recording at 250: beyond that, anything but another page may have been loaded.
    if (loaded.length >= 250) return news.paths.some((path) => !path.endsWith('.html'));
    const used = new Set(loaded.map((entry) => sitePath(entry.name)));
    return news.paths.some((path) => used.has(path));
  }

  function reload() {
    leave();
    remember();
    location.reload();
  }

  // The page as it was served, before any script touched it: what changed is found between two served texts, and only
  // then looked up in the page in view.
  let served = null;
  let updating = Promise.resolve();

  async function fetchPage() {
    const answer = await fetch(location.href, { cache: 'no-cache' });
    if (!answer.ok) throw new Error(answer.statusText);
    return new DOMParser().parseFromString(await answer.text(), 'text/html');
  }

  const stampOf = (tree) => {
    const script = tree.querySelector('script[data-generation]');
    return script && script.dataset.generation;
  };

  /** Brings the page in view to the text that is served now, and leaves alone what did not change. */
  async function update(news) {
    const fresh = await fetchPage();
    if (!served) return reload();
    const before = served;
    served = fresh;
    // What runs cannot be taken back, nor a policy changed.
    const fixed = 'script:not([data-generation]):not([type*=json]), meta[http-equiv]';
    const settled = (tree) => [...tree.querySelectorAll(fixed)].map((one) => one.outerHTML).join();
    if (settled(before) !== settled(fresh)) return reload();
    const changed = [];
    const place = anchorOf();
    if (!attributes(before.documentElement, fresh.documentElement, document.documentElement)) return reload();
    for (const name of ['head', 'body']) {
      if (!morph(before[name], fresh[name], document[name], changed)) return reload();
    }
    keep(place);
    await swapStyles(news);
    refreshImages(news);
    if (changed.length > 0) point(changed);
  }

  /** What is the same in both, for lists of children. The server's own script changes each time and counts as one. */
  function key(node) {
    if (node.nodeType !== Node.ELEMENT_NODE) return node.nodeType + (node.nodeValue || '');
    return node.matches('script[data-generation]') ? 'reload' : node.outerHTML;
  }

  /** Whether an element of the page in view is the one of a served text: scripts add classes and attributes, not names. */
  function stands(node, live) {
    if (node.nodeType !== live.nodeType) return false;
    if (node.nodeType !== Node.ELEMENT_NODE) return node.nodeValue === live.nodeValue;
    return node.localName === live.localName && (!node.id || node.id === live.id)
      && [...node.classList].slice(0, 1).every((name) => live.classList.contains(name));
  }

  /** Takes over attributes that differ. False where the difference cannot be shown without loading anew. */
  function attributes(before, fresh, live) {
    if (live.localName === 'link' && before.outerHTML !== fresh.outerHTML) return true;
    for (const { name, value } of [...fresh.attributes]) {
      if (before.getAttribute(name) === value) continue;
      // A policy without inline styles refuses the attribute, also from script.
      if (name === 'style') return false;
      live.setAttribute(name, value);
    }
    for (const { name } of [...before.attributes]) {
      if (!fresh.hasAttribute(name)) live.removeAttribute(name);
    }
    return true;
  }

  /** What the theme's script makes more of as a page opens, and does not for what comes later. */
  const EQUIPPED = '.tabs, .tasks, .zoom, figure img, input, video, audio, iframe, object, [data-panels]';

  /**
   * Makes `live`, which stands for `before`, what `fresh` says. Notes the elements that changed. False where the page in view
   * cannot be followed, or where scripts would have to see the new text first.
   */
  function morph(before, fresh, live, changed) {
    if (before.isEqualNode(fresh)) return true;
    if (!attributes(before, fresh, live)) return false;
    const old = [...before.childNodes];
    const now = [...fresh.childNodes];
    // The page in view holds all that was served, in order, and perhaps more between.
    const places = [];
    let next = live.firstChild;
    for (const node of old) {
      while (next && !stands(node, next)) next = next.nextSibling;
      if (!next) return false;
      places.push(next);
      next = next.nextSibling;
    }
    const oldKeys = old.map(key);
    const nowKeys = now.map(key);
    let start = 0;
    while (start < old.length && start < now.length && oldKeys[start] === nowKeys[start]) start += 1;
    let end = 0;
    while (end < old.length - start && end < now.length - start
      && oldKeys[old.length - 1 - end] === nowKeys[now.length - 1 - end]) end += 1;
    const pairs = common(oldKeys.slice(start, old.length - end), nowKeys.slice(start, now.length - end));
    pairs.push([old.length - end - start, now.length - end - start]);
    let [oldAt, nowAt] = [start, start];
    for (const [oldPair, nowPair] of pairs) {
      const [oldEnd, nowEnd] = [oldPair + start, nowPair + start];
      // Between two that stayed: neighbours of one kind are one that changed, the rest came or went.
      while (oldAt < oldEnd || nowAt < nowEnd) {
        const [was, is] = [oldAt < oldEnd && old[oldAt], nowAt < nowEnd && now[nowAt]];
        if (was && is && was.nodeName === is.nodeName && was.id === is.id) {
          if (is.nodeType === Node.ELEMENT_NODE) {
            if (!morph(was, is, places[oldAt], changed)) return false;
          } else {
            places[oldAt].nodeValue = is.nodeValue;
            changed.push(live);
          }
          oldAt += 1;
          nowAt += 1;
        } else if (was && (!is || oldEnd - oldAt > nowEnd - nowAt)) {
          places[oldAt].remove();
          if (was.nodeType === Node.ELEMENT_NODE || was.nodeValue.trim()) changed.push(live);
          oldAt += 1;
        } else {
          const element = is.nodeType === Node.ELEMENT_NODE;
          if (element && (is.matches(EQUIPPED) || is.querySelector(EQUIPPED))) return false;
          const copy = document.importNode(is, true);
          live.insertBefore(copy, oldAt < old.length ? places[oldAt] : next);
          if (element || is.nodeValue.trim()) changed.push(element ? copy : live);
          nowAt += 1;
        }
      }
      oldAt = oldEnd + 1;
      nowAt = nowEnd + 1;
    }
    return true;
  }

  /** Pairs of equal keys, in order, as many as there are; none where the lists are too long for the product of both. */
  function common(one, other) {
    if (one.length * other.length > 1e6) return [];
    const width = other.length + 1;
    const most = new Uint32Array((one.length + 1) * width);
    for (let a = one.length - 1; a >= 0; a -= 1) {
      for (let b = other.length - 1; b >= 0; b -= 1) {
        most[a * width + b] = one[a] === other[b]
          ? most[(a + 1) * width + b + 1] + 1
          : Math.max(most[(a + 1) * width + b], most[a * width + b + 1]);
      }
    }
    const pairs = [];
    for (let a = 0, b = 0; a < one.length && b < other.length;) {
      if (one[a] === other[b]) pairs.push([a++, b++]);
      else if (most[(a + 1) * width + b] >= most[a * width + b + 1]) a += 1;
      else b += 1;
    }
    return pairs;
  }

  const main = () => document.querySelector('main') || document.body;

  /** The block at the top of the window and how far down it stands: it is to stay there whatever changes above. */
  function anchorOf() {
    if (scrollY === 0) return null;
    const blocks = main().querySelectorAll('h1, h2, h3, h4, h5, h6, p, pre, li, table, figure, dt, dd');
    const element = [...blocks].find((block) => block.getBoundingClientRect().bottom > 0);
    return element && { element, top: element.getBoundingClientRect().top };
  }

  function keep(place) {
    if (!place || !place.element.isConnected) return;
    const moved = place.element.getBoundingClientRect().top - place.top;
    if (Math.abs(moved) > 1) scrollBy({ top: moved, behavior: 'instant' });
  }

  /** Shows where the page changed: a flash, and the way there if it is out of view. */
  function point(changed) {
    const blocks = changed.map((element) => element.closest('p, li, pre, tr, dt, dd, figure, summary, h1, h2, h3, h4, h5, h6') || element);
    const shown = [...new Set(blocks)].filter((block) => block.isConnected && main().contains(block) && block !== main());
    if (shown.length === 0) return;
    // What scripts added to the page is put back to work: themes listen for this.
    for (const block of shown) block.dispatchEvent(new CustomEvent('wence:changed', { bubbles: true }));
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    for (const block of shown.slice(0, 32)) {
      const mark = { outline: '2px solid #e0a100', outlineOffset: '3px', borderRadius: '3px' };
      block.animate([mark, still ? mark : { ...mark, outlineColor: 'transparent' }], { duration: 1200, easing: 'ease-in' });
    }
    const first = shown[0].getBoundingClientRect();
    const busy = document.activeElement && document.activeElement.matches('input, textarea, select');
    if ((first.bottom < 0 || first.top > innerHeight) && !busy) {
      shown[0].scrollIntoView({ block: 'center', behavior: still ? 'instant' : 'smooth' });
    }
  }

  /** A name that tells its contents: another text would have another name. */
  const isFingerprinted = (url) => /-[0-9a-f]{10}\.\w+$/.test(new URL(url, location.href).pathname);

  /** Whether what stands at the URL may have other contents now. */
  const mayDiffer = (url, news) => (news.paths === null ? !isFingerprinted(url) : news.paths.includes(sitePath(url)));

  /** Puts the style sheets of the page's new text in place of those that changed, without a flash between. */
  async function swapStyles(news) {
    const links = (tree) => [...tree.querySelectorAll('link[rel~="stylesheet"][href]')];
    const fresh = links(served);
    const stale = links(document).filter((link) => !link.dataset.leaving);
    if (fresh.length !== stale.length) return reload();
    fresh.forEach((link, at) => {
      const url = new URL(link.getAttribute('href'), location.href);
      const isSame = url.pathname === new URL(stale[at].href).pathname;
      if (isSame && !mayDiffer(url.href, news)) return;
      if (isSame) url.searchParams.set('generation', generation);
      const copy = document.importNode(link, true);
      copy.href = url.href;
      stale[at].dataset.leaving = '';
      copy.onload = copy.onerror = () => stale[at].remove();
      stale[at].after(copy);
    });
  }

  /** Asks again for pictures whose file may have changed under its name. */
  function refreshImages(news) {
    for (const image of document.images) {
      const url = new URL(image.currentSrc || image.src, location.href);
      if (url.origin !== location.origin || !mayDiffer(url.href, news)) continue;
      url.searchParams.set('generation', generation);
      image.src = url.href;
    }
  }

  function remember() {
    try {
      const place = { path: location.pathname, x: scrollX, y: scrollY, generation };
      sessionStorage.setItem(SCROLL, JSON.stringify(place));
    } catch {
      // Storage is refused: the browser restores the place as well as it can.
    }
  }

  function restore() {
    try {
      const place = JSON.parse(sessionStorage.getItem(SCROLL));
      sessionStorage.removeItem(SCROLL);
      if (!place || place.path !== location.pathname) return;
      if (place.generation !== generation) tried = place.generation;
      scrollTo({ left: place.x, top: place.y, behavior: 'instant' });
    } catch {
      // As above.
    }
  }

  let overlay = null;

  function show(failure) {
    if (!overlay) overlay = build();
    overlay.text.textContent = failure;
    overlay.host.hidden = false;
    if (overlay.host.showPopover && !overlay.host.matches(':popover-open')) overlay.host.showPopover();
    addEventListener('keydown', onKey, true);
  }

  function hide() {
    if (!overlay || overlay.host.hidden) return;
    if (overlay.host.hidePopover && overlay.host.matches(':popover-open')) overlay.host.hidePopover();
    overlay.host.hidden = true;
    removeEventListener('keydown', onKey, true);
  }

  function onKey(event) {
    if (event.key === 'Escape' && !event.isComposing) {
      event.stopPropagation();
      hide();
    }
  }

  /** The overlay, in a shadow tree so that neither the page's styles nor the overlay's reach the other. */
  function build() {
    const host = document.createElement('div');
    host.popover = 'manual';
    host.hidden = true;
    set(host, 'position:fixed;inset:auto 0 0 0;inline-size:auto;margin:0;padding:0;border:0;z-index:2147483647;max-block-size:70vh;overflow:auto;background:#fff;color:#1d1b1a;border-block-start:4px solid #b3261e;box-shadow:0 -8px 32px rgb(0 0 0/.25)');
    const shadow = host.attachShadow({ mode: 'open' });
    const alert = document.createElement('div');
    alert.setAttribute('role', 'alert');
    set(alert, 'padding:16px 20px;font:16px/1.5 system-ui,sans-serif');
    const title = document.createElement('strong');
    title.textContent = words.title;
    set(title, 'display:block;margin-inline-end:9em;color:#8c1d18');
    const text = document.createElement('pre');
    text.tabIndex = 0;
    set(text, 'margin:12px 0 0;overflow:auto;font:13px/1.5 ui-monospace,"Sarasa Mono SC","Noto Sans Mono CJK SC",monospace;tab-size:4');
    const close = document.createElement('button');
    close.type = 'button';
    close.textContent = words.close;
    close.onclick = hide;
    set(close, 'position:absolute;inset-block-start:12px;inset-inline-end:16px;min-block-size:32px;padding:2px 12px;border:1px solid #8c1d18;border-radius:6px;background:#fff;color:#8c1d18;font:14px/1.4 system-ui,sans-serif;cursor:pointer');
    alert.append(title, text);
    shadow.append(alert, close);
    document.body.append(host);
    return { host, text };
  }

  /** By script, property by property: a policy without inline styles allows this and refuses a style attribute. */
  function set(target, declarations) {
    for (const declaration of declarations.split(';')) {
      const colon = declaration.indexOf(':');
      target.style.setProperty(declaration.slice(0, colon), declaration.slice(colon + 1));
    }
  }

  // A click with Alt tells where the block under it was written, and puts that on the clipboard.
  const BLOCK = 'p, li, pre, tr, dt, dd, figcaption, summary, blockquote, h1, h2, h3, h4, h5, h6';
  let label = null;

  async function tellPlace(block, x, y) {
    const words = [...block.textContent.replace(/\s+/g, ' ').trim()].slice(0, 80).join('');
    const same = [...main().querySelectorAll(block.localName)].filter((other) => other.textContent === block.textContent);
    const question = new URLSearchParams({ page, words, nth: String(same.indexOf(block)) }).toString().replace(/\+/g, '%20');
    const answer = await fetch('/__wence/place?' + question);
    if (!answer.ok) return;
    const place = await answer.text();
    if (label) label.remove();
    label = document.createElement('div');
    label.textContent = place;
    label.setAttribute('role', 'status');
    set(label, `position:fixed;inset-block-start:${y + 12}px;inset-inline-start:auto;left:${Math.min(x, innerWidth - 280)}px;z-index:2147483646;padding:4px 10px;border-radius:6px;background:#1d1b1a;color:#fff;font:13px/1.5 ui-monospace,monospace;box-shadow:0 2px 12px rgb(0 0 0/.3)`);
    document.body.append(label);
    const shown = label;
    setTimeout(() => shown.remove(), 5000);
    if (navigator.clipboard) await navigator.clipboard.writeText(place).catch(() => {});
  }

  document.addEventListener('click', (event) => {
    const block = event.altKey && page !== undefined && main().contains(event.target) && event.target.closest(BLOCK);
    if (!block) return;
    event.preventDefault();
    tellPlace(block, event.clientX, event.clientY).catch(() => {});
  }, true);

  document.addEventListener('visibilitychange', () => (document.visibilityState === 'hidden' ? leave() : listen()));
  // Leaving a stream open keeps a page out of the browser's back-forward cache.
  addEventListener('pagehide', leave);
  addEventListener('pageshow', listen);
  restore();
  // The text of this page as it was served. The answer may be of a later generation already: then the page is not what it says.
  if (page !== undefined) {
    updating = fetchPage().then((tree) => {
      if (stampOf(tree) === element.dataset.generation) served = tree;
      window.wenceReload = 'ready';
    }).catch(() => {});
  }
  listen();
})();
