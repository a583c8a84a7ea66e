// ---------------------------------------------------------------- the bar

const STATUS = { lost: 'Disconnected. This page is no longer kept up to date', gone: 'This page is no longer there' };
const CLOSED = `${OWN} closed`;

const own = document.querySelector(OWN);
// A browser that does not know of roots that are written out gets one here.
if (!own.shadowRoot) {
  own.attachShadow({ mode: 'open' }).append(own.querySelector('template').content);
  own.querySelector('template').remove();
}
const bar = own.shadowRoot;
const problems = () => bar.querySelector('details.problems');

/** Says how the page stands, quietly; nothing where all is well. */
function say(status) {
  const place = bar.querySelector('.state');
  const text = STATUS[status] ?? '';
  if (place && place.textContent !== text) place.textContent = text;
  own.toggleAttribute('data-lost', text !== '');
}

/** The errors that the bar tells, as far as each stays the same while its file is written: without its place's numbers and excerpt. */
function errors() {
  const told = [...bar.querySelectorAll('li[data-weight=error] pre')];
  return told.map((pre) => pre.textContent.split('\n', 2).join('\n').replace(/(:\d+)+$/, ''));
}

const count = () => bar.querySelector('.count').textContent;

/** The panel opens when an error has come and closes when the last has gone; in between it is as its reader left it. */
function tendPanel(before, counted) {
  const now = errors();
  const panel = problems();
  // Who does not see the count is told it when it is another.
  if (now.join() !== before.join() || count() !== counted) bar.querySelector('.said').textContent = count();
  if (now.some((error) => !before.includes(error))) {
    forget();
    if (panel.querySelector('.behind')) panel.open = true;
  } else if (panel && before.length > 0 && now.length === 0) {
    panel.open = false;
  }
}

// A reader who has closed the panel has read it: it stays closed on the next page too, while nothing is added.
function remember() {
  storage((kept) => kept.setItem(CLOSED, JSON.stringify(errors())));
}

function forget() {
  storage((kept) => kept.removeItem(CLOSED));
}

/** Storage can be forbidden; then nothing is remembered. */
function storage(work) {
  try {
    return work(sessionStorage);
  } catch {
    return null;
  }
}

const known = storage((kept) => JSON.parse(kept.getItem(CLOSED))) ?? [];
if (errors().some((error) => !known.includes(error))) forget();
else if (errors().length > 0) problems().open = false;

bar.addEventListener('click', ({ target }) => {
  const panel = target.closest('summary')?.parentElement;
  if (panel && panel === problems()) (panel.open ? remember : forget)();
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.defaultPrevented) return;
  for (const details of bar.querySelectorAll('details[open]')) {
    const wasInside = details.contains(bar.activeElement);
    details.open = false;
    if (details === problems()) remember();
    if (wasInside) details.querySelector('summary').focus();
  }
});

// The menu of audiences closes when the reader goes on elsewhere.
for (const [on, event] of [[document, 'pointerdown'], [bar, 'focusout']]) {
  on.addEventListener(event, (moved) => {
    const menu = bar.querySelector('details.menu[open]');
    const to = event === 'focusout' ? moved.relatedTarget : moved.composedPath()[0];
    if (menu && to && !menu.contains(to)) menu.open = false;
  });
}

/** What the page leaves free for the bar at its end, so that it hides neither the last line nor what is focused. */
const room = new CSSStyleSheet();
document.adoptedStyleSheets.push(room);
let last = -1;

/** Puts the bar above all else, and makes room for it. */
function settle() {
  if (own.showPopover && own.isConnected && !own.matches(':popover-open')) own.showPopover();
  const height = own.offsetHeight;
  if (height === last) return;
  last = height;
  room.replaceSync(`@media screen { html { padding-block-end: ${height}px !important; scroll-padding-block-end: ${height}px !important } }`);
}

new ResizeObserver(settle).observe(own);
settle();
own.dataset.ready = '';

// ---------------------------------------------------------------- the page

// Editions are compared, never counted: they may be longer than a number is exact, and those of a server that was
// started again need not be higher.
let shown = own.dataset.edition;
let wanted = shown;
let isUpdating = false;

const pause = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });
const isVisible = () => document.visibilityState === 'visible';

/** There is another edition. A hidden page hears it and waits until it is looked at. */
function want(edition) {
  wanted = edition;
  update();
}

