// These tests can fail: a small good site passes all of them, and each way of breaking it is noticed,
// by the check that is there for it: `node selftest.mjs`
//
// A check that finds nothing anywhere proves nothing.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isMain } from './arguments.mjs';
import { thrifty, withBrowser } from './browser.mjs';
import { weigh } from './budgets.mjs';
import { lookForColour } from './colour.mjs';
import { walkThrough } from './keyboard.mjs';
import { lookAt } from './pages.mjs';
import { canRead, printOut } from './print.mjs';
import { readSite } from './site.mjs';
import { newTally, several } from './tally.mjs';
import { validateSite } from './validate.mjs';

const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const STYLE = `:root { color-scheme: light dark; --accent: light-dark(#0a5, #5c9); --ink: light-dark(#111, #eee); }
body { font-family: system-ui, sans-serif; color: var(--ink); background: light-dark(#fff, #111); }
a { color: inherit; } li, td, th { padding: 0.5rem; } td, th { text-align: start; } .share { width: calc(var(--w) * 1%); }
.skip { position: absolute; top: -4rem; } .skip:focus { top: 0.5rem; } :focus-visible { outline: 2px solid currentColor; }
.table { overflow-x: auto; max-width: 100%; } table { width: 60rem; border-collapse: collapse; }
.st::before { content: ""; display: inline-block; width: 12px; height: 12px; background: currentColor; margin-inline-end: 4px; forced-color-adjust: none; }
[data-s=done] { --g: circle(50%); } [data-s=active] { --g: polygon(0 0, 100% 50%, 0 100%); } [data-s=risk] { --g: polygon(50% 0, 100% 100%, 0 100%); }
[data-s=off] { --g: inset(0); } [data-s=planned] { --g: polygon(0 0, 100% 0, 100% 20%, 0 20%); } [data-s=idea] { --g: polygon(0 80%, 100% 80%, 100% 100%, 0 100%); }
[data-s=dropped] { --g: polygon(0 0, 20% 0, 20% 100%, 0 100%); } [data-s=open] { --g: circle(20%); }
.st::before, .bar { clip-path: var(--g); } .bar { display: inline-block; width: 30px; height: 16px; background: currentColor; forced-color-adjust: none; }
@page { size: A4; margin: 20mm; @top-left { content: "A small roadmap"; } @top-right { content: "1 May 2026"; } }
@media print { .table { overflow: visible; } table { width: 100%; } tr { break-inside: avoid; } * { print-color-adjust: exact; } }
`;

function page(up, title, body) {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; style-src-attr 'unsafe-inline'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${up}style.css">
<script src="${up}more.js" defer></script>
</head>
<body>
<a class="skip" href="#main">To the content</a>
<header><p class="mark"><a href="${up}index.html">A small roadmap</a></p><p class="asof">As of <time datetime="2026-05-01">1 May 2026</time></p></header>
<main id="main">
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
}

const STATES = ['done', 'active', 'planned'];
/** More rows than a sheet of paper has. */
const ROWS = Array.from({ length: 60 }, (_, at) =>
  `<tr><th scope="row"><a href="../intents/one/index.html">Row ${at} of the table</a></th><td class="st" data-s="${STATES[at % 3]}">Is ${STATES[at % 3]}</td><td><i class="bar" data-s="${STATES[at % 3]}"></i></td></tr>`).join('\n');
const TABLE = `<section class="table" aria-label="Rows" tabindex="0"><table>
<thead><tr><th scope="col">Milestone</th><th scope="col">Status</th><th scope="col">Drawn</th></tr></thead>
<tbody>${ROWS}</tbody></table></section>`;

/** The good site: a few pages and a 404, a picture, a script that adds little. */
function good() {
  return {
    'style.css': STYLE,
    'more.js': 'document.body.dataset.script = "yes";\n',
    'picture.png': Buffer.from(PICTURE, 'base64'),
    'index.html': page('', 'A small roadmap', '<p>What must happen comes <a href="intents/one/index.html">first of all</a>.</p>\n<p>Nothing else is planned.</p>'),
    'intents/one/index.html': page('../../', 'What must happen', '<p><img src="../../picture.png" alt="A dot"></p>\n<p><span class="share" style="--w:40">40 %</span></p>\n<p><a href="../../index.html">Home</a></p>'),
    'timeline/index.html': page('../', 'Timeline', TABLE),
    '404.html': page('/', 'Not here', '<p><a href="/index.html">Home</a></p>').replaceAll("'", '&#39;'),
    'roadmap.json': JSON.stringify({ visions: [], intents: [{ id: 'one', url: 'intents/one/' }], milestones: [], updates: [] }),
  };
}

