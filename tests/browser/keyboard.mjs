// A page walked through by the keyboard alone: `node keyboard.mjs SITE…`
//
// Tab from the top to the end, as somebody does who has no pointer: the first stop leads past the navigation,
// every stop comes once and in order, is seen while it has the focus, and nothing holds it.

import { isMain, sites } from './arguments.mjs';
import { context, onPages, withBrowser } from './browser.mjs';
import { open } from './looks.mjs';
import { serve } from './server.mjs';
import { choose, ofAnotherView, publishedUnder } from './site.mjs';
import { newTally } from './tally.mjs';

/** Stops from the top and before the end of a page that are walked: a page of thousands repeats its rows in between. */
const FROM_TOP = 140;
const BEFORE_END = 30;

/** Walks a page of each kind, on a desk and, where `narrow`, on a phone. */
export async function walkThrough(tally, browser, site, { narrow = true, kinds } = {}) {
  const pages = choose(site.pages.filter(({ kind }) => kind !== 'redirect' && !ofAnotherView(kind)))
    .filter(({ kind }) => kinds === undefined || kinds.includes(kind));
  await tally.group(`${site.name}: by keyboard alone, ${pages.length} pages`, async () => {
    const server = await serve(site.folder, publishedUnder(site));
    const plain = await context(browser);
    const walks = pages.flatMap(({ route }) => (narrow ? [1280, 390] : [1280]).map((width) => ({ route, width })));
    await onPages([plain], walks, 2, async ({ route, width }, page) => {
      await page.setViewportSize({ width, height: 800 });
      await open(page, server.base + route);
      tally.check(`${site.name}: /${route} is walked by keyboard at ${width} px`, await walked(page));
    });
    await plain.close();
    await server.close();
  });
}

/** What goes wrong on the way through an open page. */
export async function walked(page) {
  const count = await page.evaluate(mark);
  if (count === 0) return ['has nothing to go to'];
  const complaints = [];
  const seen = [];
  const walk = async (from, to) => {
    let was = from - 1;
    // As many more as scrolling regions may add, which a browser makes stops on its own account.
    for (let press = from; press < to + 40; press += 1) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate(standing);
      if (stop === null) break;
      if (stop.at === was && !stop.extra) {
        complaints.push(`${stop.name} holds the focus`);
        break;
      }
      complaints.push(...stop.complaints.map((complaint) => `${stop.name} ${complaint}`));
      if (stop.extra) continue;
      if (seen.includes(stop.at)) {
        if (stop.at !== 0) complaints.push(`${stop.name} is reached twice`);
        break;
      }
      if (stop.at !== was + 1) complaints.push(`${stop.name} comes after ${await page.evaluate(named, was)}: ${Math.abs(stop.at - was - 1)} stops are out of order`);
      seen.push(stop.at);
      was = stop.at;
      if (was === to - 1) break;
    }
    return was;
  };
  const cut = count > FROM_TOP + BEFORE_END;
  const end = cut ? FROM_TOP : count;
  const last = await walk(0, end);
  if (last !== end - 1) complaints.push(`only ${seen.length} of ${end} are reached, the last of them ${await page.evaluate(named, last)}`);
  if (cut) {
    const from = count - BEFORE_END;
    await page.evaluate((at) => globalThis.stops[at - 1].focus({ focusVisible: true }), from);
    if (await walk(from, count) !== count - 1) complaints.push('its end is not reached');
  }
  // Back again: what lets one in also lets one out the way one came.
  for (const back of [2, 3].filter((each) => count >= each)) {
    await page.keyboard.press('Shift+Tab');
    const stop = await page.evaluate(standing);
    if (stop !== null && !stop.extra && stop.at !== count - back) complaints.push(`going back from the end, ${stop.name} is reached instead of ${await page.evaluate(named, count - back)}`);
    if (stop === null || stop.extra) break;
  }
  complaints.push(...await skipped(page), ...await scrolled(page));
  return [...new Set(complaints)];
}