/** Brings the page up to date. However many editions come meanwhile, one request at a time, and the last one wins. */
async function update() {
  if (isUpdating) return;
  isUpdating = true;
  try {
    for (let wait = 500; wanted !== shown && isVisible();) {
      const asked = wanted;
      let page;
      try {
        page = await download();
      } catch {
        say('lost');
        await pause(wait);
        wait = Math.min(2 * wait, 4000);
        continue;
      }
      try {
        await show(page);
      } catch {
        // Half of it may be changed, by which nothing else is to be misled.
        shown = page.edition ?? asked;
        location.reload();
      }
      // The page may be of a later edition than was asked for, whose own news is still on its way.
      if (wanted === asked) wanted = shown;
      else if (page.edition === undefined) shown = asked;
    }
  } finally {
    isUpdating = false;
  }
}

/** This page as it is now: its document and edition; neither where nothing stands at its address any more. */
async function download() {
  const address = location.href.replace(/#.*/, '');
  const response = await fetch(address, { cache: 'no-store', signal: AbortSignal.timeout(10_000) });
  if (response.redirected) return { elsewhere: response.url };
  const page = parse(await response.text());
  const { edition, files } = page.querySelector(OWN)?.dataset ?? {};
  return { document: page, elsewhere: edition === undefined ? leads(page) : undefined, edition, files };
}

/** Where a page leads that is none but that: what once stood at its address stands there now. */
function leads(page) {
  const refresh = page.querySelector('meta[http-equiv=refresh i]')?.content ?? '';
  const to = /^\s*[\d.]+\s*[;,]?\s*url\s*=\s*["']?(.*?)["']?\s*$/i.exec(refresh)?.[1];
  if (!to || !URL.canParse(to, location.href)) return undefined;
  const address = new URL(to, location.href);
  const day = new URLSearchParams(location.search).get('as-of');
  if (day) address.searchParams.set('as-of', day);
  const isOther = address.pathname !== location.pathname || address.search !== location.search;
  return address.origin === location.origin && isOther ? address.href : undefined;
}

async function show({ elsewhere, document: next, edition, files }) {
  if (elsewhere) {
    location.replace(elsewhere.includes('#') ? elsewhere : elsewhere + location.hash);
    shown = wanted;
  } else if (edition === undefined) {
    say('gone');
    shown = wanted;
  } else if (FRAME !== frame(next)) {
    // Neither a script that has run nor a policy can be taken back.
    location.reload();
    shown = edition;
  } else {
    const areOther = files !== own.dataset.files;
    if (areOther) turn += 1;
    await dress(next, areOther);
    const [before, counted, keep] = [errors(), count(), held()];
    morphDocument(next);
    renew();
    say('');
    settle();
    keep();
    shown = edition;
    tendPanel(before, counted);
    // For scripts of the page, to do again what they had changed.
    document.dispatchEvent(new CustomEvent('roadmapgen:morph'));
  }
}

/** What of a page cannot be changed while it is open. Pages at other depths write the same script's address in other ways. */
function frame(page) {
  return [...page.querySelectorAll('script, meta[http-equiv], base')].map((element) => {
    const copy = element.cloneNode(true);
    if (element.src) copy.setAttribute('src', element.src);
    return copy.outerHTML;
  }).join('\n');
}

/** Of this page, as it was loaded: its scripts may have added others since. */
const FRAME = frame(document);

/** Loads the stylesheets that are new, or all of them, beside the old ones, so that nothing is ever seen without. */
async function dress(next, areOther) {
  const sheets = (page) => [...page.querySelectorAll('head link[rel~=stylesheet]')];
  const [waits, olds] = [[], []];
  let before = null;
  for (const sheet of sheets(next)) {
    const old = sheets(document).find((each) => !olds.includes(each) && isWritten(each, sheet));
    const href = sheet.getAttribute('href') ?? '';
    const isStale = old && areOther && again(href) !== href;
    let same = old;
    if (!old || isStale) {
      same = document.importNode(sheet, true);
      if (isStale) {
        standIn(same, 'href', href, again(href));
        olds.push(old);
      }
      const added = same;
      waits.push(new Promise((done) => { added.onload = added.onerror = done; }));
      // Before the old one, which therefore still wins.
      if (isStale) old.before(same);
      else if (before) before.after(same);
      else document.head.insertBefore(same, sheets(document)[0] ?? null);
    }
    before = same;
  }
  if (waits.length > 0) await Promise.race([Promise.all(waits), pause(2000)]);
  for (const old of olds) old.remove();
}

/** How often a file that is no text has changed since this page was loaded. */
let turn = 0;

/** The address by which a file of this site is loaded again. */
function again(address) {
  if (!URL.canParse(address, document.baseURI)) return address;
  const url = new URL(address, document.baseURI);
  if (url.origin !== location.origin || !url.protocol.startsWith('http')) return address;
  url.searchParams.set('files', turn);
  return url.href;
}

/** Loads the pictures of this site again, also those that have come since: the browser may keep what they once were. */
function renew() {
  if (turn === 0) return;
  for (const element of document.querySelectorAll('img, source, video, audio')) {
    for (const name of ['src', 'srcset', 'poster']) {
      const address = written(element, name);
      if (address === null) continue;
      // Addresses of several sizes: each after a comma, before its size.
      const each = name === 'srcset' ? /(^|,)(\s*)([^\s,](?:\S*[^\s,])?)/g : /^()()(.*)$/;
      const anew = address.replace(each, (_, comma, gap, one) => comma + gap + again(one));
      if (anew !== address) standIn(element, name, address, anew);
    }
  }
}

/** Notes what is read now; what is returned brings it back to its place, where the browser does not do that itself. */
function held() {
  if (CSS.supports('overflow-anchor: auto') || scrollY === 0) return () => {};
  const place = (element) => element.getBoundingClientRect().top;
  const first = [...document.querySelectorAll('main :is(h1, h2, h3, p, li, tr)')].find((element) => place(element) >= 0);
  const before = first && place(first);
  return () => {
    if (first?.isConnected) scrollBy({ top: place(first) - before, behavior: 'instant' });
  };
}

// ---------------------------------------------------------------- the news

// A browser opens six connections to a host at most, and a stream holds one for good: of all tabs that are looked at,
// the one with the lock has the stream and tells the others. Where there are no locks, which is where the connection is
// not secure and not to this machine, each has its own.
const LOCK = `${OWN} stream`;
const channel = new BroadcastChannel(OWN);
let joined = null;
let stream = null;

/** Begins to listen. */
function join() {
  if (joined) return;
  joined = new AbortController();
  const { signal } = joined;
  if (navigator.locks) {
    // Refused only when this page stops waiting for it.
    navigator.locks.request(LOCK, { signal }, () => lead(signal)).catch(() => {});
    // While it was frozen, or among pages gone back to, it heard nothing.
    channel.postMessage({ asks: true });
  } else {
    lead(signal);
  }
  update();
}

/** Stops listening, so that another tab can. */
function leave() {
  joined?.abort();
  joined = null;
}

/** Holds the stream, and opens it again whenever it was cut, until the page is no longer looked at. */
function lead(signal) {
  return new Promise((done) => {
    let failures = 0;
    const open = () => {
      if (signal.aborted) return;
      // The browser's own way of coming back gives up at some answers.
      stream = new EventSource(`/-/events?after=${shown}`);
      stream.onopen = () => {
        failures = 0;
        tell({ isLost: false });
      };
      stream.onerror = () => {
        stream.close();
        failures += 1;
        // The first time it may have been the server's turn to close it.
        if (failures > 1) tell({ isLost: true });
        setTimeout(open, Math.min(250 * 2 ** failures, 2000));
      };
      stream.addEventListener('reload', ({ data }) => tell({ edition: data }));
    };
    signal.addEventListener('abort', () => {
      stream?.close();
      stream = null;
      done();
    });
    if (signal.aborted) {
      done();
      return;
    }
    open();
    // Others may have missed what was told while nobody had the stream.
    channel.postMessage({ edition: shown });
  });
}

function tell(news) {
  channel.postMessage(news);
  hear(news);
}

function hear({ asks, edition, isLost }) {
  if (asks && stream) channel.postMessage({ edition: wanted });
  if (edition !== undefined) want(edition);
  if (isLost !== undefined && !isUpdating) say(isLost ? 'lost' : '');
}

channel.onmessage = ({ data }) => hear(data);
document.addEventListener('visibilitychange', () => (isVisible() ? join() : leave()));
addEventListener('pagehide', leave);
addEventListener('pageshow', () => { if (isVisible()) join(); });
if (isVisible()) join();

// ---------------------------------------------------------------- links

// A page that is shown as of another day leads to pages of that day. The day is added to a link only while it is
// followed: the page is to hold what a build would. So is the page's own address, where a base of ours would lead a link
// within the page out of it.
for (const event of ['click', 'auxclick', 'contextmenu']) {
  document.addEventListener(event, ({ target }) => {
    const day = new URLSearchParams(location.search).get('as-of');
    const link = target.closest?.('a[href], area[href]');
    const href = link?.getAttribute('href');
    if (!link) return;
    const isWithin = href.startsWith('#');
    if ((isWithin ? !document.querySelector('base') : !day) || !URL.canParse(href, document.baseURI)) return;
    const address = new URL(href, isWithin ? location.href : document.baseURI);
    if (!isWithin) {
      if (address.origin !== location.origin || address.searchParams.has('as-of')) return;
      address.searchParams.set('as-of', day);
    }
    link.setAttribute('href', address.href);
    setTimeout(() => link.setAttribute('href', href));
  }, { capture: true });
}
