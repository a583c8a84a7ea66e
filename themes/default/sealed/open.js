
// Opens `roadmap.sealed`, which stands beside this page, and shows what is in it.
//
// First the cryptography (the file's form is written down in src/seal.rs), then the archive as a site without a
// server, then walking about in it, then the form. Nothing is kept in any storage and nothing is sent.
(() => {
'use strict';

// ---------------------------------------------------------------- the file

const MAGIC = 'rmgseal1';
const SLOTS = 8;
const FEWEST_ROUNDS = 600000;
const MOST_ROUNDS = 10000000;
const SLOT = 60;
const HEAD = 60;
const HEADER = HEAD + 2 * SLOTS * SLOT;
const NONCE = 12;
const TAG = 16;
const CHECKSUM = 32;

/** What went wrong, as the reader is told. */
class Trouble extends Error {
  constructor(kind) {
    super(kind);
    this.kind = kind;
  }
}

const utf8 = (text) => new TextEncoder().encode(text);
const label = (word) => utf8('roadmapgen sealed/1 ' + word);
const equal = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);

function join(...parts) {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Downloads the file; the answer of a cache is asked about, since a new one may have been published. */
async function download() {
  let response;
  try {
    response = await fetch('roadmap.sealed', { cache: 'no-cache', credentials: 'same-origin' });
    if (!response.ok) throw new Trouble('download');
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw new Trouble('download');
  }
}

/** The parts of the file, if it is one and whole. */
async function read(bytes) {
  const end = bytes.length - CHECKSUM;
  if (end < HEADER + NONCE + TAG || !equal(bytes.subarray(0, 8), utf8(MAGIC))) throw new Trouble('damaged');
  const sum = await crypto.subtle.digest('SHA-256', bytes.subarray(0, end));
  if (!equal(new Uint8Array(sum), bytes.subarray(end))) throw new Trouble('damaged');
  const rounds = new DataView(bytes.buffer).getUint32(8);
  if (rounds < FEWEST_ROUNDS || rounds > MOST_ROUNDS) throw new Trouble('damaged');
  const slots = (first) => Array.from({ length: SLOTS }, (_, number) => {
    const at = HEAD + (first + number) * SLOT;
    return bytes.subarray(at, at + SLOT);
  });
  return {
    rounds,
    salt: bytes.subarray(12, 28),
    commitment: bytes.subarray(28, HEAD),
    head: bytes.subarray(0, HEAD),
    header: bytes.subarray(0, HEADER),
    slots: { passphrase: slots(0), link: slots(SLOTS) },
    nonce: bytes.subarray(HEADER, HEADER + NONCE),
    ciphertext: bytes.subarray(HEADER + NONCE, end),
  };
}

/** An opener that can be used and kept, but not read: so it is no use elsewhere. */
const opener = (bytes) => crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveBits', 'deriveKey']);

const hkdf = (salt, word) => ({ name: 'HKDF', hash: 'SHA-256', salt, info: label(word) });
const aes = { name: 'AES-GCM', length: 256 };

/** A passphrase as it is stretched: the same as in src/seal/passphrase.rs. */
const normal = (text) => text.normalize('NFC').split(/[\s\u0085]+/).filter((word) => word !== '').join(' ');

async function stretch(passphrase, file) {
  const key = await crypto.subtle.importKey('raw', utf8(passphrase), 'PBKDF2', false, ['deriveBits']);
  const salt = join(label('passphrase'), file.salt);
  const bits = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: file.rounds }, key, 256);
  return opener(bits);
}

/** The plaintext, by an opener of one kind. */
async function decrypt(file, key, kind) {
  const wrapping = await crypto.subtle.deriveKey(hkdf(file.salt, 'wrap ' + kind), key, aes, false, ['decrypt']);
  for (const slot of file.slots[kind]) {
    let content;
    try {
      const how = { name: 'AES-GCM', iv: slot.subarray(0, NONCE), additionalData: file.head };
      content = await opener(await crypto.subtle.decrypt(how, wrapping, slot.subarray(NONCE)));
    } catch (error) {
      continue; // the slot of another, or of nobody
    }
    const commitment = await crypto.subtle.deriveBits(hkdf(file.salt, 'commitment'), content, 256);
    if (!equal(new Uint8Array(commitment), file.commitment)) throw new Trouble('damaged');
    const encryption = await crypto.subtle.deriveKey(hkdf(file.salt, 'encryption'), content, aes, false, ['decrypt']);
    try {
      const how = { name: 'AES-GCM', iv: file.nonce, additionalData: file.header };
      return new Uint8Array(await crypto.subtle.decrypt(how, encryption, file.ciphertext));
    } catch (error) {
      throw new Trouble('damaged');
    }
  }
  throw new Trouble('refused');
}