/** The first stop leads to the content, and the stop after it stands there. */
async function skipped(page) {
  await page.evaluate(() => {
    scrollTo(0, 0);
    document.activeElement?.blur();
    // A browser goes on from where the selection is.
    getSelection().removeAllRanges();
    history.replaceState(null, '', location.pathname);
    document.documentElement.tabIndex = -1;
    document.documentElement.focus();
    document.documentElement.removeAttribute('tabindex');
  });
  await page.keyboard.press('Tab');
  const first = await page.evaluate(() => {
    const link = document.activeElement;
    const box = link.getBoundingClientRect();
    const shown = box.width > 20 && box.height > 10 && box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
    return { target: link.getAttribute('href') ?? '', name: link.textContent.trim(), shown };
  });
  if (!/^#./.test(first.target)) return [`its first stop is no link to its content, but \`${first.name}\``];
  if (!first.shown) return ['its first stop is not shown when it has the focus'];
  await page.keyboard.press('Enter');
  await page.waitForFunction((target) => location.hash === target, first.target, { timeout: 2000 }).catch(() => {});
  const arrived = await page.evaluate(() => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const box = target?.getBoundingClientRect();
    return box ? { top: box.top < innerHeight && box.bottom > 0, within: globalThis.stops.some((stop) => target.contains(stop)) } : null;
  });
  if (arrived === null) return [`its first stop leads to ${first.target}, where nothing is`];
  if (!arrived.top) return ['its first stop leads to what is out of sight'];
  if (!arrived.within) return [];
  await page.keyboard.press('Tab');
  const next = await page.evaluate(() => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const active = document.activeElement;
    const first = globalThis.stops.find((stop) => target.contains(stop));
    return target.contains(active) && !(first.compareDocumentPosition(active) & Node.DOCUMENT_POSITION_FOLLOWING && globalThis.stops.includes(active) && active !== first);
  });
  return next ? [] : ['its first stop does not take the focus along: the next stop is not the first of its content'];
}

