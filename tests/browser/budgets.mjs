// What a page may weigh and take: `node budgets.mjs [--example SITE]… [--thousand SITE]… [--large SITE]…`
//
// The bytes that a reader loads, and the time that a browser lays out, against the limits of the design. Prints a
// table, and ends with 1 where a limit is passed. `sh tests/budgets.sh` builds the sites and calls it.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import { isMain } from './arguments.mjs';
import { context, withBrowser } from './browser.mjs';
import { serve } from './server.mjs';
import { choose, ofAnotherView, publishedUnder, readSite } from './site.mjs';

/** The limits of the design: bytes, and milliseconds of the main thread. */
export const LIMITS = {
  timeline: 300_000, // of a timeline's HTML with 1,000 milestones, as it is
  script: 5_000, // gzipped
  style: 12_000, // gzipped
  home: 50_000, // of the home with all that it loads, gzipped
  layout: 50, // of styles and layout, of one page of 10,000 milestones
};

/** A cold load is measured so many times, and the middle one counts. */
const TURNS = 3;

const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length;

/** What a page makes a browser load at once: `{ file, kind }`, with kinds `style`, `script` and `other`. */
function loaded(site, page) {
  const inside = (address) => {
    const path = address.split(/[?#]/)[0];
    const file = path.startsWith('/') ? path.slice(publishedUnder(site).length) : normalize(join(dirname(page.file), path));
    return existsSync(join(site.folder, file)) ? file : undefined;
  };
  const found = [];
  for (const [tag, name] of page.html.matchAll(/<(link|script|img|source|video|audio|iframe|object|embed)\b[^>]*>/gi)) {
    const relation = /\srel="?([a-z -]+)/i.exec(tag)?.[1] ?? '';
    const address = /\s(?:src|href|data)="([^"]*)"/i.exec(tag)?.[1];
    if (address === undefined || /^(?:[a-z][a-z0-9+.-]*:)?\/\//i.test(address)) continue;
    if (name === 'link' && !/stylesheet|icon|preload|manifest/.test(relation)) continue;
    const file = inside(address);
    const kind = name === 'script' ? 'script' : /stylesheet/.test(relation) ? 'style' : 'other';
    if (file !== undefined && !found.some((other) => other.file === file)) found.push({ file, kind });
  }
  return found;
}

const sizeOf = (site, files) => files.reduce((sum, { file }) => sum + gzipped(readFileSync(join(site.folder, file))), 0);

/** Scripts that a script loads when it is asked to: everything in the folder of assets that no page names. */
function later(site) {
  const named = new Set(site.pages.flatMap((page) => loaded(site, page).map(({ file }) => file)));
  return site.files.filter((file) => /\.(?:js|mjs)$/.test(file) && !file.startsWith('for/') && !named.has(file));
}

/** Every page's budget of bytes, as `{ what, figure, limit, unit }`: of one site, the heaviest of its pages each. */
export function weights(site) {
  const pages = site.pages.filter(({ kind }) => kind !== 'redirect');
  const heaviest = (kind) => choose(pages).map((page) => sizeOf(site, loaded(site, page).filter((each) => each.kind === kind))).reduce((most, size) => Math.max(most, size), 0);
  const rows = [
    { what: `${site.name}: styles`, figure: heaviest('style'), limit: LIMITS.style, unit: 'bytes gzipped' },
    { what: `${site.name}: script`, figure: heaviest('script'), limit: LIMITS.script, unit: 'bytes gzipped' },
  ];
  for (const home of pages.filter(({ kind }) => kind === 'home')) {
    rows.push({ what: `${site.name}: home and all that it loads`, figure: gzipped(home.html) + sizeOf(site, loaded(site, home)), limit: LIMITS.home, unit: 'bytes gzipped' });
  }
  const asked = later(site);
  // What is looked for in is data: it is told and not counted.
  if (asked.length > 0) rows.push({ what: `${site.name}: loaded when asked for (${asked.length} files)`, figure: sizeOf(site, asked.map((file) => ({ file }))), unit: 'bytes gzipped' });
  return rows;
}

/** The HTML of a roadmap's timelines, as it is. */
export function timelines(site) {
  return site.pages.filter(({ kind }) => kind === 'timeline' || kind.startsWith('timeline-'))
    .map((page) => ({ what: `${site.name}: /${page.route}`, figure: Buffer.byteLength(page.html), limit: LIMITS.timeline, unit: 'bytes of HTML' }));
}

/** The rows that are over their limits, as complaints. */
export const over = (rows) => rows.filter(({ figure, limit }) => figure > limit)
  .map(({ what, figure, limit, unit }) => `${what}: ${figure} ${unit}, and may be ${limit}`);

/** Bytes as checks of a run: of every site those that hold for all, and of one with 1,000 milestones its timelines. */
export async function weigh(tally, site, { thousand = false } = {}) {
  await tally.group(`${site.name}: weighed`, async () => {
    for (const row of [...weights(site), ...(thousand ? timelines(site) : [])]) {
      if (row.limit !== undefined) tally.check(`${row.what} weighs no more than ${row.limit} ${row.unit}`, over([row]));
    }
  });
}

/** Milliseconds that the main thread lays out and works out styles while a page is opened cold: the middle of some turns. */
export async function layoutTime(browser, url, width = 1280) {
  const times = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const cold = await context(browser, { width });
    const page = await cold.newPage();
    const session = await cold.newCDPSession(page);
    await session.send('Performance.enable');
    await page.goto(url, { waitUntil: 'load' });
    await page.evaluate(async () => {
      for (let frame = 0; frame < 3; frame += 1) await new Promise((next) => requestAnimationFrame(next));
    });
    const { metrics } = await session.send('Performance.getMetrics');
    const value = (name) => metrics.find((metric) => metric.name === name).value;
    times.push(1000 * (value('LayoutDuration') + value('RecalcStyleDuration')));
    await cold.close();
  }
  return times.sort((one, other) => one - other)[Math.floor(TURNS / 2)];
}

