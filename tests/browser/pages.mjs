// Every kind of page, opened in a browser: `node pages.mjs [--brief] SITE…`
//
// From the disk, from a host's root and from a path below it; at three widths, in light, dark and forced
// colours, with script and without, and read by axe. `--brief` takes one page of each kind, and has axe
// read it once at each width and once in each set of colours.

import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isMain, sites } from './arguments.mjs';
import { context, onPages, withBrowser } from './browser.mjs';
import { betrayed, dressed, fits, inaccessible, listen, open, reading, shifts, whole } from './looks.mjs';
import { fileAt, serve } from './server.mjs';
import { choose, missingPages, ofAnotherView, publishedUnder } from './site.mjs';
import { newTally } from './tally.mjs';

/** Widths in CSS pixels: the narrowest that WCAG's reflow asks for, a phone, a desk. */
const WIDTHS = [320, 390, 1280];
const AT_ONCE = 2;

/** How axe reads the pages of a site's own view: in all colours at all widths. */
const EVERY_STATE = ['light', 'dark', 'forced'].flatMap((scheme) => [1280, 390, 320].map((width) => [scheme, width]));
/** And any other page: each of them once. What is wrong with a colour is hardly so at one width alone. */
const FEW_STATES = [['light', 1280], ['dark', 390], ['forced', 320]];

/** The ways of looking, in their order. */
export const PARTS = ['text', 'disk', 'host', 'below', 'axe', 'shift', 'lost'];

/**
 * Looks at one site in all these ways, or only those named in `parts`; at the chosen pages of each kind,
 * or only those whose kind is named in `kinds`.
 */
export async function lookAt(tally, browser, site, { brief = false, parts = PARTS, kinds } = {}) {
  const group = (part, name, body) => (parts.includes(part) ? tally.group(`${site.name}: ${name}`, body) : undefined);
  const all = site.pages.filter(({ kind }) => kind !== 'redirect' && (kinds === undefined || kinds.includes(kind)));
  // Other views of the same site are made with the same templates: one page of each of their kinds.
  const pages = [
    ...choose(all.filter(({ kind }) => !ofAnotherView(kind)), brief ? 1 : 2),
    ...choose(all.filter(({ kind }) => ofAnotherView(kind))),
  ];
  // The 404 page is sent for addresses of any depth, so it alone may know where the site is published.
  const anywhere = pages.filter(({ kind }) => !kind.endsWith('404'));
  const home = publishedUnder(site);

  await group('text', `all ${site.pages.length} pages as text`, () => asText(tally, site));
  await group('disk', `from the disk, ${anywhere.length} pages`, () => fromDisk(tally, browser, site, anywhere));
  await group('host', `from ${home}, ${pages.length} pages`, () => fromHost(tally, browser, site, pages, home, true));
  for (const prefix of ['/', '/a/b/'].filter((each) => each !== home)) {
    await group('below', `from ${prefix}, ${anywhere.length} pages`, () => fromHost(tally, browser, site, anywhere, prefix, false));
  }
  await group('axe', `read by axe, ${pages.length} pages`, () => byAxe(tally, browser, site, pages, brief));
  await group('shift', `stands still, ${pages.length} pages`, () => still(tally, browser, site, pages, brief));
  await group('lost', 'the 404 page at any depth', () => lost(tally, browser, site));
}

/** What needs no browser: of every page. */
function asText(tally, site) {
  tally.check(`${site.name}: every item of roadmap.json has its page`, missingPages(site));
  // One check for all pages: what is wrong here is wrong with a template, and would be said a thousand times.
  const betrayals = site.pages.flatMap((page) => betrayed(page).map((complaint) => `/${page.route} ${complaint}`));
  tally.check(`${site.name}: every page is closed to others`, betrayals);
  for (const page of site.pages.filter(({ kind }) => kind === 'redirect')) {
    tally.check(`${site.name}: /${page.route} leads somewhere`, leadsNowhere(site, page));
  }
}

/** Opened from the disk: everything is found, and every link of the site names a file, not a folder. */
async function fromDisk(tally, browser, site, pages) {
  const plain = await context(browser);
  const folder = pathToFileURL(`${resolve(site.folder)}/`).href;
  await onPages([plain], pages, AT_ONCE, async (each, page) => {
    const heard = listen(page, (url) => url.startsWith(folder) || url.startsWith('data:'));
    await open(page, pathToFileURL(join(site.folder, each.file)).href);
    const dead = (await targets(page)).filter((url) => url.startsWith('file:') && !isFile(fileURLToPath(url)));
    tally.check(`${site.name}: /${each.route} opens from the disk`, [
      ...heard(),
      ...await dressed(page),
      ...dead.map((url) => `links to ${url}, where no file is`),
    ]);
  });
  await plain.close();
}

