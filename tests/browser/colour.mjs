// Nothing is said by colour alone: `node colour.mjs SITE…`
//
// Wherever a state is drawn, a word says it too; and the drawings of two states still differ when all
// colour is taken away and the lightness of each is stretched over the same range.

import { isMain, sites } from './arguments.mjs';
import { context, onPages, withBrowser } from './browser.mjs';
import { open } from './looks.mjs';
import { serve } from './server.mjs';
import { choose, ofAnotherView, publishedUnder } from './site.mjs';
import { newTally } from './tally.mjs';

/** The states that a theme draws. `open` stands for all that are not over where a view is told no more. */
const STATES = ['done', 'active', 'risk', 'off', 'planned', 'idea', 'dropped', 'open'];
const NEVER_TOGETHER = [['open', 'planned'], ['open', 'idea'], ['open', 'active'], ['open', 'risk'], ['open', 'off']];

/** How much of a drawing must differ in grey: the share of its pixels that are lighter or darker by a fifth of the range. */
const DIFFERENT = 0.04;

/** Looks at a page of each kind, and where `states`, at the drawings of all of them. */
export async function lookForColour(tally, browser, site, { kinds, states = true } = {}) {
  const pages = choose(site.pages.filter(({ kind }) => kind !== 'redirect' && !ofAnotherView(kind)))
    .filter(({ kind }) => kinds === undefined || kinds.includes(kind));
  await tally.group(`${site.name}: nothing by colour alone, ${pages.length} pages`, async () => {
    const server = await serve(site.folder, publishedUnder(site));
    const lenient = await context(browser, { bypassCSP: true }); // samples are put into a page
    await onPages([lenient], pages, 2, async (each, page) => {
      await open(page, server.base + each.route);
      tally.check(`${site.name}: /${each.route} says its states in words`, await wordless(page));
      tally.check(`${site.name}: /${each.route} underlines the links in its prose`, await bare(page));
    });
    const drawing = states && pages.find(({ html }) => /class="bar[ "]/.test(html));
    await onPages([lenient], drawing ? [drawing] : [], 1, async ({ route }, page) => {
      await open(page, server.base + route);
      for (const [scheme, media] of [
        ['light', { colorScheme: 'light' }],
        ['dark', { colorScheme: 'dark' }],
        ['forced colours', { colorScheme: 'light', forcedColors: 'active' }],
        ['print', { colorScheme: 'light', forcedColors: 'none', media: 'print' }],
      ]) {
        await page.emulateMedia(media);
        tally.check(`${site.name}: the states differ without colour in ${scheme}`, await alike(page));
      }
    });
    await lenient.close();
    await server.close();
  });
}

/** States that are drawn and not said, glyphs without a shape, and a word that stands for two states. */
export function wordless(page) {
  return page.evaluate(() => {
    const complaints = [];
    for (const details of document.querySelectorAll('details')) details.open = true;
    const said = (element) => element.textContent.trim();
    const called = (element) => `<${element.localName} class="${element.className}" data-s="${element.dataset.s}">`;
    const words = new Map();
    const shapes = new Map();
    const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
    for (const element of document.querySelectorAll('.st')) {
      if (!shown(element)) continue;
      const glyph = getComputedStyle(element, '::before');
      const drawn = glyph.content !== 'none' && glyph.content !== 'normal';
      if (said(element) === '') {
        // Of many small glyphs in a row the words stand beside them, with how many there are of each.
        const counted = element.closest('.beads')?.nextElementSibling?.querySelector(`[data-s="${element.dataset.s}"]`);
        // Of what is over, the heading of its branch says how many were achieved and dropped.
        const heading = element.closest('.i-row')?.querySelector('h2')?.textContent ?? '';
        const headed = { done: /achieved|done/, dropped: /dropped/ }[element.dataset.s]?.test(heading);
        if (drawn && !headed && !(counted && said(counted) !== '')) complaints.push(`${called(element)} draws a glyph without a word`);
        continue;
      }
      const state = element.dataset.s;
      if (state === undefined) {
        if (drawn) complaints.push(`${called(element)} \`${said(element)}\` is of no state`);
        continue;
      }
      const before = words.get(said(element));
      if (before !== undefined && before !== state) complaints.push(`\`${said(element)}\` stands for ${before} and for ${state}`);
      words.set(said(element), state);
      if (!drawn || parseFloat(glyph.inlineSize) < 6 || parseFloat(glyph.blockSize) < 6) complaints.push(`${called(element)} has no glyph`);
      const bordered = glyph.borderStyle !== 'none' && parseFloat(glyph.borderTopWidth) > 0;
      if (glyph.clipPath === 'none' && !bordered && glyph.maskImage === 'none') complaints.push(`${called(element)} has a glyph without a shape`);
      shapes.set(state, [glyph.clipPath, bordered ? glyph.borderStyle : '', glyph.borderRadius, glyph.rotate, glyph.maskImage].join(' '));
    }
    const states = [...shapes.keys()];
    for (const [at, one] of states.entries()) {
      for (const other of states.slice(at + 1)) {
        if (shapes.get(one) === shapes.get(other)) complaints.push(`${one} and ${other} have the same glyph`);
      }
    }
    const sayings = (within, state) => [within, ...within.querySelectorAll(`:is(.st, .counts *)[data-s="${state}"]`)].filter((word) => word.matches('.st, .counts *')).some((word) => said(word) !== '');
    for (const element of document.querySelectorAll('[data-s]:not(.st)')) {
      if (!shown(element)) continue;
      const row = element.closest('tr, li') ?? element.parentElement;
      // Where a page's own item is drawn, as at the end of its line of sight, the page's head says its state.
      const near = sayings(row, element.dataset.s)
        || (element.getAttribute('aria-current') !== null && sayings(document.querySelector('main') ?? document.body, element.dataset.s));
      if (!near) complaints.push(`${called(element)} is drawn, and no word in its row says what it means`);
    }
    return [...new Set(complaints)];
  });
}