/** The files of the archive by their paths. */
async function unpack(plaintext) {
  const length = Number(new DataView(plaintext.buffer).getBigUint64(0));
  const inflated = new Blob([plaintext.subarray(8, 8 + length)]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const archive = new Uint8Array(await new Response(inflated).arrayBuffer());
  const start = 4 + new DataView(archive.buffer).getUint32(0);
  const index = JSON.parse(new TextDecoder().decode(archive.subarray(4, start)));
  return new Map(Object.entries(index).map(([path, [at, size]]) => [path, archive.subarray(start + at, start + at + size)]));
}

// ---------------------------------------------------------------- a site without a server

/** Types of what a page may show or a reader may save; all else is bytes. */
const TYPES = {
  avif: 'image/avif', css: 'text/css', csv: 'text/csv', gif: 'image/gif', ics: 'text/calendar', jpeg: 'image/jpeg',
  jpg: 'image/jpeg', json: 'application/json', mp3: 'audio/mpeg', mp4: 'video/mp4', pdf: 'application/pdf',
  png: 'image/png', svg: 'image/svg+xml', txt: 'text/plain', webm: 'video/webm', webp: 'image/webp',
  woff2: 'font/woff2', xml: 'application/xml',
};

/** Where this page stands: addresses of the view are below it. */
const base = new URL('.', location.href);
base.search = '';
base.hash = '';

let files = new Map();
const text = (path) => new TextDecoder().decode(files.get(path));

/** The file that an address below `base` names, as a static host would find it; undefined where there is none. */
function find(path) {
  let plain;
  try {
    plain = decodeURIComponent(path);
  } catch (error) {
    return undefined;
  }
  return [plain, plain + 'index.html', plain + '/index.html'].find((each, way) =>
    files.has(each) && (way !== 1 || plain === '' || plain.endsWith('/')));
}

/** A file as something that a page can show; whoever asks revokes it. */
function blob(path, urls) {
  const type = TYPES[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] || 'application/octet-stream';
  const url = URL.createObjectURL(new Blob([files.get(path)], { type }));
  urls.push(url);
  return url;
}

// A route is where a reader is: { path, query, fragment }, as in `milestones/x/`, `?team=a`, `heading`.

/** The address of a route, which is what stands after the `#` of this page: `#/milestones/x/~heading`. */
function hashOf(route) {
  const mask = (part) => part.replace(/~/g, '%7E');
  return '#/' + mask(route.path) + mask(route.query) + (route.fragment === '' ? '' : '~' + encodeURIComponent(route.fragment));
}

function routeOf(hash) {
  const [, path, query, fragment] = /^#\/([^?~]*)(\?[^~]*)?(?:~(.*))?$/.exec(hash) || [];
  if (path === undefined) return { path: '', query: '', fragment: decoded(hash.slice(1)) };
  return { path, query: query || '', fragment: decoded(fragment || '') };
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    return part;
  }
}

/** The address that a link of a page has; null where it has none, as `//[`. */
function absolute(href, path) {
  try {
    return new URL(href, new URL(path, base));
  } catch (error) {
    return null;
  }
}

/** The route that a link of a page leads to; null where it leads out of the view. */
function inside(href, path) {
  const url = absolute(href, path);
  if (url === null) return null;
  if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) {
    return path === '404.html' && /^\/(?!\/)/.test(href) ? byTheEnd(url) : null;
  }
  const to = url.pathname.slice(base.pathname.length).replace(/(^|\/)index\.html$/, '$1');
  return { path: to, query: url.search, fragment: decoded(url.hash.slice(1)) };
}

/** The page for what is missing writes its links from the root of a host, which may not be the one we are on. */
function byTheEnd(url) {
  const parts = url.pathname.split('/').slice(1);
  const ends = parts.map((_, at) => parts.slice(at).join('/'));
  const end = ends.find((each) => find(each) !== undefined);
  return end === undefined ? null : { path: end.replace(/(^|\/)index\.html$/, '$1'), query: '', fragment: '' };
}