/** Opened from a host: nothing fails, every link leads somewhere; if `closely`, its widths too, and what it is without script. */
async function fromHost(tally, browser, site, pages, prefix, closely) {
  const server = await serve(site.folder, prefix);
  const plain = await context(browser);
  const silent = await context(browser, { script: false });
  const own = (url) => url.startsWith(server.base) || url.startsWith('data:');
  await onPages(closely ? [plain, silent] : [plain], pages, AT_ONCE, async (each, page, quiet) => {
    const heard = listen(page, own);
    await open(page, server.base + each.route);
    const dead = (await targets(page)).filter((url) => url.startsWith(server.origin)
      && fileAt(site.folder, prefix, decodeURIComponent(new URL(url).pathname)) === null);
    tally.check(`${site.name}: ${prefix}${each.route} opens`, [
      ...heard(),
      ...await dressed(page),
      ...dead.map((url) => `links to ${new URL(url).pathname}, where nothing is`),
    ]);
    if (closely) {
      const noise = listen(quiet, own);
      await open(quiet, server.base + each.route);
      tally.check(`${site.name}: /${each.route} is whole without script`, [
        ...noise(),
        ...await dressed(quiet),
        ...whole(await reading(quiet), await reading(page)),
      ]);
      for (const width of WIDTHS) tally.check(`${site.name}: /${each.route} fits ${width} px`, await fits(page, width));
    }
  });
  await silent.close();
  await plain.close();
  await server.close();
}

/** Read by axe in light, dark and forced colours, on a desk, on a phone and on the narrowest. */
async function byAxe(tally, browser, site, pages, brief) {
  const server = await serve(site.folder, publishedUnder(site));
  const lenient = await context(browser, { bypassCSP: true }); // axe is injected, which the policy rightly forbids
  const thorough = new Set(brief ? [] : choose(pages.filter(({ kind }) => !ofAnotherView(kind))));
  await onPages([lenient], pages, AT_ONCE, async (each, page) => {
    await open(page, server.base + each.route);
    const grounds = new Map();
    for (const [scheme, width] of thorough.has(each) ? EVERY_STATE : FEW_STATES) {
      await page.emulateMedia(scheme === 'forced' ? { colorScheme: 'light', forcedColors: 'active' } : { colorScheme: scheme, forcedColors: 'none' });
      await page.setViewportSize({ width, height: 900 });
      tally.check(`${site.name}: /${each.route} is accessible in ${scheme} at ${width} px`, await inaccessible(page));
      grounds.set(scheme, await page.evaluate(() => [document.documentElement, document.body]
        .map((element) => getComputedStyle(element).backgroundColor).join()));
    }
    if (!brief) {
      const same = grounds.get('light') === grounds.get('dark');
      tally.check(`${site.name}: /${each.route} has a dark ground of its own`, same ? [`both are ${grounds.get('dark')}`] : []);
    }
  });
  await lenient.close();
  await server.close();
}

/** Opened anew at a width, nothing of a page moves while it is loaded and scrolled through. */
async function still(tally, browser, site, pages, brief) {
  const server = await serve(site.folder, publishedUnder(site));
  const plain = await context(browser);
  // One page at a time: a page in the background is not painted.
  await onPages([plain], pages, 1, async (each, page) => {
    await page.bringToFront();
    for (const width of brief || ofAnotherView(each.kind) ? [390] : [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(server.base + each.route, { waitUntil: 'load' });
      tally.check(`${site.name}: /${each.route} stands still at ${width} px`, await shifts(page));
    }
  });
  await plain.close();
  await server.close();
}

/** A host sends 404.html for whatever it lacks, however deep: there too it is dressed and leads home. */
async function lost(tally, browser, site) {
  if (!existsSync(join(site.folder, '404.html'))) {
    tally.check(`${site.name}: has a 404 page`, ['there is no 404.html']);
    return;
  }
  const prefix = publishedUnder(site);
  const server = await serve(site.folder, prefix);
  const plain = await context(browser);
  await onPages([plain], ['gone', 'no/such/page/'], 1, async (route, page) => {
    const asked = server.base + route;
    const heard = listen(page, (url) => url.startsWith(server.base) || url.startsWith('data:'));
    const response = await open(page, asked);
    // The page's own 404 is what was asked for, and Chromium reports it once on its console too.
    const expected = (complaint) => complaint === `404 for ${asked}` || /^console: Failed to load resource.* 404 /.test(complaint);
    const home = await page.evaluate(() => [...document.querySelectorAll('a[href]')].map((link) => link.href));
    tally.check(`${site.name}: ${prefix}${route} gets the 404 page`, [
      ...(response.status() === 404 ? [] : [`is answered with ${response.status()}`]),
      ...heard().filter((complaint) => !expected(complaint)),
      ...await dressed(page),
      ...(home.some((url) => fileAt(site.folder, prefix, new URL(url).pathname) === join(site.folder, 'index.html')) ? [] : ['does not lead home']),
    ]);
  });
  await plain.close();
  await server.close();
}

function leadsNowhere(site, page) {
  const target = fileAt(site.folder, '/', decodeURIComponent(new URL(page.refresh, `http://localhost/${page.route}`).pathname));
  return target === null || target === 'slash' ? [`leads to ${page.refresh}, where nothing is`] : [];
}

/** Where the page's links lead, without the part after the `#`. */
async function targets(page) {
  const links = await page.evaluate(() => [...document.querySelectorAll('a[href]')].map((link) => link.href.split('#')[0]));
  return [...new Set(links)];
}

function isFile(path) {
  return existsSync(path) && statSync(path).isFile();
}

if (isMain(import.meta.url)) {
  const tally = newTally();
  await withBrowser(async (browser) => {
    for (const { site, brief } of sites()) await lookAt(tally, browser, site, { brief });
  });
  tally.close();
}