/** Links within sentences that only their colour tells from the words round them. */
function bare(page) {
  return page.evaluate(() => {
    const complaints = [];
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const opacity = (colour) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      return canvas.getImageData(0, 0, 1, 1).data[3] / 255;
    };
    for (const block of document.querySelectorAll('main p, main .prose li, main dd, main blockquote')) {
      const links = [...block.querySelectorAll('a[href]')];
      if (links.length === 0 || !block.checkVisibility()) continue;
      const own = block.cloneNode(true);
      for (const link of own.querySelectorAll('a')) link.remove();
      // A sentence: a list of links with commas between them is none.
      if (own.textContent.replace(/[^\p{L}]/gu, '').length < 12) continue;
      for (const link of links) {
        let underlined = false;
        for (let up = link; up && block.contains(up) && !underlined; up = up.parentElement) {
          const style = getComputedStyle(up);
          underlined = (/underline|line-through/.test(style.textDecorationLine) && opacity(style.textDecorationColor) > 0.2)
            || (style.borderBottomStyle !== 'none' && parseFloat(style.borderBottomWidth) > 0)
            || parseFloat(getComputedStyle(link).outlineWidth) > 0 && getComputedStyle(link).outlineStyle !== 'none';
        }
        if (!underlined) complaints.push(`<${block.localName} class="${block.className}"> has the link \`${link.textContent.trim().slice(0, 40)}\` without a line`);
      }
    }
    return [...new Set(complaints)];
  });
}

/** Pairs of states whose bars or glyphs cannot be told apart in grey. */
export async function alike(page) {
  // Samples of every state, in the theme's own markup: a page shows few of them at once.
  const boxes = await page.evaluate((states) => {
    document.querySelector('#samples')?.remove();
    const samples = document.createElement('div');
    samples.id = 'samples';
    samples.style.cssText = 'position: fixed; inset: 0; z-index: 9999; background: Canvas; filter: grayscale(1); display: block; overflow: hidden;';
    for (const kind of ['bar', 'st']) {
      const line = document.createElement('div');
      line.className = kind === 'st' ? '' : 'key';
      line.style.cssText = 'display: flex; gap: 0; padding: 0; margin: 0;';
      for (const state of states) {
        const cell = document.createElement('div');
        cell.style.cssText = 'inline-size: 60px; block-size: 40px; padding: 8px; font-size: 16px; line-height: 24px; overflow: hidden; position: relative;';
        const drawn = document.createElement(kind === 'st' ? 'span' : 'i');
        drawn.className = kind;
        drawn.dataset.s = state;
        cell.append(drawn);
        line.append(cell);
      }
      samples.append(line);
    }
    (document.querySelector('main') ?? document.body).append(samples);
    return [...samples.children].map((line, row) => [...line.children].map((cell) => {
      const { left, top, width, height } = cell.getBoundingClientRect();
      return { row, left, top, width, height };
    }));
  }, STATES);
  const all = boxes.flat();
  const clip = { x: 0, y: 0, width: Math.ceil(Math.max(...all.map(({ left, width }) => left + width))), height: Math.ceil(Math.max(...all.map(({ top, height }) => top + height))) };
  const picture = await page.screenshot({ clip, animations: 'disabled' });
  await page.evaluate(() => document.querySelector('#samples').remove());
  const differences = await page.evaluate(async ([encoded, rows]) => {
    const bytes = Uint8Array.from(atob(encoded), (sign) => sign.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d', { willReadFrequently: true });
    canvas.drawImage(image, 0, 0);
    const stretched = ({ left, top, width, height }) => {
      const { data } = canvas.getImageData(Math.round(left), Math.round(top), Math.round(width), Math.round(height));
      const grey = Array.from({ length: data.length / 4 }, (_, at) => data[4 * at]);
      // Of the darkest and the lightest, so that one state is not told from another by its shade alone.
      const [least, most] = [Math.min(...grey), Math.max(...grey)];
      return most - least < 8 ? null : grey.map((value) => (value - least) / (most - least));
    };
    return rows.map((row) => {
      const drawn = row.map(stretched);
      const ground = drawn.map((cell) => cell?.[0]);
      return drawn.map((one, first) => drawn.map((other, second) => {
        if (first >= second) return null;
        if (one === null || other === null) return one === other ? 0 : 1;
        const union = one.filter((value, at) => Math.abs(value - ground[first]) > 0.1 || Math.abs(other[at] - ground[second]) > 0.1).length;
        return one.filter((value, at) => Math.abs(value - other[at]) > 0.2).length / Math.max(1, union);
      }));
    });
  }, [picture.toString('base64'), boxes]);
  return ['bars', 'glyphs'].flatMap((what, row) => STATES.flatMap((one, first) => STATES.map((other, second) => {
    const share = differences[row][first][second];
    if (share === null || share >= DIFFERENT || NEVER_TOGETHER.some((pair) => pair.includes(one) && pair.includes(other))) return undefined;
    return `the ${what} of ${one} and ${other} are alike: ${Math.round(share * 100)} % of them differ`;
  }))).filter(Boolean);
}

if (isMain(import.meta.url)) {
  const tally = newTally();
  await withBrowser(async (browser) => {
    for (const { site } of sites()) await lookForColour(tally, browser, site);
  });
  tally.close();
}
