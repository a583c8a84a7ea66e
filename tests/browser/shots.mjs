// Pictures of every kind of page, to look at: `node shots.mjs FOLDER SITE…`
//
// Each kind's longest page, at 390 and 1280 px, light and dark, whole. They are made for eyes and
// compared with nothing.

import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isMain, sites } from './arguments.mjs';
import { context, withBrowser } from './browser.mjs';
import { open } from './looks.mjs';
import { serve } from './server.mjs';
import { choose, publishedUnder } from './site.mjs';
import { newTally, several } from './tally.mjs';

/** Chromium paints no picture higher than this, in pixels: a longer page is cut. */
const HIGHEST = 16_000;

/** Draws a site's kinds of pages into `folder`/SITE/KIND-WIDTH-SCHEME.png. */
export async function shoot(tally, browser, site, folder) {
  const pages = choose(site.pages.filter(({ kind }) => kind !== 'redirect'));
  const target = join(folder, site.name);
  mkdirSync(target, { recursive: true });
  await tally.group(`${site.name}: pictures in ${target}`, async () => {
    const server = await serve(site.folder, publishedUnder(site));
    const plain = await context(browser);
    // One page at a time: painted side by side, high pages come out as repeated tiles.
    await several(pages, 1, async (each) => {
      const page = await plain.newPage();
      await open(page, server.base + each.route);
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 900 });
        for (const scheme of ['light', 'dark']) {
          await page.emulateMedia({ colorScheme: scheme });
          const height = await page.evaluate(() => document.documentElement.scrollHeight);
          // A window as high as the page, so that what is laid out only when in sight is there too.
          await page.setViewportSize({ width, height: Math.min(height, HIGHEST) });
          await page.screenshot({ path: join(target, `${each.kind}-${width}-${scheme}.png`), animations: 'disabled' });
          await page.setViewportSize({ width, height: 900 });
        }
      }
      tally.check(`${site.name}: a picture of ${each.kind}`, []);
      await page.close();
    });
    await plain.close();
    await server.close();
  });
}

if (isMain(import.meta.url)) {
  const [folder, ...rest] = process.argv.slice(2);
  const shown = sites(rest);
  const tally = newTally();
  await withBrowser(async (browser) => {
    for (const { site } of shown) await shoot(tally, browser, site, resolve(folder));
  });
  tally.close();
}
