// Pictures of every kind of page, to look at: `node shots.mjs FOLDER SITE…`
//
// Each kind's longest page, at 390 and 1280 px, light and dark, whole, and a sheet of them all: FOLDER/index.html.
// They are made for eyes and compared with nothing.

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { isMain, sites } from './arguments.mjs';
import { context, onPages, withBrowser } from './browser.mjs';
import { open } from './looks.mjs';
import { serve } from './server.mjs';
import { choose, ofAnotherView, publishedUnder } from './site.mjs';
import { newTally } from './tally.mjs';

/** Chromium paints no picture higher than this, in pixels: a longer page is cut. */
const HIGHEST = 16_000;

/** Draws a site's kinds of pages into `folder`/SITE/KIND-WIDTH-SCHEME.png. */
export async function shoot(tally, browser, site, folder, { kinds } = {}) {
  // Of other views what differs most: the rest is drawn as in the site's own.
  const pages = choose(site.pages.filter(({ kind }) => kind !== 'redirect' && (!ofAnotherView(kind) || /-(?:home|timeline|milestone)$/.test(kind))))
    .filter(({ kind }) => kinds === undefined || kinds.includes(kind));
  const target = join(folder, site.name);
  // A kind of page that is gone would else stay on the sheet for ever.
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  await tally.group(`${site.name}: pictures in ${target}`, async () => {
    const server = await serve(site.folder, publishedUnder(site));
    const plain = await context(browser);
    // One page at a time: painted side by side, high pages come out as repeated tiles.
    await onPages([plain], pages, 1, async (each, page) => {
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
    });
    await plain.close();
    await server.close();
  });
}

/**
 * Writes `folder`/index.html: every picture below the folder, a site's kinds under each other, a kind's pictures
 * side by side, each leading to itself.
 */
export function sheet(folder) {
  const groups = new Map();
  const pictures = readdirSync(folder, { recursive: true }).map((file) => file.split(sep).join('/')).filter((file) => file.endsWith('.png')).sort();
  for (const file of pictures) {
    const [, site, kind] = /^(?:(.*)\/)?(.+?)(?:-\d+)?(?:-(?:light|dark))?\.png$/.exec(file);
    const name = site ?? 'sealed view';
    groups.set(name, groups.get(name) ?? new Map());
    groups.get(name).set(kind, [...(groups.get(name).get(kind) ?? []), file]);
  }
  const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const address = (file) => escaped(file.split('/').map(encodeURIComponent).join('/'));
  const row = ([kind, files]) => `<section><h3>${escaped(kind)}</h3><div>${files.map((file) =>
    `<a href="${address(file)}"><img class="${/-390\b/.test(file) ? 'phone' : 'desk'}" loading="lazy" src="${address(file)}" alt="${escaped(file)}"><span>${escaped(file.replace(/^.*\//, ''))}</span></a>`).join('')}</div></section>`;
  const body = [...groups].map(([name, kinds]) => `<h2>${escaped(name)}</h2>\n${[...kinds].map(row).join('\n')}`).join('\n');
  writeFileSync(join(folder, 'index.html'), `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Every kind of page</title><style>
body { font: 14px/1.4 system-ui, sans-serif; margin: 2rem; background: #888; color: #000; }
div { display: flex; gap: 1rem; overflow-x: auto; } h3 { margin: 1rem 0 .3rem; }
a { color: inherit; flex: none; } img { display: block; height: 28rem; object-fit: cover; object-position: top left; border: 1px solid #000; } .desk { width: 36rem; } .phone { width: 14rem; }
</style></head><body><h1>${pictures.length} pictures of every kind of page</h1>
${body}
</body></html>
`);
  return pictures.length;
}

if (isMain(import.meta.url)) {
  const [folder, ...rest] = process.argv.slice(2);
  const shown = sites(rest);
  const tally = newTally();
  await withBrowser(async (browser) => {
    for (const { site } of shown) await shoot(tally, browser, site, resolve(folder));
  });
  sheet(resolve(folder));
  tally.close();
}
