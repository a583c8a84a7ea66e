// One Chromium for a whole run.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

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
    viewport: { width, height: 900 },
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

function runnable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
