'use strict';
// What script adds to pages that are whole without it. It asks nothing of another host, and what it remembers stays in
// this browser.
(() => {
const html = document.documentElement;
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root.querySelector(selector);
const make = (tag, textContent, more) => Object.assign(document.createElement(tag), { textContent }, more);
const button = (text, onclick, className = '') => make('button', text, { type: 'button', onclick, className });

// Who shows pages in another way says beforehand, in `globalThis.roadmapgen`, how these are done there.
const site = {
  link: (address) => (html.dataset.root ?? '') + address,
  query: () => location.search,
  hash: () => location.hash,
  address: (hash) => location.href.split('#')[0] + hash,
  go: (query, method) => history[method](null, '', query || location.pathname),
  open: (href) => { location.href = href; },
  load: () => document.head.append(make('script', '', { src: html.dataset.index })),
  ...globalThis.roadmapgen,
};

// Storage may be forbidden or full: then nothing is remembered.
function keep(where, key, value) {
  if (site.calls) return;
  try {
    if (value === undefined) return JSON.parse(globalThis[where].getItem(key));
    globalThis[where].setItem(key, JSON.stringify(value));
  } catch {}
}

// ---- light and dark

let theme = keep('localStorage', 'roadmapgen theme');
if (!['light', 'dark'].includes(theme)) theme = '';

// Before anything is painted: the theme, whether this is another visit, and whether rows are to be filtered first.
function dress(waits) {
  html.dataset.js = `${before.t ? 'again' : ''} ${waits ? 'wait' : ''}`;
  html.dataset.theme = theme;
  one('.theme')?.setAttribute('aria-label', `Colours: ${theme || 'automatic'}`);
}

function turn() {
  theme = theme ? theme === 'light' ? 'dark' : '' : 'light';
  keep('localStorage', 'roadmapgen theme', theme);
  dress();
}

// ---- what has changed since the last visit, which ended with its tab

const KEY = `roadmapgen ${new URL(site.link('.'), location.href).pathname}`;
let before = keep('sessionStorage', KEY) ?? keep('localStorage', KEY);
// What is stored may be anything.
if (!Number.isFinite(before?.t)) before = {};
keep('sessionStorage', KEY, before);

const idOf = (row) => one('a', row)?.getAttribute('href').split('/').at(-2);
const isFresh = (row) => one('.fresh', row);

function mark() {
  if (before.t) for (const row of all('[data-h]:not(:has(.fresh))')) {
    const id = idOf(row);
    // Ids may be called as what every object has.
    const then = Object.hasOwn(before.s ?? {}, id) && before.s[id];
    if (id && then !== row.dataset.h && (then || before.w)) one('a', row).after(' ', make('b', then ? 'changed' : 'new', { className: 'fresh' }));
  }
}

function tell() {
  const line = one('.since');
  const rows = listed?.rows ?? all('[data-h]');
  if (!line || !rows[0]) return;
  const now = keep('localStorage', KEY);
  const whole = 'whole' in line.dataset;
  const seen = Object.entries({ ...!whole && now?.s, ...Object.fromEntries(rows.map((row) => [idOf(row), row.dataset.h])) });
  const record = { t: Date.now(), w: whole || now?.w, s: Object.fromEntries(seen.slice(-5000)) };
  keep('localStorage', KEY, record);
  if (!before.t) return;
  const count = new Set(rows.filter(isFresh).map(idOf)).size;
  const day = new Date(before.t).toLocaleDateString('en-GB', { day: 'numeric', month: 'long' });
  line.hidden = false;
  line.replaceChildren(`${count || 'Nothing here has'} changed since you last looked on ${day}. `);
  if (count && listed) line.append(button('Show only these', () => choose('changed', !asked().get('changed') && 1)), ' ');
  if (count) line.append(button('Mark as seen', () => {
    keep('sessionStorage', KEY, before = record);
    rows.forEach((row) => isFresh(row)?.remove());
    tell();
    if (listed) choose('changed');
  }));
}

// ---- a list: what does not match leaves the document, since what is only hidden is read out all the same

let listed, state = '';
const asked = () => new URLSearchParams(state);
const queryOf = (params) => `${params}` && `?${params}`;
const fold = (text) => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
const partsOf = (link) => link?.getAttribute('href').split('?')[0].split('/').slice(-3, -1) ?? [];
const has = (row, name, value) => ` ${row.dataset.f} `.includes(` ${name}.${value} `);

function list() {
  const box = one('.rows[data-here]');
  if (box && !box.rows) {
    box.sections = all('section', box).map((section) => [section, one('tbody', section), all('tbody tr', section)]);
    box.rows = box.sections.flatMap(([, , rows]) => rows);
    for (const row of box.rows) row.folded = '';
  }
  return box;
}

// What is asked for, each by its name, so that one can be left out.
function tests() {
  const words = fold(asked().get('q') ?? '').match(/\S+/g);
  // Folded once.
  if (words) for (const row of listed.rows) row.folded ||= fold(row.textContent);
  return [...asked()].flatMap(([name, value]) => {
    if (name === 'q' && words) return [[name, (row) => words.every((word) => row.folded.includes(word)), `“${value}”`]];
    if (name === 'changed') return [[name, isFresh, name]];
    return listed.dataset.here.split(' ').includes(name) ? [[name, (row) => has(row, name, value), `${name} ${value}`]] : [];
  });
}

const passing = (tests, but) => listed.rows.filter((row) => tests.every(([name, holds]) => name === but || holds(row)));

function keyOf(cell) {
  const { v, s } = cell.dataset;
  return v ?? (s ? 'off risk active planned idea open done dropped'.indexOf(s) : '') + (one('time', cell)?.dateTime ?? cell.textContent);
}

function show() {
  const holding = tests();
  listed.shown = true;
  const shown = new Set(passing(holding));
  const { compare } = new Intl.Collator('en', { numeric: true });
  listed.replaceChildren();
  for (const [section, body, rows] of listed.sections) {
    const left = rows.filter((row) => shown.has(row));
    if (listed.sorted) {
      for (const row of left) row.key = keyOf(row.cells[listed.sorted.column]);
      // What says nothing comes last either way.
      left.sort((a, b) => !a.key - !b.key || listed.sorted.way * compare(a.key, b.key));
    }
    body.replaceChildren(...left);
    if (left[0]) listed.append(section);
  }
  one('.find [role]').textContent = holding[0] ? `${shown.size} of ${listed.rows.length} shown: ${holding.map(([, , what]) => what).join(', ')}` : '';
  for (const details of all('.filters details')) {
    const name = partsOf(one('a', details))[0];
    const left = passing(holding, name);
    for (const link of all('a:not([aria-current=page])', details)) {
      const value = partsOf(link)[1];
      if (!one('small', link)) link.append(' ', make('small'));
      link.ariaCurrent = asked().get(name) === value ? 'true' : null;
      one('small', link).textContent = left.filter((row) => has(row, name, value)).length;
    }
    one('b', details).textContent = one('[aria-current] span', details)?.textContent ?? '';
  }
  if (!shown.size) {
    listed.append(make('p', 'Nothing matches.', { className: 'none' }));
    for (const [name, , what] of holding) {
      const count = passing(holding, name).length;
      if (count || !holding[1]) listed.lastChild.append(' ', button(`Without ${what}: ${count}`, () => choose(name)));
    }
  }
  for (const head of all('[data-here] thead th')) head.ariaSort = listed.sorted?.column !== head.cellIndex ? null : listed.sorted.way > 0 ? 'ascending' : 'descending';
}

function sort({ currentTarget }) {
  const column = currentTarget.parentElement.cellIndex;
  listed.sorted = listed.sorted?.column !== column ? { column, way: 1 } : listed.sorted.way > 0 && { column, way: -1 };
  show();
}

function choose(name, value, method = 'pushState') {
  const next = asked();
  next.delete(name);
  if (value) next.set(name, value);
  state = queryOf(next);
  // Some browsers let no page of a disk change its address.
  try { site.go(state, method); } catch {}
  if (name === 'q' && !value) one('#find').value = '';
  if (listed) show();
}

function follow(event, link) {
  const [name, value] = partsOf(link);
  const base = partsOf(one('[aria-current=page]', link.closest('nav')));
  if (listed && name !== base[0]) {
    event.preventDefault();
    choose(name, asked().get(name) !== value && value);
  } else {
    // To a page with rows, with what else is asked for here.
    const next = asked();
    if (base[0]) next.set(...base);
    next.delete(name);
    link.href = link.getAttribute('href').split('?')[0] + queryOf(next);
  }
}

// ---- search

let index;
const wordsOf = (text) => (fold(text)
  .replace(/[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/gu, ' $& ')
  .match(/[\p{Alphabetic}\p{N}]+/gu) ?? []).map((word) => [...word].slice(0, 20).join(''));

globalThis.roadmapgenIndex = (loaded) => {
  index = loaded;
  // Each word with the places of what has it, which are written as distances.
  index.words = index.words.split(';').map((entry) => {
    let at = 0;
    const [word, ...steps] = entry.split(' ');
    return [word, steps.map((step) => at += +step)];
  });
  index.items = index.items.map(([title, address, kind, line]) => [title, address, index.kinds[kind] + (line && `: ${line}`), ` ${wordsOf(title).join(' ')}`]);
  find();
};

function find() {
  const text = (asked().get('q') ?? '').trim();
  const found = one('.found');
  if (!found) return;
  found.hidden = !text;
  one('.az').hidden = text;
  one('.find [role]').textContent = '';
  if (!text || !index) return text && site.load();
  let words = wordsOf(text);
  const telling = words.filter((word) => !` ${index.common} `.includes(` ${word} `));
  if (telling[0]) words = telling;
  const sets = words.map((word) => new Set(index.words.flatMap(([each, places]) => each.startsWith(word) ? places : [])));
  const rank = (title) => title.startsWith(` ${words.join(' ')}`) ? 9999 : words.filter((word) => title.includes(` ${word}`)).length;
  const hits = index.items.map((item, at) => [sets.filter((set) => set.has(at)).length, rank(item[3]), item]);
  const best = Math.max(1, ...hits.map(([of]) => of));
  const left = hits.filter(([of]) => of === best).sort((a, b) => b[1] - a[1]).map(([, , item]) => item);
  const few = left.slice(0, 50);
  one('.hits', found).replaceChildren(...few.map(([title, address, line]) => {
    const twin = left.filter(([other, , its]) => other === title && its === line)[1];
    const entry = make('li');
    entry.append(make('a', title, { href: site.link(address), dir: 'auto' }), ' ', make('small', line + (twin ? `: ${address.split('/').at(-2)}` : '')));
    return entry;
  }));
  one('.find [role]').textContent = !left[0] ? 'Nothing found'
    : `${best < words.length ? 'Nothing has all these words. ' : ''}${few.length} found${left[50] ? `, and ${left.length - 50} more: be more exact` : ''}`;
}

// ---- both ends of a dependency

function light(link) {
  all('.lit').forEach((row) => row.classList.remove('lit'));
  const hash = link?.getAttribute('href') ?? site.hash();
  const ends = link ? [link] : all('.dep a').filter((end) => end.getAttribute('href') === hash);
  if (ends[0]) [document.getElementById(hash.split(/[#~]/).at(-1)), ...ends.map((end) => end.closest('tr'))].forEach((row) => row?.classList.add('lit'));
}

// ---- a page

// What is to be there when it is first painted, so that nothing moves: rows come one after another.
function early() {
  const mast = one('.mast');
  if (mast && !one('.theme')) {
    mast.append(button('', turn, 'theme'));
    dress(html.dataset.js?.includes('wait'));
  }
  // A head whose rows have begun has been read to its end.
  for (const head of all('[data-here] thead:not(:last-child) th')) {
    // On a narrow screen the heads are not seen, and are nothing to press.
    if (wide.matches === !head.firstElementChild) head.replaceChildren(wide.matches ? button(head.textContent, sort) : head.textContent);
  }
  mark();
}

// All of it, on a page that is in the document, as often as one likes.
function enliven() {
  // An address may come from anyone, and be of any length.
  state = site.query().slice(0, 2000);
  early();
  if (!one('.told')) document.body.append(make('p', '', { className: 'told vh', role: 'status' }));
  if (navigator.clipboard) for (const heading of all('main h1, .sec > h2[id], .prose > [id]:is(h2, h3, h4)')) {
    if (!one('.copy', heading)) heading.append(button('', copy, 'copy'));
    heading.lastChild.ariaLabel = `Copy link to ${heading.textContent}`;
  }
  listed = list();
  const field = one('#find');
  if (field) {
    field.parentElement.hidden = false;
    field.value = asked().get('q') ?? '';
    if (site.hash() === '#find') field.focus();
  }
  tell();
  // Also when one has gone back to where nothing is asked for.
  if (listed && (listed.shown || tests()[0])) show();
  find();
  arrive();
  dress();
}

// Goes to a row, also one that has been filtered out.
function arrive() {
  const id = site.hash().slice(1);
  if (listed?.rows.some((row) => row.id === id && !row.isConnected)) {
    state = '';
    show();
    document.getElementById(id).scrollIntoView();
  }
  light();
}

async function copy({ currentTarget }) {
  const { localName, id } = currentTarget.parentElement;
  const say = (word) => { currentTarget.dataset.say = one('.told').textContent = word; };
  say(await navigator.clipboard.writeText(site.address(localName !== 'h1' ? `#${id}` : '')).then(() => 'Copied', () => 'Not copied'));
  setTimeout(say, 2000, '');
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('.filters a');
  if (link && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)) follow(event, link);
});
document.addEventListener('input', ({ target }) => {
  if (target.id !== 'find') return;
  choose('q', target.value, 'replaceState');
  find();
});
document.addEventListener('keydown', (event) => {
  const field = one('#find');
  if (event.key === 'Escape' && event.target === field) field.blur();
  if (event.key !== '/' || event.ctrlKey || event.altKey || event.metaKey || event.composedPath()[0].closest('input, textarea, select, [contenteditable]')) return;
  if (!field && !html.dataset.search) return;
  event.preventDefault();
  if (field) field.focus();
  else site.open(`${html.dataset.search}#find`);
});
for (const type of ['mouseover', 'focusin', 'mouseout', 'focusout']) {
  document.addEventListener(type, ({ target }) => {
    const link = target.closest?.('.dep a[href^="#"]');
    if (link) light(/out/.test(type) ? null : link);
  });
}
addEventListener('hashchange', arrive);
const wide = matchMedia('(min-width: 76.01rem)');
wide.onchange = early;

dress(site.query());
if (!site.calls) {
  const parsed = new MutationObserver(early);
  parsed.observe(html, { childList: true, subtree: true });
  document.addEventListener('DOMContentLoaded', () => {
    parsed.disconnect();
    enliven();
  });
  addEventListener('popstate', enliven);
  // The preview has made the page anew, where it stands.
  document.addEventListener('roadmapgen:morph', () => {
    if (listed) listed.rows = undefined;
    index = undefined;
    enliven();
  });
}
globalThis.roadmapgen = { ...site, enliven };
})();