/** The file that a page shows under a relative address. */
function shown(address, path) {
  const to = inside(address, path);
  return to === null ? undefined : find(to.path);
}

const sheets = new Map();

/**
 * A stylesheet of the archive, ready to be adopted. No document has an address here, so `:target` never holds:
 * `arrive` marks the target by an attribute instead.
 */
function sheet(css, path, media) {
  const key = path + '\n' + media + '\n' + css;
  if (!sheets.has(key)) {
    const made = new CSSStyleSheet({ media });
    made.replaceSync(css
      .replace(/:target(?![\w-])/g, '[data-target]')
      .replace(/url\(\s*(["']?)([^"')]+)\1\s*\)/g, (whole, quote, address) => {
        const file = shown(address.trim(), path);
        return file === undefined ? whole : 'url("' + blob(file, []) + '")';
      }));
    sheets.set(key, made);
  }
  return sheets.get(key);
}

/** Reads a page of the archive and makes its links and pictures work from memory. */
function load(file, route) {
  // As data: a `<style>` would be held against this page's policy already while it is read.
  const html = text(file).replace(/<(\/?)style\b/gi, (tag, slash) => (slash === '' ? '<script type="text/css"' : '<\/script'));
  const page = new DOMParser().parseFromString(html, 'text/html');
  const urls = [];
  const styles = [...page.querySelectorAll('link[rel~="stylesheet"], script[type="text/css"]')].flatMap((element) => {
    const media = element.getAttribute('media') || '';
    if (element.localName === 'script') return [sheet(element.textContent, file, media)];
    const path = shown(element.getAttribute('href') || '', file);
    return path === undefined ? [] : [sheet(text(path), path, media)];
  });
  const icon = page.querySelector('link[rel~="icon"]');
  const mark = icon === null ? undefined : shown(icon.getAttribute('href') || '', file);
  const refresh = page.querySelector('meta[http-equiv="refresh" i]');
  const moved = refresh === null ? null : /url=(.*)$/i.exec(refresh.content);
  for (const element of page.querySelectorAll('script, link, base, meta')) element.remove();
  for (const link of page.querySelectorAll('a[href], area[href]')) {
    const href = link.getAttribute('href');
    const to = inside(href, file);
    if (to === null) {
      // What leads above the view would otherwise start from this page.
      const address = /^[a-z][a-z0-9+.-]*:/i.test(href) ? null : absolute(href, file);
      if (address !== null) link.setAttribute('href', address.href);
    } else {
      // A page shown in the place of another (`404.html`) links within itself, not to what is missing.
      const self = find(to.path) === file && href.startsWith('#');
      // The link that skips to the content stays as it is known to be one.
      const skip = self && page.querySelector('main') === page.getElementById(to.fragment);
      if (!skip) link.setAttribute('href', hashOf(self ? { ...route, fragment: to.fragment } : to));
    }
  }
  for (const name of ['src', 'poster']) {
    for (const element of page.querySelectorAll('[' + name + ']')) {
      const path = shown(element.getAttribute(name), file);
      if (path !== undefined) element.setAttribute(name, blob(path, urls));
    }
  }
  for (const element of page.querySelectorAll('[srcset]')) {
    element.setAttribute('srcset', element.getAttribute('srcset').split(',').map((choice) => {
      const [address, ...size] = choice.trim().split(/\s+/);
      const path = shown(address, file);
      return [path === undefined ? address : blob(path, urls), ...size].join(' ');
    }).join(', '));
  }
  const attributes = (element) => [...element.attributes].map(({ name, value }) => [name, value]);
  return {
    route, urls, styles, moved: moved === null ? null : inside(moved[1].trim(), file),
    icon: mark === undefined ? null : blob(mark, urls),
    title: page.title, root: attributes(page.documentElement), attributes: attributes(page.body),
    nodes: [...page.body.childNodes].map((node) => document.adoptNode(node)),
    left: null,
  };
}

// ---------------------------------------------------------------- walking about

/** Pages that stay as they were left (what was unfolded, chosen, typed), for going back: so many. */
const KEPT = 12;

/** Entries of the history by their number, as far as they are kept. */
const kept = new Map();
/** Where each entry was scrolled to, by its number. */
const places = new Map();
/** The page that is shown, and the number of its entry. */
let current = null;
let at = 0;
/** The route that is shown. */
let place = { path: '', query: '', fragment: '' };
/** What opened the roadmap: `{ key, kind }`; null while it is closed. */
let opened = null;
let strip = null;
let saver = 0;

/** What an entry of the history remembers: enough to open again after a reload, and where it was scrolled to. */
function note(method, number, hash) {
  const [x, y] = places.get(number) || [0, 0];
  const state = { sealed: { at: number, x, y, kind: opened.kind, key: opened.key } };
  const address = hash === undefined ? location.href : location.pathname + location.search + (hash === '#/' ? '' : hash);
  try {
    history[method](state, '', address);
  } catch (error) {
    if (error.name !== 'DataCloneError') return; // asked too often: a place to scroll to is lost
    // A browser that keeps no keys there: the roadmap is open until the next reload.
    delete state.sealed.key;
    history[method](state, '', address);
  }
}

function scrolled() {
  if (opened === null || current === null) return;
  places.set(at, [scrollX, scrollY]);
  clearTimeout(saver);
  saver = setTimeout(saveScroll, 250);
}

function saveScroll() {
  clearTimeout(saver);
  if (opened !== null && current !== null && history.state && history.state.sealed) note('replaceState', at);
}

/** Follows a link within the view. */
function visit(route, link) {
  const file = find(route.path);
  if (file !== undefined && !/\.html?$/i.test(file)) {
    save(file);
    return;
  }
  const hash = hashOf(route);
  const again = hash === location.hash || (hash === '#/' && location.hash === '');
  saveScroll();
  if (!again) {
    current.left = link;
    advance();
    note('pushState', at, hash);
  }
  show(route, { arriving: true });
}

/** A new entry comes behind this one, and cuts off those that were there. */
function advance() {
  for (const number of [...kept.keys()]) if (number > at) forget(number);
  at += 1;
  places.delete(at);
}

/** Hands a file to the reader under its own name. */
function save(file) {
  const urls = [];
  const link = document.createElement('a');
  link.href = blob(file, urls);
  link.download = file.slice(file.lastIndexOf('/') + 1);
  link.click();
  setTimeout(() => urls.forEach((url) => URL.revokeObjectURL(url)), 60000);
}

function forget(number) {
  const page = kept.get(number);
  kept.delete(number);
  // A page within which one went about is kept under several numbers.
  if (page !== undefined && ![current, ...kept.values()].some((other) => other !== null && other.nodes === page.nodes)) {
    page.urls.forEach((url) => URL.revokeObjectURL(url));
  }
}

/** Shows the page of a route. `arriving`: by a link; else by the history, or as the first. */
function show(route, { arriving = false, first = false } = {}) {
  const file = find(route.path);
  if (file !== undefined && !/\.html?$/i.test(file)) {
    save(file);
    note('replaceState', at, '#/');
    show({ path: '', query: '', fragment: '' }, { arriving, first });
    return;
  }
  place = route;
  const same = (page) => page !== null && page.route.path === route.path && page.route.query === route.query;
  const here = same(current);
  const before = kept.get(at);
  const page = here ? current : before !== undefined && same(before) ? before : load(file || '404.html', route);
  if (page.moved !== null && find(page.moved.path) !== undefined) {
    note('replaceState', at, hashOf(page.moved));
    show(page.moved, { arriving, first });
    return;
  }
  if (!here) dress(page);
  current = page;
  kept.set(at, page);
  for (const number of [...kept.keys()]) if (kept.size > KEPT && number !== at) forget(number);
  const target = mark(route.fragment);
  if (arriving || (first && target !== null && !places.has(at))) arrive(target, here);
  else restore(page, here);
  if (!here && (arriving || !first)) say(page.title);
}

/** Puts a page in the place of the one that is there. */
function dress(page) {
  const root = document.documentElement;
  const become = (element, attributes) => {
    for (const { name } of [...element.attributes]) element.removeAttribute(name);
    for (const [name, value] of attributes) element.setAttribute(name, value);
  };
  become(root, page.root);
  become(document.body, page.attributes);
  document.title = page.title;
  const icon = document.querySelector('link[rel~="icon"]');
  if (icon !== null && page.icon !== null) icon.setAttribute('href', page.icon);
  document.adoptedStyleSheets = page.styles;
  // The strip stays where it is, since what is announced must be in the document before it is said.
  for (const node of [...document.body.childNodes]) if (node !== strip && node !== strip.nextSibling) node.remove();
  strip.before(...page.nodes);
  const whom = document.querySelector('.mark > span');
  strip.lastElementChild.textContent = 'Sealed.' + (whom === null ? '' : ' ' + whom.textContent.trim().replace(/^f/, 'F') + '.');
  enliven();
}

/**
 * The site's own script, which stands behind this one, works on the document as on any page. What it asks of an address,
 * of the history and of other files is answered here, and in no storage is anything kept.
 */
globalThis.roadmapgen = {
  calls: true,
  link: (address) => hashOf(inside(address, '')),
  query: () => place.query,
  hash: () => (place.fragment === '' ? '' : '#' + place.fragment),
  address: (hash) => location.href.split('#')[0] + hashOf({ ...place, fragment: hash.slice(1) }),
  go(query, method) {
    place = { ...place, query, fragment: '' };
    if (method === 'pushState') {
      saveScroll();
      advance();
    }
    // The same nodes, as another entry of the history has them.
    current = { ...current, route: place };
    kept.set(at, current);
    note(method, at, hashOf(place));
  },
  open: (href) => visit(inside(href, find(place.path)), document.activeElement),
  load() {
    const index = text(shown(document.documentElement.dataset.index, find(place.path)));
    globalThis.roadmapgenIndex(JSON.parse(index.slice(index.indexOf('(') + 1, index.lastIndexOf(')'))));
  },
};

const enliven = () => globalThis.roadmapgen.enliven();

/** Marks what an address points to, as `:target` would, and unfolds what hides it. */
function mark(fragment) {
  for (const element of document.querySelectorAll('[data-target]')) element.removeAttribute('data-target');
  const target = fragment === '' ? null : document.getElementById(fragment);
  if (target === null) return null;
  target.setAttribute('data-target', '');
  for (let up = target.closest('details'); up !== null; up = up.parentElement.closest('details')) up.open = true;
  return target;
}

/** As after following a link: at the target or at the top, and the keyboard there too. */
function arrive(target, here) {
  const place = target || document.querySelector('main h1') || document.querySelector('main') || document.body;
  if (target !== null) target.scrollIntoView(here ? {} : { behavior: 'instant' });
  else scrollTo({ left: 0, top: 0, behavior: 'instant' });
  focus(place);
}

function focus(place) {
  if (place.tabIndex < 0 && !place.hasAttribute('tabindex')) {
    place.setAttribute('tabindex', '-1');
    place.setAttribute('data-arrived', '');
  }
  place.focus({ preventScroll: true });
}

/** As after going back: where it was left. */
function restore(page, here) {
  const [x, y] = places.get(at) || [0, 0];
  const back = () => scrollTo({ left: x, top: y, behavior: 'instant' });
  if (!here && page.left !== null && page.left.isConnected) page.left.focus({ preventScroll: true });
  back();
  requestAnimationFrame(back);
}

function say(words) {
  const said = strip.nextElementSibling;
  said.textContent = '';
  setTimeout(() => { said.textContent = words; }, 50);
}

/** The way out, and the place where titles are announced: below every page. */
function build() {
  strip = document.createElement('section');
  strip.className = 'sealed-strip';
  strip.setAttribute('aria-label', 'This sealed roadmap');
  strip.lang = 'en';
  strip.dir = 'ltr';
  const row = document.createElement('div');
  const words = document.createElement('p');
  words.textContent = 'This roadmap is sealed. It is open in this tab only, and closes with it.';
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Close this roadmap';
  button.addEventListener('click', close);
  row.append(words, button);
  // Paper has neither a button nor a tab, but it lies about.
  const paper = document.createElement('p');
  paper.className = 'sealed-for';
  strip.append(row, paper);
  const said = document.createElement('div');
  said.className = 'sealed-said';
  said.setAttribute('role', 'status');
  document.body.append(strip, said);
}

/**
 * Closes the roadmap: goes back to the first entry since it was opened, cuts off all that came after it, and with
 * them the keys that they remember, and starts anew.
 */
function close() {
  const steps = Math.min(at, history.length - 1);
  opened = null;
  const end = () => {
    removeEventListener('popstate', end);
    const bare = location.pathname + location.search;
    history.replaceState(null, '', bare);
    history.pushState(null, '', bare);
    location.reload();
  };
  if (steps === 0) {
    end();
    return;
  }
  addEventListener('popstate', end);
  history.go(-steps);
}

addEventListener('click', (event) => {
  if (opened === null || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest ? event.target.closest('a[href], area[href]') : null;
  if (link === null || !link.getAttribute('href').startsWith('#')) return;
  if (link.getAttribute('target') && link.getAttribute('target') !== '_self') return;
  event.preventDefault();
  const href = link.getAttribute('href');
  visit(href.startsWith('#/') ? routeOf(href) : { ...current.route, fragment: decoded(href.slice(1)) }, link);
});

addEventListener('popstate', () => {
  if (opened === null) {
    if (current === null) begin();
    return;
  }
  clearTimeout(saver);
  const sealed = history.state && history.state.sealed;
  if (current !== null) current.left = document.activeElement;
  if (sealed) {
    at = sealed.at;
    if (!places.has(at)) places.set(at, [sealed.x, sealed.y]);
    show(routeOf(location.hash));
  } else {
    // Typed into the address, or the link that opens it once more.
    advance();
    const { route } = secretOf(location.hash) || { route: routeOf(location.hash) };
    note('replaceState', at, hashOf(route));
    show(route, { arriving: true });
  }
});
addEventListener('scroll', scrolled, { passive: true });
addEventListener('pagehide', saveScroll);

// ---------------------------------------------------------------- the form

const SAY = {
  empty: 'Type or paste the passphrase first.',
  refused: 'This passphrase does not open it. Capital letters, hyphens and other marks matter. If it used to open it, it has been replaced: ask for the new one.',
  link: 'This link does not open it. It may have been cut short on its way, or replaced since it was sent. Ask for a new one, or open it with the passphrase.',
  changed: 'It has been sealed anew since you opened it here, and what opened it then no longer does. Ask for the new passphrase or link.',
  download: 'The sealed file could not be downloaded. Check that you are online, and try again.',
  damaged: 'The sealed file is damaged: it is not as it was published. Try again, and if that does not help, tell whoever sent you here.',
  insecure: 'This address begins with http: and it takes https: to open it, because browsers do cryptography at secure addresses only. ',
  file: 'It cannot be opened from a disk, because browsers do not let a page read the files beside it there. Open it at its address on the web.',
  old: 'This browser is too old to open it. Any current Firefox, Chrome, Edge or Safari can.',
};

const by = (id) => document.getElementById(id);
const form = by('form');
const field = by('passphrase');
let busy = false;

/** Why this browser, here, cannot open anything; null where it can. */
function hindrance() {
  if (location.protocol === 'file:') return 'file';
  if (!isSecureContext || !globalThis.crypto || !crypto.subtle) return 'insecure';
  try {
    new DecompressionStream('deflate-raw');
    new CSSStyleSheet();
    if (!('adoptedStyleSheets' in document)) return 'old';
  } catch (error) {
    return 'old';
  }
  return null;
}

/** The opener in the address: `#k=SECRET`, with the page to go to behind it, as in `#k=SECRET/timeline/`. */
function secretOf(hash) {
  const [, secret, rest] = /^#k=([^/]*)(\/.*)?$/.exec(hash) || [];
  return secret === undefined ? null : { secret, route: routeOf(rest === undefined ? '#/' : '#' + rest) };
}

/** The 32 bytes of a secret; what programs for mail and chat take into a link at its end is left out. */
function unbase64(secret) {
  const letters = secret.replace(/[.,;:!?)\]>"'*]+$/, '');
  if (!/^[\w-]{43}$/.test(letters)) throw new Trouble('refused');
  return Uint8Array.from(atob(letters.replace(/-/g, '+').replace(/_/g, '/') + '='), (letter) => letter.charCodeAt(0));
}

function progress(words) {
  by('progress').textContent = words;
}

function complain(kind) {
  progress('');
  const trouble = by('trouble');
  trouble.textContent = SAY[kind];
  if (kind === 'insecure') {
    const link = document.createElement('a');
    link.href = 'https:' + location.href.slice(location.protocol.length);
    link.textContent = 'Try the same address with https.';
    trouble.append(link);
  }
  const wrong = kind === 'empty' || kind === 'refused';
  field.setAttribute('aria-describedby', 'trouble hint');
  field.setAttribute('aria-invalid', String(wrong));
}

function ask() {
  document.body.classList.remove('quietly');
  by('again').hidden = true;
  form.hidden = false;
  by('hint').hidden = false;
}

/** Downloads, opens and shows. `make` gives the opener, from the file where it needs its salt. */
async function open(make, kind, start) {
  const file = await read(await download());
  const key = await make(file);
  files = await unpack(await decrypt(file, key, kind));
  opened = { key, kind };
  at = start.at;
  places.clear();
  if (start.place) places.set(at, start.place);
  history.scrollRestoration = 'manual';
  field.value = '';
  by('closed').remove();
  build();
  note('replaceState', at, start.route === null ? undefined : hashOf(start.route));
  show(start.route === null ? routeOf(location.hash) : start.route, { arriving: start.typed, first: true });
}

/** What went wrong while opening, as one of `SAY`; a fault of ours goes to the console too. */
function kindOf(error, refused) {
  if (error instanceof Trouble) return error.kind === 'refused' ? refused : error.kind;
  console.error(error);
  return 'damaged';
}

async function begin() {
  const link = secretOf(location.hash);
  const state = history.state && history.state.sealed;
  const hindered = hindrance();
  if (hindered !== null) {
    document.body.classList.remove('quietly');
    complain(hindered);
    return;
  }
  if (busy) return;
  if (link === null && !(state && state.key)) {
    ask();
    return;
  }
  busy = true;
  // A tenth of a second is not worth a message that comes and goes.
  document.body.classList.add('quietly');
  const patience = setTimeout(() => document.body.classList.remove('quietly'), 400);
  progress('Opening…');
  try {
    if (link !== null) {
      // Before all else out of the address, where a glance, a screenshot or the history would show it.
      history.replaceState(null, '', location.pathname + location.search + (link.route.path === '' && link.route.fragment === '' ? '' : hashOf(link.route)));
      const key = await opener(unbase64(link.secret));
      keep(key);
      await open(() => key, 'link', { at: 0, route: link.route, typed: false });
    } else {
      await open(() => state.key, state.kind, { at: state.at, place: [state.x, state.y], route: null, typed: false });
    }
  } catch (error) {
    const kind = kindOf(error, link === null ? 'changed' : 'link');
    document.body.classList.remove('quietly');
    complain(kind);
    if (kind === 'download' || kind === 'damaged') {
      // What opens it is still known to this tab: nothing needs to be typed.
      by('again').hidden = false;
    } else {
      history.replaceState(null, '', location.href);
      ask();
    }
  } finally {
    clearTimeout(patience);
    busy = false;
  }
}

/** Before it is known whether it opens, so that a failed download can be tried again without the link. */
function keep(key) {
  try {
    history.replaceState({ sealed: { at: 0, x: 0, y: 0, kind: 'link', key } }, '', location.href);
  } catch (error) {
    // As in `note`.
  }
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  if (busy) return;
  const passphrase = normal(field.value);
  if (passphrase === '') {
    complain('empty');
    field.focus();
    return;
  }
  busy = true;
  by('trouble').textContent = '';
  field.removeAttribute('aria-invalid');
  form.setAttribute('aria-busy', 'true');
  progress('Opening… this takes a second or two.');
  try {
    await open((file) => stretch(passphrase, file), 'passphrase', { at: 0, route: routeOf(location.hash), typed: true });
  } catch (error) {
    complain(kindOf(error, 'refused'));
    field.focus();
    field.select();
  } finally {
    form.removeAttribute('aria-busy');
    busy = false;
  }
});

field.addEventListener('input', () => {
  field.removeAttribute('aria-invalid');
});

by('show').addEventListener('click', (event) => {
  const visible = field.type === 'password';
  field.type = visible ? 'text' : 'password';
  const word = visible ? 'Hide' : 'Show';
  event.currentTarget.textContent = word;
  event.currentTarget.setAttribute('aria-label', word + ' passphrase');
});

by('again').firstElementChild.addEventListener('click', () => location.reload());

begin();
})();
