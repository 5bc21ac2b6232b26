// Keeps an open page as fresh as the last build. Served and put into pages by `wence serve` alone, never part of a site.
// The page's generation and path stand on the script's own element; no inline code, so a policy of `'self'` is enough.
(function () {
  'use strict';
  const element = document.currentScript;
  if (!element || window.wenceReload) return;
  window.wenceReload = true;

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
      // An answer that is no stream ends it for good; a lost connection is taken up again by the browser.
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
    if (news.styles && page !== undefined) swapStyles(news.paths).catch(reload);
    else reload();
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

  /** Puts the style sheets of the page's new text in place of those that changed, without a flash between. */
  async function swapStyles(paths) {
    const changed = new Set(paths);
    const links = (tree) => [...tree.querySelectorAll('link[rel~="stylesheet"][href]')];
    const answer = await fetch(location.href, { cache: 'no-cache' });
    const fresh = links(new DOMParser().parseFromString(await answer.text(), 'text/html'));
    const stale = links(document);
    if (!answer.ok || fresh.length !== stale.length) return reload();
    const swaps = [];
    fresh.forEach((link, at) => {
      const url = new URL(link.getAttribute('href'), location.href);
      const isSame = url.pathname === new URL(stale[at].href).pathname;
      if (isSame && !changed.has(sitePath(url))) return;
      if (isSame) url.searchParams.set('generation', generation);
      const copy = document.importNode(link, true);
      copy.href = url.href;
      swaps.push([stale[at], copy]);
    });
    // A sheet that another one imports changed: the browser may keep the old import, a reload does not.
    if (swaps.length === 0) return reload();
    for (const [old, copy] of swaps) {
      copy.onload = copy.onerror = () => old.remove();
      old.after(copy);
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

  document.addEventListener('visibilitychange', () => (document.visibilityState === 'hidden' ? leave() : listen()));
  // Leaving a stream open keeps a page out of the browser's back-forward cache.
  addEventListener('pagehide', leave);
  addEventListener('pageshow', listen);
  restore();
  listen();
})();
