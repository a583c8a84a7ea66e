// One Chromium for a whole run.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { several } from './tally.mjs';

/** How high a window is, in CSS pixels. */
const HEIGHT = 900;

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** The browser to use: `$CHROMIUM`, else the first that the search path knows. */
export function chromiumPath() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(runnable);
  if (!found) throw new Error('no chromium found: install the Debian package `chromium`, or set CHROMIUM to a browser’s path');
  return found;
}

/**
 * Starts the browser, hands it to `work`, and closes it whatever happens: also when the run is told to stop.
 * Its profile is a new empty folder in $TMPDIR, which goes with it.
 */
export async function withBrowser(work) {
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    // Left to itself, the library closes the browser and lets the run go on without it.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      '--no-sandbox', // a container's root has no user namespaces, and only our own files are opened
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  for (const [signal, number] of [['SIGHUP', 1], ['SIGINT', 2], ['SIGTERM', 15]]) {
    process.once(signal, () => browser.close().finally(() => process.exit(128 + number)));
  }
  try {
    await work(browser);
  } finally {
    await browser.close();
  }
}

/** A context in which nothing is left to the machine: size, colours, language and time zone are said. */
export async function context(browser, { width = 1280, scheme = 'light', script = true, bypassCSP = false } = {}) {
  const made = await browser.newContext({
    viewport: { width, height: HEIGHT },
    colorScheme: scheme,
    javaScriptEnabled: script,
    bypassCSP,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
    serviceWorkers: 'block',
  });
  made.setDefaultTimeout(20_000);
  return made;
}

/**
 * Hands each of `things` to `look`, `width` at a time, with a page of each of `contexts`, which are as `context` makes them
 * where it is told no width and no scheme. A page serves for one thing after the other: to make one takes several times
 * what it takes to open an address in it.
 */
export async function onPages(contexts, things, width, look) {
  const free = [];
  await several(things, width, async (thing) => {
    const pages = free.pop() ?? await Promise.all(contexts.map((each) => each.newPage()));
    await look(thing, ...pages);
    for (const page of pages) await leave(page);
    free.push(pages);
  });
}

/**
 * A browser of which contexts that are closed serve again, with the pages of `onPages`, where as much is asked of them: for
 * many small looks at sites that store nothing.
 */
export function thrifty(browser) {
  const closed = new Map();
  return {
    async newContext(options) {
      const key = JSON.stringify(options);
      if (!closed.has(key)) closed.set(key, []);
      const { made, pages } = closed.get(key).pop() ?? { made: await browser.newContext(options), pages: [] };
      const free = pages.filter((page) => !page.isClosed());
      return {
        setDefaultTimeout: (milliseconds) => made.setDefaultTimeout(milliseconds),
        async newPage() {
          const page = free.pop() ?? await made.newPage();
          if (!pages.includes(page)) pages.push(page);
          return page;
        },
        // Whoever throws before this leaves a context that nobody gets again.
        async close() { closed.get(key).push({ made, pages }); },
      };
    },
  };
}

/** Makes a page as if it were new: nobody hears it, and nothing is left of what it showed and how. */
async function leave(page) {
  for (const event of ['console', 'pageerror', 'request', 'requestfailed', 'response']) page.removeAllListeners(event);
  // What a tab remembers of a site: in another tab there would be nothing.
  await page.evaluate(() => sessionStorage.clear());
  await page.goto('about:blank');
  await page.emulateMedia({ media: null, colorScheme: 'light', forcedColors: 'none' });
  await page.setViewportSize({ width: 1280, height: HEIGHT });
}

function runnable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