const INTENT = 'intents/one/index.html';
const TIMELINE = 'timeline/index.html';
const swap = (file, from, to) => (site) => ({ ...site, [file]: site[file].replace(from, () => to) });
const append = (file, body) => swap(file, '</main>', `${body}\n</main>`);
const also = (file, text) => (site) => ({ ...site, [file]: site[file] + text });
const without = (...files) => (site) => Object.fromEntries(Object.entries(site).filter(([file]) => !files.includes(file)));

/**
 * What is broken, how, and the names of the checks that must notice it; where it needs more than one change, another,
 * and the kind of page that shows it where none of its own is touched.
 */
const BREAKAGES = [
  ['a picture without a text', swap(INTENT, ' alt="A dot"', ''), ['is valid HTML', 'is accessible']],
  ['an element that is never closed', append('index.html', '<div>'), ['is valid HTML']],
  ['a colour in an attribute', append('index.html', '<p style="color: inherit">Own</p>'), ['is valid HTML']],
  ['something wider than a phone', also('style.css', 'h1 { width: 500px; }'), ['fits 320 px', 'fits 390 px']],
  ['something wider than a desk', also('style.css', 'h1 { width: 1500px; }'), ['fits 1280 px']],
  ['a picture of another host', append('index.html', '<img src="https://host.invalid/x.png" alt="X">'), ['is closed to others', '/ opens', '/ is whole without script']],
  ['a style of another host', also('style.css', 'body { background-image: url(http://host.invalid/x.png); }'), ['/ opens', 'opens from the disk']],
  ['a script that asks another host', also('more.js', 'fetch("https://host.invalid/");'), ['/ opens']],
  ['no policy', swap('index.html', /<meta http-equiv[^>]*>/, ''), ['is closed to others']],
  ['a loose policy', swap('index.html', "script-src 'self'", "script-src 'self' 'unsafe-inline'"), ['is closed to others']],
  ['a script that the policy refuses', append('index.html', '<script>document.title = "x";</script>'), ['/ opens', 'opens from the disk']],
  ['a script that throws', also('more.js', 'nothing.at.all();'), ['/ opens', 'opens from the disk']],
  ['a page that is only there with script', also('more.js', 'document.querySelector("main").insertAdjacentHTML("beforeend", "<h2>Later</h2>");'), ['whole without script']],
  ['a stylesheet that is missing', without('style.css'), ['/ opens', 'opens from the disk', 'gets the 404 page']],
  ['a stylesheet that is empty', (site) => ({ ...site, 'style.css': '' }), ['/ opens', 'opens from the disk', 'whole without script']],
  ['a picture that is missing', without('picture.png'), ['intents/one/ opens', 'opens from the disk']],
  ['a link to nothing', append('index.html', '<p><a href="gone/">Gone</a></p>'), ['/ opens', 'opens from the disk']],
  ['a link to a folder', swap('index.html', 'one/index.html', 'one/'), ['opens from the disk']],
  ['a link from the root', swap(INTENT, '"../../index.html"', '"/index.html"'), ['/a/b/intents/one/ opens', 'opens from the disk']],
  ['two main headings', append('index.html', '<h1>Again</h1>'), ['/ opens']],
  ['no main heading', swap('index.html', /<h1>.*<\/h1>/, ''), ['/ opens']],
  ['an empty title', swap('index.html', /<title>.*<\/title>/, '<title></title>'), ['/ opens']],
  ['pale text in the dark', also('style.css', '@media (prefers-color-scheme: dark) { p { color: #333; } }'), ['in dark at 390 px', 'in dark at 1280 px']],
  ['pale text on a phone', also('style.css', '@media (max-width: 600px) { p { color: #888; background: #999; } }'), ['in light at 390 px', 'in dark at 390 px']],
  ['targets too small and too near', append('index.html', '<p style="--w:1" class="near"><a href="index.html">a</a><br><a href="404.html">b</a></p>'), ['is accessible']],
  ['no dark scheme', also('style.css', ':root { color-scheme: light; }'), ['has a dark ground']],
  ['an item without a page', swap('roadmap.json', '"milestones":[]', '"milestones":[{"id":"two","url":"milestones/two/"}]'), ['has its page']],
  ['no 404 page', without('404.html'), ['has a 404 page']],
  ['a 404 page that is lost below', swap('404.html', 'href="/style.css"', 'href="style.css"'), ['gets the 404 page']],
  ['a redirect to nothing', (site) => ({ ...site, 'old/index.html': page('../', 'Moved', '<p>Moved</p>').replace('<title>', '<meta http-equiv="refresh" content="0; url=../gone/"><title>') }), ['leads somewhere']],
  ['pale text in forced colours', also('style.css', '@media (forced-colors: active) { p { forced-color-adjust: none; color: #888; background: #999; } }'), ['in forced at 1280 px', 'in forced at 320 px']],
  ['something above that comes and goes', (site) => append('index.html', '<p>Below.</p>')(swap('index.html', '<main id="main">', '<main id="main"><div class="late"></div>')(also('more.js', 'setInterval(() => document.querySelector(".late")?.classList.toggle("seen"), 40);')(also('style.css', '.late.seen { height: 300px; }')(site)))), ['stands still']],
  ['something that grows when it is scrolled to', (site) => also('style.css', '.late.seen { height: 300px; } .tall { height: 1200px; } .late { height: 1px; }')(also('more.js', 'new IntersectionObserver(([late]) => late.isIntersecting && late.target.classList.add("seen")).observe(document.querySelector(".late"));')(append('index.html', '<p class="tall">Tall</p><p class="late"></p><p>Below.</p><p class="tall">Tall</p>')(site))), ['stands still']],
  ['no way past the navigation', swap('index.html', /<a class="skip".*<\/a>/, ''), ['is walked by keyboard']],
  ['a way past it that leads nowhere', swap('index.html', '#main', '#mainn'), ['is walked by keyboard']],
  ['a way past it that is never seen', also('style.css', '.skip:focus { top: -4rem; }'), ['is walked by keyboard']],
  ['a focus that is not shown', also('style.css', ':focus-visible { outline: none; }'), ['is walked by keyboard']],
  ['a focus that is hardly seen', also('style.css', ':focus-visible { outline-color: light-dark(#ddd, #333); }'), ['is walked by keyboard']],
  ['a focus below what sticks', (site) => also('style.css', 'header { position: fixed; inset: 0 0 auto; height: 200px; background: light-dark(#fff, #111); z-index: 2; } .skip { z-index: 3; }')(append('index.html', '<p>.</p>')(site)), ['is walked by keyboard']],
  ['an order of its own', append('index.html', '<p><a href="404.html" tabindex="3">First?</a></p>'), ['is walked by keyboard']],
  ['a trap', (site) => also('more.js', 'document.querySelector("main a").addEventListener("keydown", (event) => event.key === "Tab" && event.preventDefault());')(append('index.html', '<p><a href="404.html">Out</a></p>')(site)), ['is walked by keyboard']],
  ['a stop that is not seen', append('index.html', '<p class="dot"><a href="404.html">Dot</a></p>'), ['is walked by keyboard'], also('style.css', '.dot a { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }')],
  ['a region that no key gets to', (site) => also('style.css', '.wide { overflow-x: auto; } .wide b { display: block; width: 3000px; }')(append('index.html', '<div class="wide" tabindex="-1"><b>Wide</b></div>')(site)), ['is walked by keyboard']],
  ['a state without a word', swap(TIMELINE, '>Is done<', '><'), ['says its states in words']],
  ['a bar without a word', swap(TIMELINE, '<td class="st" data-s="active">Is active</td>', '<td></td>'), ['says its states in words']],
  ['a word for two states', swap(TIMELINE, '>Is active<', '>Is done<'), ['says its states in words']],
  ['two states with one glyph', also('style.css', '[data-s=done] { --g: polygon(0 0, 100% 50%, 0 100%) !important; }'), ['says its states in words', 'differ without colour in light', 'differ without colour in forced'], undefined, 'timeline'],
  ['bars that only their colours tell apart', also('style.css', '.bar { clip-path: none; } .bar[data-s=done] { background: light-dark(#060, #6f6); } .bar[data-s=active] { background: light-dark(#006, #88f); }'), ['differ without colour in light', 'differ without colour in dark'], undefined, 'timeline'],
  ['links without a line', also('style.css', 'p a { text-decoration-color: transparent; }'), ['underlines the links']],
  ['heads that do not repeat', also('style.css', '@media print { thead { display: table-row-group; } }'), ['is whole on A4', 'is whole on Letter'], undefined, 'timeline'],
  ['sheets that do not say their day', swap('style.css', 'content: "1 May 2026"', 'content: "Today"'), ['is whole on A4'], undefined, 'timeline'],
  ['words at the edge of a sheet', also('style.css', '@page { margin: 0; } @media print { body { margin: 0; } }'), ['is whole on A4'], undefined, 'home'],
  ['words that are not printed', also('style.css', '@media print { p { height: 0; overflow: hidden; } }'), ['is whole on A4'], undefined, 'home'],
  ['rows without their states on paper', also('style.css', '@media print { td.st { height: 0; font-size: 0; } }'), ['is whole on A4'], undefined, 'timeline'],
  ['heavy styles', also('style.css', noise(1, 100_000)), ['weighs no more than 12000', 'weighs no more than 50000']],
  ['heavy script', also('more.js', `// ${noise(2, 20_000)}\n`), ['weighs no more than 5000']],
  ['a heavy timeline', append(TIMELINE, '<p>Much.</p>'.repeat(30_000)), ['weighs no more than 300000']],
];

