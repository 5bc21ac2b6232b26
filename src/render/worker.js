// Keeps the whole site in the reader's browser, in one version at a time. Before this stand the build's own
// `VERSION` and `FILES`, which has each file's path from the site's root with a hash of its bytes.
//
// A version is taken whole or not at all: every file must have the hash that the list gives, so that a site in the
// middle of being replaced is never kept. A page comes from the newest version that is whole, and whatever it asks for
// afterwards comes from the version that it came from itself, however many pages are open.
'use strict';
const root = new URL(self.registration.scope);
const PREFIX = 'wence ' + root.pathname + ' ';
const NAME = PREFIX + VERSION;
/** Which version an open page is of, by the page's id: workers are stopped at will and remember nothing. */
const PAGES = PREFIX + 'pages';

/** xxHash with 32 bits, seed 0 (Collet), in eight hexadecimal digits. */
function hashOf(bytes) {
  const P1 = 0x9e3779b1, P2 = 0x85ebca77, P3 = 0xc2b2ae3d, P4 = 0x27d4eb2f, P5 = 0x165667b1;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rotate = (value, by) => (value << by) | (value >>> (32 - by));
  const { length } = bytes;
  let at = 0;
  let hash = P5;
  if (length >= 16) {
    let a = (P1 + P2) | 0, b = P2 | 0, c = 0, d = -P1 | 0;
    for (; at <= length - 16; at += 16) {
      a = Math.imul(rotate((a + Math.imul(view.getUint32(at, true), P2)) | 0, 13), P1);
      b = Math.imul(rotate((b + Math.imul(view.getUint32(at + 4, true), P2)) | 0, 13), P1);
      c = Math.imul(rotate((c + Math.imul(view.getUint32(at + 8, true), P2)) | 0, 13), P1);
      d = Math.imul(rotate((d + Math.imul(view.getUint32(at + 12, true), P2)) | 0, 13), P1);
    }
    hash = rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18);
  }
  hash = (hash + length) | 0;
  for (; at <= length - 4; at += 4) {
    hash = Math.imul(rotate((hash + Math.imul(view.getUint32(at, true), P3)) | 0, 17), P4);
  }
  for (; at < length; at++) hash = Math.imul(rotate((hash + Math.imul(bytes[at], P5)) | 0, 11), P1);
  hash = Math.imul(hash ^ (hash >>> 15), P2);
  hash = Math.imul(hash ^ (hash >>> 13), P3);
  return ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(8, '0');
}

const urlOf = path => new URL(path.split('/').map(encodeURIComponent).join('/'), root).href;

/** What a file is kept under: with its hash, so that another version knows what it need not ask for again. */
const keyOf = path => urlOf(path) + '?' + FILES[path];

/** The file as the list has it, from the network. */
async function fetched(path) {
  // A copy of the browser's own may be an old one; it is asked past if so.
  for (const cache of ['no-cache', 'reload']) {
    const answer = await fetch(urlOf(path), { cache, credentials: 'same-origin' });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (answer.ok && hashOf(bytes) === FILES[path]) {
      // Made anew: what a server has redirected may not answer for a page.
      const type = answer.headers.get('Content-Type');
      return new Response(bytes, type ? { headers: { 'Content-Type': type } } : {});
    }
  }
  throw new Error(path + ' is not of this version');
}

async function install() {
  const cache = await caches.open(NAME);
  const left = Object.keys(FILES);
  const next = async () => {
    for (let path = left.shift(); path !== undefined; path = left.shift()) {
      const key = keyOf(path);
      if (!await cache.match(key)) await cache.put(key, await caches.match(key) || await fetched(path));
    }
  };
  try {
    await Promise.all([next(), next(), next(), next()]);
  } catch (error) {
    left.length = 0;
    await caches.delete(NAME);
    throw error;
  }
}

/** Every version but those named. */
async function forget(kept) {
  const names = await caches.keys();
  await Promise.all(names.filter(name => name.startsWith(PREFIX) && !kept.includes(name)).map(name => caches.delete(name)));
}

const recordOf = id => new URL('?' + id, root).href;

/** The version of an open page. */
async function versionOf(id) {
  const record = id && await caches.match(recordOf(id), { cacheName: PAGES });
  return record ? record.text() : NAME;
}

/** Forgets versions that no open page is of. */
async function tidy() {
  const pages = await caches.open(PAGES);
  const open = (await self.clients.matchAll({ type: 'window' })).map(page => recordOf(page.id));
  const kept = [NAME, PAGES];
  const records = await pages.keys();
  for (const { url } of records) {
    if (open.includes(url)) kept.push(await (await pages.match(url)).text());
    // One that has just been written may be of a page that is not there yet.
    else if (records.length > 100) await pages.delete(url);
  }
  await forget(kept);
}

/** Pages that no worker answered for go on with this version. */
async function adopt() {
  const pages = await caches.open(PAGES);
  for (const { id } of await self.clients.matchAll({ type: 'window', includeUncontrolled: true })) {
    if (!await pages.match(recordOf(id))) await pages.put(recordOf(id), new Response(NAME));
  }
  await self.clients.claim();
}

/** The path from the site's root that a request asks for, if it is one for a file of the site. */
function pathOf(request) {
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== root.origin || !url.pathname.startsWith(root.pathname)
    || request.headers.has('range')) return undefined;
  try {
    return decodeURIComponent(url.pathname.slice(root.pathname.length)).replace(/(^|\/)$/, '$1index.html');
  } catch {
    return undefined;
  }
}

const listed = path => [path, path + '.html'].find(name => Object.hasOwn(FILES, name));

async function page(event, path) {
  const name = listed(path);
  const kept = name && await caches.match(keyOf(name), { cacheName: NAME });
  if (!kept) return fetch(event.request);
  const pages = await caches.open(PAGES);
  await pages.put(recordOf(event.resultingClientId), new Response(NAME));
  return kept;
}

async function part(event, path) {
  const version = await versionOf(event.clientId);
  const kept = version === NAME
    ? listed(path) && await caches.match(keyOf(listed(path)), { cacheName: NAME })
    : await caches.match(urlOf(path), { cacheName: version, ignoreSearch: true });
  return kept || fetch(event.request);
}

/** A site that no longer has this file wants nothing kept. Asked once, as long as the worker runs. */
let asked = false;
async function retire() {
  if (asked) return;
  asked = true;
  const { status } = await fetch(self.location.href, { method: 'HEAD', cache: 'no-store' });
  if (status === 404 || status === 410) {
    // Pages that were kept may register the worker once more; those that come from the network now do not.
    asked = false;
    await forget([]);
    await self.registration.unregister();
  }
}

self.addEventListener('install', event => event.waitUntil(install().then(() => self.skipWaiting())));
self.addEventListener('activate', event => event.waitUntil(tidy().then(adopt)));
self.addEventListener('fetch', event => {
  const path = pathOf(event.request);
  if (path === undefined) return;
  if (event.request.mode === 'navigate') {
    event.respondWith(page(event, path));
    event.waitUntil(Promise.all([retire(), tidy()]).catch(() => {}));
  } else {
    event.respondWith(part(event, path));
  }
});
