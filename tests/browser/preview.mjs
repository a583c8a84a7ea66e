// The live preview in a real browser: saves, errors, audiences, days, many tabs, and a server that comes and goes.
// `node preview.mjs PROGRAM FOLDER`
//
// PROGRAM is the built `roadmapgen`, FOLDER the example roadmap; what is written goes into a copy of it.

import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isMain } from './arguments.mjs';
import { context, withBrowser } from './browser.mjs';
import { fits, inaccessible } from './looks.mjs';
import { lookAtBar } from './preview-bar.mjs';
import { BROKEN, BROKEN_FILE, MILESTONE, OTHER_DAY, PAGE, SOON, differs, edition, headed, holds, manyWords, marked, milestone, other, replace, retitled, serve, unmarked, visit, withChange, write } from './preview-stage.mjs';
import { newTally } from './tally.mjs';

/** Looks at the preview of a copy of `folder`, as `program` serves it. */
export async function lookAtPreview(tally, browser, { program, folder }) {
  const home = mkdtempSync(join(tmpdir(), 'roadmapgen-preview-'));
  const copy = join(home, 'roadmap');
  cpSync(folder, copy, { recursive: true });
  writeFileSync(join(copy, 'pages/many-words.md'), manyWords('first'));
  const server = await serve(program, copy);
  const there = { tally, browser, program, copy, base: server.base };
  try {
    await tally.group('preview: a save is seen', () => saves(there));
    await tally.group('preview: a page becomes what it is to be', () => becomes(there));
    await tally.group('preview: also in a browser that cannot move what it shows', () => becomes(there, () => { delete Element.prototype.moveBefore; delete DocumentFragment.prototype.moveBefore; }));
    await tally.group('preview: errors lie over the last good page', () => errors(there));
    await tally.group('preview: audiences and days', () => switches(there));
    await tally.group('preview: many tabs', () => tabs(there));
    await tally.group('preview: pages come and go', () => comesAndGoes(there));
    await tally.group('preview: new styles', () => styles(there));
    await tally.group('preview: fits and is accessible', () => looks(there));
    await lookAtBar(there, home);
    await tally.group('preview: a server that comes and goes', () => restarts(there, server));
    await tally.group('preview: broken from the start', () => brokenAtStart(there, home));
  } finally {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

// ---------------------------------------------------------------- saves

async function saves(there) {
  const { tally } = there;
  await visit(there, PAGE, async (page, troubles) => {
    const loads = await marked(page);
    const title = await retitled(there, page, 'Nobody needs to come by any more');
    tally.check('a save is seen on the page', title);
    tally.check('and in the title of the window', differs((await page.title()).startsWith('Nobody needs to come by any more'), true));
    tally.check('without a navigation', await unmarked(page, loads));
    const milliseconds = [];
    for (let turn = 0; turn < 5; turn += 1) {
      const begun = performance.now();
      tally.check(`save ${turn + 1} of five`, await retitled(there, page, `Turn ${turn}`));
      milliseconds.push(performance.now() - begun);
    }
    tally.check('each soon', milliseconds.filter((time) => time > SOON).map((time) => `after ${time} ms`));
    tally.check('scripts of the page are told', differs(await page.evaluate(() => window.morphs), 6));
    tally.check('nothing goes wrong', troubles());
  });
  await visit(there, 'for/engineering/many-words/', async (page, troubles) => {
    const loads = await marked(page);
    await page.evaluate(() => {
      document.querySelector('main details').open = true;
      document.querySelector('main a[href*="aarhus"]').focus({ preventScroll: true });
      scrollTo(0, 900);
      const text = [...document.querySelectorAll('main h2')].find((heading) => heading.textContent.includes('Second')).firstChild;
      getSelection().setBaseAndExtent(text, 1, text, 4);
    });
    const before = await stance(page);
    write(there, 'pages/many-words.md', manyWords('second'));
    await page.getByText('the second text').first().waitFor({ timeout: SOON });
    const after = await stance(page);
    for (const what of Object.keys(before)) tally.check(`${what} stays`, differs(after[what], before[what]));
    tally.check('what is focused is the same link', differs(await page.evaluate(() => document.activeElement.getAttribute('href')?.includes('aarhus')), true));
    tally.check('a text above that grows moves nothing that is read', await grows(there, page));
    tally.check('the page was not loaded again', await unmarked(page, loads));
    tally.check('nothing goes wrong on a long page', troubles());
  });
  await visit(there, 'for/engineering/list/', async (page, troubles) => {
    const loads = await marked(page);
    const row = page.locator('tr', { has: page.locator('a[href*="no-visit"]') }).first();
    await row.evaluate((element) => { element.dataset.mine = 'yes'; window.row = element; });
    write(there, 'milestones/a-first-one.md', '+++\ntitle = "A first one"\nintent = "depth-is-known"\nstatus = "active"\ntarget = 2026-11-20\n+++\n');
    await page.locator('a[href*="a-first-one"]').first().waitFor({ timeout: SOON });
    const same = await page.evaluate(() => window.row.isConnected && window.row.querySelector('a[href*="no-visit"]') !== null);
    tally.check('a row stays its own when others come before it', differs(same, true));
    rmSync(join(there.copy, 'milestones/a-first-one.md'));
    await page.locator('a[href*="a-first-one"]').first().waitFor({ state: 'detached', timeout: SOON });
    tally.check('the list was not loaded again', await unmarked(page, loads));
    tally.check('nothing goes wrong on the list', troubles());
  });
}

/**
 * A page turns into others that have little in common with it, without being loaded, and is then as if it had been.
 * Its address is changed under its feet, so that what is fetched at the next save is the other page.
 */
async function becomes(there, lacks = () => {}) {
  const { tally } = there;
  await visit(there, 'for/engineering/', async (page, troubles) => {
    await page.evaluate(lacks);
    const loads = await marked(page);
    const routes = ['timeline/', 'milestones/aarhus/', 'board/', 'updates/', 'many-words/', 'nothing/', 'list/', 'intents/depth-is-known/', 'milestones/counter-offers/', 'vision/no-ship-hurries/', 'how-to-read/', '', 'board/', 'timeline/'];
    for (const route of routes) {
      await page.evaluate((address) => history.replaceState(null, '', address), `/for/engineering/${route}`);
      await edition(page, () => replace(there, MILESTONE, milestone(there, `Before it became ${route}`)));
      tally.check(`it becomes \`${route}\``, await comparedWithLoaded(there, page));
    }
    tally.check('and was never loaded again', await unmarked(page, loads));
    tally.check('nothing goes wrong on the way', troubles(/404/));
  });
  await visit(there, PAGE, async (page, troubles) => {
    let [open, most] = [0, 0];
    const counted = (step) => (request) => {
      if (request.url().includes('/no-visit/')) most = Math.max(most, (open += step));
    };
    page.on('request', counted(1));
    page.on('requestfinished', counted(-1));
    page.on('requestfailed', counted(-1));
    for (let turn = 0; turn <= 40; turn += 1) {
      write(there, MILESTONE, milestone(there, `Save ${turn} of 40`));
      await new Promise((next) => setTimeout(next, 25));
    }
    tally.check('of a burst of saves the last one is seen', await headed(page, 'Save 40 of 40').then(() => [], String));
    tally.check('and requests are not piled up', most === 1 ? [] : [`${most} at once`]);
    tally.check('nothing goes wrong in a burst', troubles());
  });
}

/**
 * How a page that became what it is differs from the same page when it is loaded. Another edition may come between the
 * two, of what is found only when nothing was saved for a while: what is compared is of one edition.
 */
async function comparedWithLoaded({ browser }, page) {
  const until = performance.now() + SOON;
  for (;;) {
    const loaded = await other(browser, page.url());
    const as = await loaded.evaluate(() => {
      const bar = document.querySelector('roadmapgen-preview');
      return { page: document.documentElement.outerHTML, bar: bar.shadowRoot.innerHTML, edition: bar.dataset.edition };
    });
    await loaded.context().close();
    const complaints = await page.evaluate(compare, as);
    if (complaints) return complaints;
    if (performance.now() > until) return [`it shows no edition that is served, within ${SOON} ms`];
  }

  function compare(loaded) {
    const bar = document.querySelector('roadmapgen-preview');
    if (bar.dataset.edition !== loaded.edition) return null;
    // Both are parsed: of their texts, the attributes would stand in the order in which they came.
    const [live, now] = [document.documentElement.outerHTML, loaded.page].map((text) => new DOMParser().parseFromString(text, 'text/html').documentElement);
    const outside = (node) => node.cloneNode().outerHTML ?? node.data;
    const differing = (one, two) => {
      if (one.childNodes.length !== two.childNodes.length || !one.cloneNode().isEqualNode(two.cloneNode())) return [`${outside(one)} is ${outside(two)} when it is loaded`];
      return [...one.childNodes].flatMap((child, index) => differing(child, two.childNodes[index]));
    };
    const complaints = differing(live, now).slice(0, 3);
    if (!live.isEqualNode(now) && complaints.length === 0) complaints.push('the document differs');
    // What was said aloud of a change stays in the bar until the next one; who comes later has heard nothing.
    const [shown, fresh] = [bar.shadowRoot.innerHTML, loaded.bar].map((text) => {
      const { body } = new DOMParser().parseFromString(text, 'text/html');
      body.querySelector('.said').textContent = '';
      return body;
    });
    complaints.push(...differing(shown, fresh).slice(0, 3).map((complaint) => `of the bar: ${complaint}`));
    if (document.styleSheets.length !== live.querySelectorAll('link[rel=stylesheet], style').length) complaints.push('a style is not applied');
    return complaints;
  }
}

/** What a reader did to the page. */
function stance(page) {
  return page.evaluate(() => ({
    'what is open': document.querySelector('main details').open,
    'the place': Math.round(document.querySelector('main details').getBoundingClientRect().top),
    'the selection': String(getSelection()),
    'the focus': document.activeElement.localName,
  }));
}

async function grows(there, page) {
  const place = () => page.evaluate(() => Math.round(document.querySelector('main details').getBoundingClientRect().top));
  const before = await place();
  write(there, 'pages/many-words.md', manyWords('third', '\n\nOne paragraph more, before all others.'));
  await page.getByText('the third text').first().waitFor({ timeout: SOON });
  await page.waitForTimeout(100);
  return Math.abs((await place()) - before) <= 1 ? [] : [`from ${before} to ${await place()}`];
}

// ---------------------------------------------------------------- errors

async function errors(there) {
  const { tally, copy } = there;
  await visit(there, PAGE, async (page, troubles) => {
    const heading = await page.locator('h1').innerText();
    const panel = page.locator('roadmapgen-preview .problems .panel');
    write(there, BROKEN_FILE, BROKEN);
    await panel.waitFor({ timeout: SOON });
    const told = await panel.innerText();
    tally.check('the error is told with its file', holds(told, `${BROKEN_FILE}:2`));
    tally.check('and with its excerpt', holds(told, '2 │ title = "Half written'));
    tally.check('and that an earlier state is shown', holds(told, 'last good state'));
    tally.check('the count is spoken', differs(await page.locator('roadmapgen-preview .said').textContent(), '1 error'));
    tally.check('the count is told', holds(await page.locator('roadmapgen-preview .problems summary').innerText(), '1 error'));
    tally.check('the last good page is there', differs(await page.locator('h1').innerText(), heading));
    await page.locator('roadmapgen-preview .problems summary').focus();
    await page.keyboard.press('Escape');
    tally.check('Escape closes the panel', differs(await panel.isVisible(), false));
    tally.check('and leads back', differs(await page.evaluate(() => document.querySelector('roadmapgen-preview').shadowRoot.activeElement?.localName), 'summary'));
    await edition(page, () => write(there, BROKEN_FILE, `${BROKEN}\n\nMore text.\n`));
    tally.check('it stays closed while nothing is added', differs(await panel.isVisible(), false));
    await page.reload();
    await page.locator('roadmapgen-preview[data-ready]').waitFor();
    tally.check('on the next page too', differs(await panel.isVisible(), false));
    await edition(page, () => write(there, 'milestones/another.md', '+++\ntitle = 7\n+++\n'));
    await panel.waitFor({ timeout: SOON });
    tally.check('another error opens it', holds(await panel.innerText(), 'milestones/another.md'));
    await edition(page, () => {
      rmSync(join(copy, 'milestones/another.md'));
      rmSync(join(copy, BROKEN_FILE));
    });
    await page.locator('roadmapgen-preview p.problems').waitFor({ timeout: SOON });
    tally.check('mended, it goes', differs(await page.locator('roadmapgen-preview .panel:visible').count(), 0));
    tally.check('nothing goes wrong over errors', troubles());
  });
  await visit(there, 'for/engineering/board/', async (page, troubles) => {
    const panel = page.locator('roadmapgen-preview .problems .panel');
    mkdirSync(join(copy, 'templates'));
    write(there, 'templates/board.html', '{% extends "base.html" %}\n{% block main %}\n<h1>{{ shell.title }</h1>\n{% endblock %}\n');
    await panel.waitFor({ timeout: SOON });
    tally.check('a template that cannot be read is told with its place', /templates\/board\.html:3:\d+/.test(await panel.innerText()) ? [] : [await panel.innerText()]);
    tally.check('over a page of before', differs(await page.locator('h1').count(), 1));
    write(there, 'templates/board.html', '{% extends "base.html" %}\n{% block main %}\n<h1>{{ nobody.knows }}</h1>\n{% endblock %}\n');
    await page.waitForFunction(() => document.querySelector('roadmapgen-preview').shadowRoot.textContent.includes('nobody'), null, { timeout: SOON });
    tally.check('a template that cannot be filled in, too', /templates\/board\.html:3:\d+/.test(await panel.innerText()) ? [] : [await panel.innerText()]);
    write(there, 'templates/board.html', '{% extends "base.html" %}\n{% block main %}\n<h1>A board of our own</h1>\n{% endblock %}\n');
    await page.getByRole('heading', { name: 'A board of our own' }).waitFor({ timeout: SOON });
    tally.check('mended, it is used', differs(await panel.count(), 0));
    rmSync(join(copy, 'templates'), { recursive: true });
    await page.getByRole('heading', { name: 'A board of our own' }).waitFor({ state: 'detached', timeout: SOON });
    tally.check('nothing goes wrong over templates', troubles());
  });
}

// ---------------------------------------------------------------- audiences and days

async function switches(there) {
  const { tally } = there;
  await withChange(there, 'roadmap.toml', (text) => text.replace(/(\[audiences\.design\][^[]*access = )"public"/, '$1"private"'), async () => {
    await visit(there, `for/engineering/timeline/?as-of=${OTHER_DAY}`, async (page, troubles) => {
      const summary = page.locator('roadmapgen-preview .views summary');
      await page.waitForFunction(() => document.querySelector('roadmapgen-preview').shadowRoot.textContent.includes('private'), null, { timeout: SOON });
      tally.check('the day is shown', differs(await page.locator('roadmapgen-preview #as-of').inputValue(), OTHER_DAY));
      const entries = await page.locator('roadmapgen-preview .views li').allTextContents();
      const marks = entries.map((entry) => entry.replace(/\s+/g, ' ').trim());
      tally.check('every view is there, with how it is published', differs(marks.join(', '), 'ports and ships, design private, engineering, leadership sealed'));
      for (const [title, whom] of [['design', 'for design'], ['leadership', 'for leadership'], ['ports and ships', 'for ports and ships'], ['engineering', 'for engineering']]) {
        await summary.click();
        await page.locator('roadmapgen-preview .views li a').filter({ hasText: title }).click();
        await page.waitForLoadState();
        tally.check(`${title} is shown`, holds(await page.locator('.mast').innerText(), whom));
        tally.check(`${title} is marked as current`, holds(await page.locator('roadmapgen-preview [aria-current=true]').textContent(), title));
        tally.check(`${title}: the same page`, differs(await page.locator('h1').innerText(), 'Timeline'));
        tally.check(`${title}: the same day`, holds(page.url(), `as-of=${OTHER_DAY}`));
      }
      tally.check('nothing goes wrong between audiences', troubles());
    });
  });
  await visit(there, 'for/engineering/timeline/', async (page, troubles) => {
    const field = page.locator('roadmapgen-preview #as-of');
    tally.check('no way back is offered from the day itself', differs(await page.locator('roadmapgen-preview .asof a').count(), 0));
    await field.fill(OTHER_DAY);
    await field.press('Enter');
    await page.waitForURL(/timeline\/\?as-of=/);
    tally.check('the page is as of that day', holds(await page.locator('.mast').innerText(), 'As of 3 May 2027'));
    const link = page.locator('main a[href*="milestones/"]').first();
    const written = await link.getAttribute('href');
    await link.click();
    await page.waitForURL(/milestones/);
    tally.check('a link carries the day along', holds(page.url(), `?as-of=${OTHER_DAY}`));
    await page.goBack();
    tally.check('and is as it was', differs(await page.locator('main a[href*="milestones/"]').first().getAttribute('href'), written));
    await page.locator('.mast nav a').filter({ hasText: 'Board' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/board/);
    tally.check('also by the keyboard', holds(page.url(), `?as-of=${OTHER_DAY}`));
    const [tab] = await Promise.all([page.context().waitForEvent('page'), page.locator('.mast nav a').filter({ hasText: 'List' }).click({ button: 'middle' })]);
    await tab.waitForURL(/list/);
    tally.check('also into another tab', holds(tab.url(), `?as-of=${OTHER_DAY}`));
    await tab.close();
    const address = page.url();
    await page.evaluate(() => document.querySelector('.skip').click());
    tally.check('a link within the page stays within it', differs(page.url(), `${address}#main`));
    await page.locator('roadmapgen-preview .asof a').click();
    await page.waitForURL(/board\/(index\.html)?$/);
    tally.check('there is a way back', holds(await page.locator('.mast').innerText(), 'As of 16 November 2026'));
    await page.locator('roadmapgen-preview .plain').click();
    await page.waitForURL(/preview=off/);
    tally.check('as published, there is no bar', differs(await page.locator('roadmapgen-preview, script:not([src*="assets/site."])').count(), 0));
    tally.check('nothing goes wrong between days', troubles());
  });
}

// ---------------------------------------------------------------- tabs

async function tabs(there) {
  const { tally, browser, base } = there;
  const made = await context(browser);
  const troubles = [];
  const pages = [];
  for (let tab = 0; tab < 8; tab += 1) {
    const page = await made.newPage();
    page.on('pageerror', (error) => troubles.push(error.message));
    await page.goto(base + PAGE);
    pages.push(page);
  }
  for (const turn of ['One', 'Two', 'Three']) {
    const title = `${turn} for eight tabs`;
    write(there, MILESTONE, milestone(there, title));
    const late = await Promise.allSettled(pages.map((page) => headed(page, title)));
    tally.check(`${turn}: all eight tabs are up to date`, late.flatMap(({ status }, tab) => (status === 'rejected' ? [`tab ${tab + 1} is not`] : [])));
  }
  // One after another goes, and with one of them the stream.
  while (pages.length > 1) {
    await pages.shift().close();
    const title = `${pages.length} are left`;
    write(there, MILESTONE, milestone(there, title));
    const late = await Promise.allSettled(pages.map((page) => headed(page, title)));
    tally.check(`when ${pages.length} are left, all are up to date`, late.flatMap(({ status }, tab) => (status === 'rejected' ? [`tab ${tab + 1} is not`] : [])));
  }
  // Without a window every tab counts as visible: that one is hidden is said to its page alone.
  const [tab] = pages;
  const other = await made.newPage();
  await other.goto(base + PAGE);
  await seen(tab, 'hidden');
  write(there, MILESTONE, milestone(there, 'While one was hidden'));
  await headed(other, 'While one was hidden');
  tally.check('a hidden tab waits', differs(await tab.locator('h1').innerText(), '1 are left'));
  await seen(tab, 'visible');
  await headed(tab, 'While one was hidden');
  tally.check('and catches up when it is shown', []);
  await seen(tab, 'hidden');
  await seen(other, 'hidden');
  const watching = await (await context(browser)).newPage();
  await watching.goto(base + PAGE);
  write(there, MILESTONE, milestone(there, 'While all were hidden'));
  await headed(watching, 'While all were hidden');
  await watching.context().close();
  await seen(tab, 'visible');
  await headed(tab, 'While all were hidden');
  tally.check('also when nobody had listened', []);
  await seen(other, 'visible');
  await headed(other, 'While all were hidden');
  tally.check('no script fails in any tab', troubles);
  await made.close();

  // Where there are no locks, as on plain http to another machine.
  const bare = await context(browser);
  await bare.addInitScript(() => Object.defineProperty(Navigator.prototype, 'locks', { value: undefined }));
  const alone = [await bare.newPage(), await bare.newPage()];
  for (const page of alone) await page.goto(base + PAGE);
  write(there, MILESTONE, milestone(there, 'Without locks'));
  const late = await Promise.allSettled(alone.map((page) => headed(page, 'Without locks')));
  tally.check('without locks every tab listens itself', late.flatMap(({ status }, tab_) => (status === 'rejected' ? [`tab ${tab_ + 1} is not up to date`] : [])));
  await bare.close();
}

function seen(page, state) {
  return page.evaluate((said) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => said });
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => said === 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}

// ---------------------------------------------------------------- pages, styles

async function comesAndGoes(there) {
  const { tally, copy } = there;
  const [file, aside] = [join(copy, 'pages/many-words.md'), join(copy, '..', 'aside.md')];
  await visit(there, 'for/engineering/many-words/', async (page, troubles) => {
    const loads = await marked(page);
    const heading = await page.locator('h1').innerText();
    renameSync(file, aside);
    await page.getByText('There is no such page').waitFor({ timeout: SOON });
    tally.check('a page that was removed says so', []);
    renameSync(aside, file);
    await headed(page, heading);
    tally.check('and comes back', []);
    tally.check('without a navigation', await unmarked(page, loads));
    tally.check('nothing goes wrong when a page goes', troubles(/404/));
  });
}

async function styles(there) {
  const { tally } = there;
  await visit(there, '', async (page, troubles) => {
    const loads = await marked(page);
    await page.evaluate(() => {
      window.accents = [];
      const look = () => {
        const [root, body] = [document.documentElement, document.body].map((element) => getComputedStyle(element));
        window.accents.push(`${root.getPropertyValue('--accent').trim()} ${body.fontFamily.slice(0, 9)} ${body.marginTop}`);
        requestAnimationFrame(look);
      };
      look();
    });
    await withChange(there, 'roadmap.toml', (text) => text.replace('#00626f', '#7a1f5c'), async () => {
      await page.waitForFunction(() => window.accents.at(-1).includes('#7a1f5c'), null, { timeout: SOON });
      await page.waitForTimeout(100);
      const looks = await page.evaluate(() => [...new Set(window.accents)]);
      tally.check('a new accent is seen, and nothing between', differs(looks.length, 2).concat(looks.filter((look) => !look.includes('system-ui'))));
      tally.check('one stylesheet is left', differs(await page.locator('link[rel=stylesheet]').count(), 1));
    });
    await page.waitForFunction(() => window.accents.at(-1).includes('#00626f'), null, { timeout: SOON });
    tally.check('and the old one again', await unmarked(page, loads));
    tally.check('nothing goes wrong with styles', troubles());
  });
}

// ---------------------------------------------------------------- looks

async function looks(there) {
  const { tally, browser, base } = there;
  const watching = await other(browser, `${base}for/engineering/board/`);
  await edition(watching, () => write(there, BROKEN_FILE, `+++\ntitle = "${'A very long title '.repeat(30)}\n+++\n`));
  for (const scheme of ['light', 'dark']) {
    for (const width of [1280, 390]) {
      const made = await context(browser, { width, scheme, bypassCSP: true });
      const page = await made.newPage();
      for (const [what, address] of [['a view', 'for/engineering/board/'], ['another day', `?as-of=${OTHER_DAY}`], ['no page', 'nothing/']]) {
        await page.goto(base + address);
        await page.locator('roadmapgen-preview .problems .panel').waitFor();
        // Only the bar: the pages have tests of their own.
        const found = await inaccessible(page);
        tally.check(`${what} with its bar at ${width} px, ${scheme}, is accessible`, found);
        for (const each of width === 390 ? [390, 320] : [1280]) tally.check(`${what} with its bar fits ${each} px, ${scheme}`, await fits(page, each));
      }
      await made.close();
    }
  }
  await edition(watching, () => rmSync(join(there.copy, BROKEN_FILE)));
  await watching.context().close();
  await visit(there, 'for/engineering/board/', async (page) => {
    const end = () => page.evaluate(() => {
      scrollTo(0, document.documentElement.scrollHeight);
      const foot = document.querySelector('.foot').getBoundingClientRect().bottom;
      const own = document.querySelector('roadmapgen-preview').getBoundingClientRect();
      return { hides: foot > own.top + 1, below: Math.round(innerHeight - own.bottom), height: Math.round(own.height) };
    });
    const { hides, below, height } = await end();
    tally.check('it does not hide the end of a page', differs(hides, false).concat(differs(below, 0)));
    tally.check('it is one line high', height <= 40 ? [] : [`${height} px`]);
    await page.goto(`${base}nothing/`);
    tally.check('on a short page it stands at the end of the window', differs((await end()).below, 0));
    await page.emulateMedia({ media: 'print' });
    tally.check('it is not printed', differs(await page.locator('roadmapgen-preview').isVisible(), false));
    await page.emulateMedia({ media: 'screen', forcedColors: 'active' });
    tally.check('it is there in forced colours', differs(await page.locator('roadmapgen-preview .problems').isVisible(), true));
  });
  const bare = await context(browser, { script: false });
  const page = await bare.newPage();
  await page.goto(`${base}for/leadership/board/`);
  tally.check('without script the bar is there', holds(await page.locator('roadmapgen-preview .views summary').innerText(), 'leadership'));
  await page.locator('roadmapgen-preview .views summary').click();
  await page.locator('roadmapgen-preview .views a').filter({ hasText: 'engineering' }).click();
  tally.check('without script it switches audiences', holds(await page.locator('.mast').innerText(), 'for engineering'));
  await bare.close();
}

// ---------------------------------------------------------------- the server

async function restarts(there, server) {
  const { tally, browser, base, program, copy } = there;
  const made = await context(browser);
  const pages = [await made.newPage(), await made.newPage()];
  for (const page of pages) await page.goto(base + PAGE);
  const loads = await marked(pages[0]);
  await server.stop();
  for (const page of pages) await page.getByText('Disconnected').waitFor({ timeout: 10_000 });
  tally.check('a page says quietly that its server has gone', []);
  write(there, MILESTONE, milestone(there, 'After a pause'));
  const again = await serve(program, copy, new URL(base).port);
  server.stop = again.stop;
  const late = await Promise.allSettled(pages.map((page) => headed(page, 'After a pause', 10_000)));
  tally.check('and comes back with it, up to date', late.flatMap(({ status }) => (status === 'rejected' ? ['a tab did not'] : [])).concat(differs(again.base, base)));
  tally.check('nothing is said any more', differs(await pages[0].getByText('Disconnected').count(), 0));
  tally.check('without a navigation', await unmarked(pages[0], loads));
  tally.check('a save is seen as before', await retitled(there, pages[1], 'Once more'));
  await made.close();
}

async function brokenAtStart({ tally, browser, program }, home) {
  const folder = join(home, 'broken');
  mkdirSync(join(folder, 'milestones'), { recursive: true });
  writeFileSync(join(folder, 'roadmap.toml'), '[site]\ntitle = "Not whole\n');
  writeFileSync(join(folder, 'milestones/one.md'), '+++\ntitle = "One"\n+++\n');
  const server = await serve(program, folder);
  try {
    const made = await context(browser);
    const page = await made.newPage();
    const complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()); });
    await page.goto(server.base);
    const main = page.locator('main');
    tally.check('the preview starts and tells the error', holds(await main.innerText(), 'roadmap.toml:2:'));
    tally.check('its bar counts it', differs(await page.locator('roadmapgen-preview .problems').innerText(), '1 error'));
    tally.check('the page that says so is accessible', await inaccessible(await other(browser, server.base)));
    writeFileSync(join(folder, 'roadmap.toml'), '[site]\ntitle = "Not whole"\nno key\n');
    await page.locator('main').getByText('roadmap.toml:3:').waitFor({ timeout: SOON });
    tally.check('another error takes its place', differs((await main.innerText()).includes('roadmap.toml:2:'), false));
    writeFileSync(join(folder, 'roadmap.toml'), '[site]\ntitle = "Whole"\n');
    await page.getByText('Whole').first().waitFor({ timeout: SOON });
    tally.check('mended, it is the roadmap', differs(await page.getByText('nothing to show yet').count(), 0));
    writeFileSync(join(folder, 'roadmap.toml'), '[site]\ntitle = "Whole again"\n');
    await page.getByText('Whole again').first().waitFor({ timeout: SOON });
    tally.check('and stays live', complaints);
    await made.close();
  } finally {
    await server.stop();
  }
}

if (isMain(import.meta.url)) {
  const [program, folder] = process.argv.slice(2);
  const tally = newTally();
  await withBrowser((browser) => lookAtPreview(tally, browser, { program: resolve(program), folder: resolve(folder) }));
  tally.close();
}
