// These tests can fail: a small good site passes all of them, and each way of breaking it is noticed,
// by the check that is there for it: `node selftest.mjs`
//
// A check that finds nothing anywhere proves nothing.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isMain } from './arguments.mjs';
import { withBrowser } from './browser.mjs';
import { lookAt } from './pages.mjs';
import { readSite } from './site.mjs';
import { newTally, several } from './tally.mjs';
import { validateSite } from './validate.mjs';

const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const STYLE = `:root { color-scheme: light dark; --accent: light-dark(#0a5, #5c9); --ink: light-dark(#111, #eee); }
body { font-family: system-ui, sans-serif; color: var(--ink); background: light-dark(#fff, #111); }
a { color: inherit; } li { padding: 0.5rem; } .bar { width: calc(var(--w) * 1%); }
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
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
}

/** The good site: two pages and a 404, a picture, a script that adds little. */
function good() {
  return {
    'style.css': STYLE,
    'more.js': 'document.body.dataset.script = "yes";\n',
    'picture.png': Buffer.from(PICTURE, 'base64'),
    'index.html': page('', 'A small roadmap', '<p>What must happen comes <a href="intents/one/index.html">first of all</a>.</p>\n<p>Nothing else is planned.</p>'),
    'intents/one/index.html': page('../../', 'What must happen', '<p><img src="../../picture.png" alt="A dot"></p>\n<p><span class="bar" style="--w:40">40 %</span></p>\n<p><a href="../../index.html">Home</a></p>'),
    '404.html': page('/', 'Not here', '<p><a href="/index.html">Home</a></p>').replaceAll("'", '&#39;'),
    'roadmap.json': JSON.stringify({ visions: [], intents: [{ id: 'one', url: 'intents/one/' }], milestones: [], updates: [] }),
  };
}

const INTENT = 'intents/one/index.html';
const swap = (file, from, to) => (site) => ({ ...site, [file]: site[file].replace(from, () => to) });
const append = (file, body) => swap(file, '</main>', `${body}\n</main>`);
const also = (file, text) => (site) => ({ ...site, [file]: site[file] + text });
const without = (...files) => (site) => Object.fromEntries(Object.entries(site).filter(([file]) => !files.includes(file)));

/** What is broken, how, and the names of the checks that must notice it. */
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
];

/** Which way of looking a check belongs to, by its name. */
const WAYS = [
  ['html', /valid HTML/],
  ['text', /closed to others|has its page|leads somewhere/],
  ['disk', /from the disk/],
  ['below', /\/a\/b\//],
  ['host', /fits|without script|opens/],
  ['axe', /accessible|in dark|in light|dark ground/],
  ['lost', /404/],
];

/** Builds the good site and its broken copies in a temporary folder, and holds each against what must be found. */
export async function selfTest(tally, browser) {
  const folder = mkdtempSync(join(tmpdir(), 'roadmapgen-selftest-'));
  try {
    await tally.group(`these tests notice ${BREAKAGES.length} ways of breaking a site`, async () => {
      tally.check('a good site has no failure', await failuresOf(browser, folder, 'good', good(), WAYS.map(([way]) => way)));
      await several([...BREAKAGES.entries()], 2, async ([index, [what, broken, expected]]) => {
        const ways = expected.map((name) => WAYS.find(([, names]) => names.test(name))[0]);
        const kinds = expected.some((name) => name.startsWith('intents/')) ? ['intent'] : undefined;
        const failures = await failuresOf(browser, folder, `broken-${index}`, broken(good()), ways, kinds);
        const unnoticed = expected.filter((name) => !failures.some((failure) => failure.includes(name)));
        tally.check(`${what} is noticed`, unnoticed.map((name) => `by no check that says \`${name}\`, only by: ${failures.join('; ') || 'none'}`));
      });
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
  await lookAt(tally, browser, site, {
    parts: ways,
    // Where no page is touched, what they share is broken, and one page shows it.
    kinds: kinds ?? (name === 'good' ? undefined : [...touched, 'home'].slice(0, 1)),
  });
  return tally.failures;
}

if (isMain(import.meta.url)) {
  const tally = newTally();
  await withBrowser(async (browser) => {
    await selfTest(tally, browser);
  });
  tally.close();
}
