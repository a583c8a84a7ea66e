// What comes out of the printer: `node print.mjs SITE…`
//
// Pages are printed to PDF by the browser, on A4 and on Letter, and read back by another program
// (`pdftotext`, of Debian's poppler-utils): no word is lost or printed twice, no row is cut, the heads of
// tables repeat, and each sheet says what it is and how old.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMain, sites } from './arguments.mjs';
import { context, onPages, withBrowser } from './browser.mjs';
import { open } from './looks.mjs';
import { serve } from './server.mjs';
import { choose, publishedUnder } from './site.mjs';
import { newTally } from './tally.mjs';

/** Kinds that people print. */
const KINDS = ['home', 'timeline', 'timeline-all', 'timeline-year', 'timeline-lens', 'board', 'board-lens', 'list', 'list-year', 'vision', 'intent', 'milestone', 'alignment'];

/** No word stands nearer to a sheet's edge, in points: printers print no further. */
const EDGE = 8;

/** Whether what reads PDFs is here. */
export function canRead() {
  try {
    execFileSync('pdftotext', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Prints a page of each kind and looks at the sheets. */
export async function printOut(tally, browser, site, { kinds = KINDS } = {}) {
  if (!canRead()) {
    tally.skip(`${site.name}: printed pages`, '`pdftotext` is not there: it is in Debian’s poppler-utils');
    return;
  }
  const pages = choose(site.pages.filter(({ kind }) => kinds.includes(kind)));
  const folder = mkdtempSync(join(tmpdir(), 'roadmapgen-print-'));
  await tally.group(`${site.name}: on paper, ${pages.length} pages`, async () => {
    const server = await serve(site.folder, publishedUnder(site));
    const plain = await context(browser);
    await onPages([plain], pages, 1, async (each, page) => {
      await open(page, server.base + each.route);
      await page.emulateMedia({ media: 'print' });
      const path = join(folder, 'page.pdf');
      await page.pdf({ path, preferCSSPageSize: true });
      const a4 = sheets(path);
      const landscape = a4[0].width > a4[0].height;
      // The narrowest that a stylesheet meets: what is shown only in wide windows is not printed either.
      await page.setViewportSize({ width: Math.round((a4[0].width / 72) * 96) - 100, height: 900 });
      const wanted = await page.evaluate(readable);
      tally.check(`${site.name}: /${each.route} is whole on A4`, [...size(a4[0], [595, 842]), ...onPaper(a4, wanted)]);
      await page.pdf({ path, format: 'Letter', landscape });
      const letter = sheets(path);
      tally.check(`${site.name}: /${each.route} is whole on Letter`, [...size(letter[0], [612, 792]), ...onPaper(letter, wanted)]);
    });
    await plain.close();
    await server.close();
  });
  rmSync(folder, { recursive: true, force: true });
}

function size(sheet, [short, long]) {
  const near = (one, other) => Math.abs(one - other) < 2;
  const fits = near(Math.min(sheet.width, sheet.height), short) && near(Math.max(sheet.width, sheet.height), long);
  return fits ? [] : [`its sheets are ${sheet.width} by ${sheet.height} points`];
}

/** The sheets of a PDF: each with its size and its words, with their places in points from the top left. */
function sheets(path) {
  const text = execFileSync('pdftotext', ['-bbox-layout', path, '-'], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const plain = (word) => word.replace(/&(lt|gt|amp|quot|apos|#39);/g, (all, name) => ({ lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", '#39': "'" })[name]).normalize('NFKC');
  return text.split('<page ').slice(1).map((page) => ({
    width: Number(/width="([\d.]+)"/.exec(page)[1]),
    height: Number(/height="([\d.]+)"/.exec(page)[1]),
    words: [...page.matchAll(/<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)<\/word>/g)]
      .map(([, left, top, right, bottom, word]) => ({ left: Number(left), top: Number(top), right: Number(right), bottom: Number(bottom), text: plain(word), letters: letters(plain(word)) }))
      .filter((word) => word.letters !== ''),
  }));
}

/** Runs in the page, as it is for print: the words that must come out, and its tables' rows. */
function readable() {
  const main = document.querySelector('main');
  const text = (element) => (element?.innerText ?? '').replace(/\s+/g, ' ').trim().normalize('NFKC');
  const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0 && text(element) !== '';
  // What is there for screen readers alone, drawn as a dot, is on no paper.
  for (const element of main.querySelectorAll('*')) {
    if (element.offsetWidth <= 1 && getComputedStyle(element).overflow === 'hidden' && text(element) !== '') element.hidden = true;
  }
  const rows = [...main.querySelectorAll('tbody tr')].filter(seen).map((row) => ({
    title: text(row.querySelector('th a') ?? row.querySelector('th')),
    state: text(row.querySelector('.st')),
    lines: Math.ceil(text(row.querySelector('th')).length / 16) + 2,
    head: [...row.closest('table').querySelectorAll('thead th:not([aria-hidden])')].filter(seen).slice(0, 2).map(text),
  }));
  // What is put at a place, or below a closed heading, is not read in the order of its words.
  const words = text(main).split(' ');
  return {
    rows: rows.filter(({ title }) => title !== ''),
    words,
    titles: [...new Set([...main.querySelectorAll('a[href*="milestones/"]')].filter(seen).map(text))],
    heads: [...main.querySelectorAll('thead, .axis')].map(text).join(' ').split(' '),
    site: text(document.querySelector('.mark a')),
    margins: [document.title, ...[...document.querySelectorAll('.asof')].map(text)].join(' '),
    asOf: text(document.querySelector('.asof time')),
  };
}

const letters = (text) => text.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '');

/** What is wrong with the sheets of a page. */
function onPaper(all, wanted) {
  const complaints = [];
  for (const [at, sheet] of all.entries()) {
    const where = `sheet ${at + 1} of ${all.length}`;
    const over = sheet.words.filter(({ left, top, right, bottom }) => left < EDGE || top < EDGE || right > sheet.width - EDGE || bottom > sheet.height - EDGE);
    if (over.length > 0) complaints.push(`${where} has \`${over[0].text}\` at its edge, and ${over.length - 1} words more`);
    const text = letters(sheet.words.map((word) => word.text).join(''));
    if (!text.includes(letters(wanted.site))) complaints.push(`${where} does not say \`${wanted.site}\``);
    if (!text.includes(letters(wanted.asOf))) complaints.push(`${where} does not say \`${wanted.asOf}\``);
  }
  const lost = wanted.titles.filter((title) => !all.some((sheet) => found(sheet, title).length > 0));
  if (lost.length > 0) complaints.push(`${lost.length} milestones of ${wanted.titles.length} are on no sheet whole, first \`${lost[0]}\``);
  complaints.push(...miscounted(all, wanted), ...cut(all, wanted));
  return complaints;
}

/**
 * The places of a text on a sheet: its words one after another, on one line or the next below. Only letters count,
 * since a word may be broken at a line's end.
 */
function found(sheet, text) {
  const follow = (at, rest, start) => {
    if (rest === '') return at;
    const height = at.bottom - at.top;
    for (const next of sheet.words) {
      if (!rest.startsWith(next.letters)) continue;
      const beside = Math.abs(next.top - at.top) < height * 0.4 && next.left >= at.right - 1 && next.left - at.right < height * 2;
      const below = next.top - at.top > height * 0.4 && next.top - at.top < height * 2.5 && next.left <= start.left + height * 3;
      const last = beside || below ? follow(next, rest.slice(next.letters.length), start) : null;
      if (last !== null) return last;
    }
    return null;
  };
  const wanted = letters(text);
  return wanted === '' ? [] : sheet.words.filter((word) => wanted.startsWith(word.letters)).flatMap((start) => {
    const last = follow(start, wanted.slice(start.letters.length), start);
    return last === null ? [] : [{ top: start.top, bottom: last.bottom, left: start.left, height: start.bottom - start.top }];
  });
}

/** Words that are lost, or are there more often than the page has them: as on both sheets where a line is cut in two. */
function miscounted(all, wanted) {
  const count = (words) => {
    const counts = new Map();
    // A line ends after a hyphen too.
    for (const word of words.flatMap((each) => each.split(/[-‐–—/_.:]/)).map(letters)) if (word !== '') counts.set(word, (counts.get(word) ?? 0) + 1);
    return counts;
  };
  const printed = count(all.flatMap(({ words }) => words.map(({ text }) => text)));
  const asked = count(wanted.words);
  const lost = [...asked].filter(([word, times]) => (printed.get(word) ?? 0) < times
    && all.reduce((sum, sheet) => sum + found(sheet, word).length, 0) < times);
  // Heads repeat, as does what stands in the margins.
  const repeated = count([...wanted.heads, ...wanted.margins.split(' ')]);
  const twice = [...printed].filter(([word, times]) => word.length > 4 && asked.has(word) && !repeated.has(word) && times > asked.get(word));
  return [
    ...(lost.length > 0 ? [`${lost.length} words are lost: ${lost.slice(0, 8).map(([word]) => `\`${word}\``).join(' ')}`] : []),
    ...(twice.length > 0 ? [`${twice.length} words are printed too often, first \`${twice[0][0]}\` ${twice[0][1]} times instead of ${asked.get(twice[0][0])}`] : []),
  ];
}

/** Rows that are not on one sheet whole, and sheets on which rows have no head above them. */
function cut(all, wanted) {
  const complaints = [];
  const firsts = new Map();
  // Where the column of the states begins tells a row from a mention of its title.
  const columns = new Map();
  const column = (head) => {
    if (!columns.has(head)) columns.set(head, all.flatMap((sheet) => found(sheet, head).map(({ left }) => left)));
    return columns.get(head);
  };
  for (const row of wanted.rows) {
    const state = letters(row.state.split(' ')[0]);
    const stands = (sheet, title) => state === '' || sheet.words.some((word) => word.letters.startsWith(state)
      && column(row.head[1]).some((left) => word.left > left - 5 && word.left < left + 25)
      && word.top > title.top - 2 * title.height && word.top < title.bottom + row.lines * title.height);
    const place = all.map((sheet, at) => ({ at, places: found(sheet, row.title).filter((title) => stands(sheet, title)) }))
      .find(({ places }) => places.length > 0);
    if (place === undefined) {
      complaints.push(`the row \`${row.title}\` is on no sheet with its state`);
      continue;
    }
    // A short title is a word of others too, which stand elsewhere.
    if (letters(row.title).length < 12 || place.places.length > 1) continue;
    const [{ top }] = place.places;
    const first = firsts.get(place.at);
    if (first === undefined || top < first.top) firsts.set(place.at, { top, row });
  }
  for (const [at, { top, row }] of firsts) {
    const missing = row.head.filter((head) => !found(all[at], head).some((place) => place.top < top));
    if (missing.length > 0) complaints.push(`sheet ${at + 1} of ${all.length} has rows from \`${row.title}\` on below no head that says \`${missing[0]}\``);
  }
  return complaints;
}

if (isMain(import.meta.url)) {
  const tally = newTally();
  await withBrowser(async (browser) => {
    for (const { site } of sites()) await printOut(tally, browser, site);
  });
  tally.close();
}