/** Every region that scrolls sideways is got to, and the arrow keys move it. The timeline's finest scale makes it scroll. */
async function scrolled(page) {
  const complaints = [];
  if (await page.evaluate(() => {
    const [radio] = [...document.querySelectorAll('input[type=radio]')].filter((input) => input.checkVisibility());
    radio?.focus();
    return radio !== undefined;
  })) {
    const before = await page.evaluate(() => document.activeElement.id);
    await page.keyboard.press('ArrowLeft'); // from the first of them to the last
    const chosen = await page.evaluate(() => ({ id: document.activeElement.id, checked: document.activeElement.checked }));
    if (chosen.id === before || !chosen.checked) complaints.push('its radio buttons do not answer to the arrow keys');
  }
  const regions = await page.evaluate(() => {
    globalThis.regions = [...document.querySelectorAll('body *')].filter((element) => element.checkVisibility()
      && /auto|scroll/.test(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth + 1);
    return globalThis.regions.map((region) => ({
      name: `<${region.localName} class="${region.className}">`,
      reached: region.tabIndex >= 0 || globalThis.stops.some((stop) => region.contains(stop) && stop !== region),
      own: region.tabIndex >= 0,
    }));
  });
  for (const [at, { name, reached, own }] of regions.entries()) {
    // Chromium gives a scrolling region without stops of its own a stop: others do not.
    if (!reached) complaints.push(`${name} scrolls sideways, and no key gets there`);
    if (!own) continue;
    await page.evaluate((index) => {
      globalThis.regions[index].scrollIntoView({ block: 'center' });
      globalThis.regions[index].focus();
    }, at);
    const key = await page.evaluate((index) => (getComputedStyle(globalThis.regions[index]).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight'), at);
    let moved = false;
    // A key that comes before the region is painted where it now stands moves nothing.
    for (let turn = 0; turn < 10 && !moved; turn += 1) {
      await page.keyboard.press(key);
      moved = await page.waitForFunction((index) => globalThis.regions[index].scrollLeft !== 0, at, { timeout: 300 }).then(() => true, () => false);
    }
    if (!moved) complaints.push(`${name} does not scroll by the arrow keys`);
  }
  return complaints;
}

/** Runs in the page: finds what can be gone to, in the order of the document, and notes how it looks without the focus. */
function mark() {
  const radios = new Map();
  const candidates = [...document.querySelectorAll('a[href], area[href], button, input, select, textarea, summary, [tabindex], [contenteditable]')];
  globalThis.stops = candidates.filter((element) => {
    if (element.tabIndex < 0 || element.disabled || element.closest('[inert]') || element.type === 'hidden') return false;
    if (element.localName === 'summary' && element.parentElement?.localName !== 'details') return false;
    if (!element.checkVisibility({ visibilityProperty: true })) return false;
    if (element.type === 'radio' && element.name) {
      // A group of radio buttons is one stop: the chosen one, else the first.
      const group = candidates.filter((other) => other.type === 'radio' && other.name === element.name && other.form === element.form);
      const stop = group.find((other) => other.checked) ?? group[0];
      if (stop !== element || radios.has(element.name)) return false;
      radios.set(element.name, element);
    }
    return true;
  });
  globalThis.drawn = (element) => {
    const style = getComputedStyle(element);
    return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.borderColor, style.borderWidth].join(' ');
  };
  globalThis.plain = globalThis.stops.map(globalThis.drawn);
  return globalThis.stops.length;
}

/** Runs in the page: what a stop is called in a complaint. */
function named(at) {
  const element = globalThis.stops[at];
  return element ? `<${element.localName}${element.className ? ` class="${element.className}"` : ''}> \`${(element.textContent || element.id).trim().replace(/\s+/g, ' ').slice(0, 40)}\`` : 'the top';
}

/** Runs in the page: which stop has the focus, and what is wrong with it there; null where none has. */
async function standing() {
  const element = document.activeElement;
  if (element === null || element === document.body || element === document.documentElement) return null;
  const at = globalThis.stops.indexOf(element);
  const scroller = element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight;
  const complaints = [];
  const look = () => {
    const found = [];
    const boxes = [...element.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
    if (boxes.length === 0 || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return ['has the focus and is not visible'];
    if (boxes.every((box) => box.width <= 2 && box.height <= 2)) return ['has the focus and is a dot'];
    const box = boxes[0];
    const big = box.height > innerHeight * 0.8;
    const middle = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
    const points = big ? [[0.5, (middle - box.top) / box.height]] : [[0.5, 0.5], [0.06, 0.2], [0.94, 0.8], [0.06, 0.8], [0.94, 0.2]];
    let hits = 0;
    for (const [x, y] of points) {
      const over = document.elementFromPoint(box.left + x * box.width, box.top + y * box.height);
      if (over === null) continue;
      if (over.contains(element) || element.contains(over) || over.closest('label')?.control === element) hits += 1;
      else {
        for (let up = over; up; up = up.parentElement) {
          if (/sticky|fixed/.test(getComputedStyle(up).position) && !up.contains(element)) {
            found.push(`has the focus below <${up.localName}${up.className ? ` class="${up.className}"` : ''}>, which stays on top`);
            break;
          }
        }
      }
    }
    if (hits === 0) found.push(`has the focus and cannot be seen: ${box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth ? 'it is out of sight' : 'something lies over it'}`);
    return [...new Set(found)];
  };
  let wrong = look();
  if (wrong.length > 0) {
    // What is laid out only when in sight may take its place a moment later.
    await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
    wrong = look();
  }
  complaints.push(...wrong);
  const style = getComputedStyle(element);
  const outline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  if (!outline && (at === -1 || globalThis.drawn(element) === globalThis.plain[at])) complaints.push('looks with the focus as it does without');
  else if (outline && style.outlineStyle !== 'auto') {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const light = (colour) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => part / 255);
      const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
      return { alpha, value: 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) };
    };
    const line = light(style.outlineColor);
    const ground = light(getComputedStyle(document.body).backgroundColor);
    const contrast = (Math.max(line.value, ground.value) + 0.05) / (Math.min(line.value, ground.value) + 0.05);
    if (line.alpha < 0.9 || contrast < 3) complaints.push(`has an outline of ${style.outlineColor}, which stands out by ${contrast.toFixed(1)} to 1, not 3`);
    // The edges of the outline that no ancestor cuts off.
    const box = element.getBoundingClientRect();
    const far = parseFloat(style.outlineOffset) + parseFloat(style.outlineWidth) / 2;
    const clip = { top: -Infinity, left: -Infinity, bottom: Infinity, right: Infinity };
    for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
      const over = getComputedStyle(up);
      if (over.display === 'inline' || over.display === 'contents') continue;
      const around = up.getBoundingClientRect();
      if (over.overflowX !== 'visible') [clip.left, clip.right] = [Math.max(clip.left, around.left), Math.min(clip.right, around.right)];
      if (over.overflowY !== 'visible') [clip.top, clip.bottom] = [Math.max(clip.top, around.top), Math.min(clip.bottom, around.bottom)];
    }
    const edges = [box.top - far >= clip.top, box.left - far >= clip.left, box.bottom + far <= clip.bottom, box.right + far <= clip.right];
    if (edges.filter(Boolean).length < 2) complaints.push('has an outline of which an ancestor cuts off three sides or all');
  }
  const name = at === -1
    ? `<${element.localName}${element.className ? ` class="${element.className}"` : ''}>`
    : `<${element.localName}${element.className ? ` class="${element.className}"` : ''}> \`${(element.textContent || element.id).trim().replace(/\s+/g, ' ').slice(0, 40)}\``;
  if (at === -1 && !scroller) complaints.push('has the focus and is nothing to go to');
  return { at, extra: at === -1, name, complaints };
}

if (isMain(import.meta.url)) {
  const tally = newTally();
  await withBrowser(async (browser) => {
    for (const { site, brief } of sites()) await walkThrough(tally, browser, site, { narrow: !brief });
  });
  tally.close();
}