/** Text that does not become smaller by much. */
function noise(seed, length) {
  let state = seed;
  return `/* ${Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return String.fromCharCode(97 + ((state >>> 16) % 26));
  }).join('')} */`;
}

/** Which way of looking a check belongs to, by its name. */
const WAYS = [
  ['keys', /walked by keyboard/],
  ['colour', /says its states|underlines|differ without colour/],
  ['paper', /whole on/],
  ['weight', /weighs/],
  ['shift', /stands still/],
  ['html', /valid HTML/],
  ['text', /closed to others|has its page|leads somewhere/],
  ['disk', /from the disk/],
  ['below', /\/a\/b\//],
  ['host', /fits|without script|opens/],
  ['axe', /accessible|in dark|in light|in forced at|dark ground/],
  ['lost', /404/],
];

/** Builds the good site and its broken copies in a temporary folder, and holds each against what must be found. */
export async function selfTest(tally, browser) {
  const folder = mkdtempSync(join(tmpdir(), 'roadmapgen-selftest-'));
  const lasting = thrifty(browser);
  try {
    await tally.group(`these tests notice ${BREAKAGES.length} ways of breaking a site`, async () => {
      tally.check('a good site has no failure', await failuresOf(lasting, folder, 'good', good(), WAYS.map(([way]) => way)));
      const notices = async ([index, [what, broken, expected, more, kind]]) => {
        if (expected.some((name) => /whole on/.test(name)) && !canRead()) {
          tally.skip(`${what} is noticed`, '`pdftotext` is not there');
          return;
        }
        const ways = expected.map((name) => WAYS.find(([, names]) => names.test(name))[0]);
        const kinds = kind ? [kind] : expected.some((name) => name.startsWith('intents/')) ? ['intent'] : undefined;
        const failures = await failuresOf(lasting, folder, `broken-${index}`, (more ?? ((site) => site))(broken(good())), ways, kinds);
        const unnoticed = expected.filter((name) => !failures.some((failure) => failure.includes(name)));
        tally.check(`${what} is noticed`, unnoticed.map((name) => `by no check that says \`${name}\`, only by: ${failures.join('; ') || 'none'}`));
      };
      // A page in the background is not painted, so what moves is looked at alone.
      const moves = ([, [, , expected]]) => expected.includes('stands still');
      const all = [...BREAKAGES.entries()];
      await several(all.filter((each) => !moves(each)), 2, notices);
      await several(all.filter(moves), 1, notices);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function failuresOf(browser, folder, name, files, ways, kinds) {
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name, file)), { recursive: true });
    writeFileSync(join(folder, name, file), content);
  }
  const tally = newTally(() => {});
  const site = readSite(join(folder, name));
  const unchanged = good();
  const touched = site.pages.filter((page) => page.html !== unchanged[page.file]).map(({ kind }) => kind);
  if (ways.includes('html')) await validateSite(tally, site);
  // Where no page is touched, what they share is broken, and one page shows it.
  const shown = kinds ?? (name === 'good' ? undefined : [...touched, 'home'].slice(0, 1));
  await lookAt(tally, browser, site, { parts: ways, kinds: shown });
  if (ways.includes('keys')) await walkThrough(tally, browser, site, { narrow: false, kinds: shown });
  if (ways.includes('colour')) await lookForColour(tally, browser, site, { kinds: shown });
  if (ways.includes('paper') && canRead()) await printOut(tally, browser, site, { kinds: shown });
  if (ways.includes('weight')) await weigh(tally, site, { thousand: true });
  return tally.failures;
}

if (isMain(import.meta.url)) {
  const tally = newTally();
  await withBrowser(async (browser) => {
    await selfTest(tally, browser);
  });
  tally.close();
}