/** The longest page of each kind of list, timeline and board, laid out. */
async function laidOut(browser, site) {
  const pages = choose(site.pages.filter(({ kind }) => /^(?:timeline|list|board|search|home)/.test(kind) && !ofAnotherView(kind)));
  const server = await serve(site.folder, publishedUnder(site));
  const rows = [];
  for (const page of pages) {
    for (const width of [1280, 390]) {
      const figure = await layoutTime(browser, server.base + page.route, width);
      rows.push({ what: `${site.name}: /${page.route} at ${width} px`, figure: Math.round(10 * figure) / 10, limit: LIMITS.layout, unit: 'ms of layout' });
    }
  }
  await server.close();
  return rows;
}

if (isMain(import.meta.url)) {
  const words = process.argv.slice(2);
  const rows = [];
  await withBrowser(async (browser) => {
    for (let at = 0; at < words.length; at += 2) {
      const site = readSite(words[at + 1]);
      if (words[at] === '--example') rows.push(...weights(site));
      else if (words[at] === '--thousand') rows.push(...weights(site), ...timelines(site));
      else if (words[at] === '--large') rows.push(...weights(site), ...await laidOut(browser, site));
      else throw new Error(`unknown option \`${words[at]}\``);
    }
  });
  const spaced = (figure) => figure.toLocaleString('en-GB');
  const width = Math.max(...rows.map(({ what }) => what.length));
  for (const { what, figure, limit, unit } of rows) {
    console.log(`${what.padEnd(width)}  ${spaced(figure).padStart(9)}  ${(limit === undefined ? '' : `≤ ${spaced(limit)}`).padStart(9)}  ${unit.padEnd(13)}  ${limit === undefined ? '' : figure > limit ? 'OVER' : 'ok'}`.trimEnd());
  }
  const failed = over(rows).length;
  console.log(failed === 0 ? 'all within their limits' : `${failed} over their limits`);
  process.exitCode = failed === 0 ? 0 : 1;
}
