// ---------------------------------------------------------------- the bar

const STATUS = { lost: 'Disconnected', gone: 'No longer there' };
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
  if (place && place.textContent !== (STATUS[status] ?? '')) place.textContent = STATUS[status] ?? '';
}

/** The errors that the bar tells, as far as each stays the same while its file is written: without its place's numbers and excerpt. */
function errors() {
  const told = [...bar.querySelectorAll('li[data-weight=error] pre')];
  return told.map((pre) => pre.textContent.split('\n', 2).join('\n').replace(/(:\d+)+$/, ''));
}

/** The panel opens when an error has come and closes when the last has gone; in between it is as its reader left it. */
function tendPanel(before) {
  const now = errors();
  const panel = problems();
  // Who does not see the count is told it when it is another.
  if (now.join() !== before.join()) bar.querySelector('.said').textContent = bar.querySelector('.count').textContent;
  if (now.some((error) => !before.includes(error))) {
    forget();
    // A page that tells the errors itself is not covered by them.
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

/** On a page that is shorter than the window, the bar still stands at the window's end. */
function settle() {
  const root = document.documentElement;
  const drop = Number.parseFloat(own.style.getPropertyValue('--roadmapgen-drop')) || 0;
  const room = root.scrollHeight > root.clientHeight ? 0 : root.clientHeight - own.getBoundingClientRect().bottom + drop;
  if (Math.abs(room - drop) > 0.1) own.style.setProperty('--roadmapgen-drop', `${Math.max(0, room)}px`);
}

new ResizeObserver(settle).observe(document.body);
addEventListener('resize', settle);

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
    await show(page);
    // The page may be of a later edition than was asked for, whose own news is still on its way.
    if (wanted === asked) wanted = shown;
    else if (page.edition === undefined) shown = asked;
  }
  isUpdating = false;
}

/** This page as it is now: its document and edition; neither where nothing stands at its address any more. */
async function download() {
  const address = location.href.replace(/#.*/, '');
  const response = await fetch(address, { cache: 'no-store', signal: AbortSignal.timeout(10_000) });
  if (response.redirected) return { elsewhere: response.url };
  const page = parse(await response.text());
  return { document: page, edition: page.querySelector(OWN)?.dataset.edition };
}

async function show({ elsewhere, document: next, edition }) {
  if (elsewhere) {
    location.replace(elsewhere + location.hash);
  } else if (edition === undefined) {
    say('gone');
    shown = wanted;
  } else if (frame(document) !== frame(next)) {
    // Neither a script that has run nor a policy can be taken back.
    location.reload();
    shown = edition;
  } else {
    await dress(next);
    const before = errors();
    morphDocument(next);
    shown = edition;
    tendPanel(before);
    settle();
    // For scripts of the page, to do again what they had changed.
    document.dispatchEvent(new CustomEvent('roadmapgen:morph'));
  }
}

/** What of a page cannot be changed while it is open. */
function frame(page) {
  return [...page.querySelectorAll('script, meta[http-equiv]')].map((element) => element.outerHTML).join('\n');
}

/** Loads the stylesheets that are new, beside the old ones, so that nothing is ever seen without. */
async function dress(next) {
  const sheets = (page) => [...page.querySelectorAll('head link[rel~=stylesheet]')];
  const waits = [];
  let before = null;
  for (const sheet of sheets(next)) {
    let same = sheets(document).find((each) => each.isEqualNode(sheet));
    if (!same) {
      same = document.importNode(sheet, true);
      waits.push(new Promise((done) => { same.onload = same.onerror = done; }));
      // Before the old one, which therefore still wins.
      if (before) before.after(same);
      else document.head.insertBefore(same, sheets(document)[0] ?? null);
    }
    before = same;
  }
  if (waits.length > 0) await Promise.race([Promise.all(waits), pause(2000)]);
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
settle();
if (isVisible()) join();

// ---------------------------------------------------------------- the day

// A page that is shown as of another day leads to pages of that day. The day is added to a link only while it is
// followed: the page is to hold what a build would.
for (const event of ['click', 'auxclick', 'contextmenu']) {
  document.addEventListener(event, ({ target }) => {
    const day = new URLSearchParams(location.search).get('as-of');
    const link = target.closest?.('a[href], area[href]');
    const href = link?.getAttribute('href');
    if (!day || !link || href.startsWith('#')) return;
    const address = new URL(href, document.baseURI);
    if (address.origin !== location.origin || address.searchParams.has('as-of')) return;
    address.searchParams.set('as-of', day);
    link.setAttribute('href', address.href);
    setTimeout(() => link.setAttribute('href', href));
  }, { capture: true });
}
