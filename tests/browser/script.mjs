// What the script adds to a site: filters and sorting in place, search, marks of what has changed, links to copy, the
// choice of light and dark: `node script.mjs [--program PROGRAM] SITE…`
//
// The program builds a small roadmap twice, to see what is marked as changed; without it, that is left out.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMain, sites } from './arguments.mjs';
import { context, withBrowser } from './browser.mjs';
import { fits, inaccessible, listen } from './looks.mjs';
import { serve } from './server.mjs';
import { newTally } from './tally.mjs';

/** All of it for a site. Without the `program` that builds one, changes are not looked at. */
export async function lookAtScript(tally, browser, site, { program } = {}) {
  const server = await serve(site.folder, '/a/b/');
  const there = { site, base: server.base };
  const group = (name, body) => tally.group(`${site.name}: ${name}`, () => body(tally, browser, there));
  try {
    await group('filters in place', filters);
    await group('filtered pages without script', plain);
    await group('sorts', sorts);
    await group('searches', searches);
    await group('copies links, and is light or dark', comfort);
    await group('lights up dependencies', lights);
    await group('takes any address', strangers);
    await group('stays as it is made', looks);
  } finally {
    await server.close();
  }
  if (program) await tally.group('marks what has changed', () => marks(tally, browser, program));
}

const rowsOf = (page) => page.locator('.list tbody tr').count();
const said = (page) => page.locator('.find [role=status]').textContent();
const check = (tally, there, name, complaints) => tally.check(`${there.site.name}: ${name}`, complaints.filter(Boolean));
const unless = (holds, complaint) => (holds ? '' : complaint);

/** A page with rows and filters: the list, or where that is an overview, its longest part. */
function listOf(site) {
  const here = site.pages.filter(({ html, route }) => route.startsWith('list/') && html.includes('data-here='));
  return here.find(({ route }) => route === 'list/') ?? here.sort((a, b) => b.html.length - a.html.length)[0];
}

async function opened(browser, there, route, options) {
  const made = await context(browser, options);
  const page = await made.newPage();
  const heard = listen(page, (url) => url.startsWith(there.base) || url.startsWith('data:'));
  await page.goto(there.base + route);
  return { page, heard, close: () => made.close() };
}

/** The first links that would filter this page in place, one for each of two facets, with how many rows they say they leave. */
const choices = (page) => page.evaluate(() => [...document.querySelectorAll('.filters details')].flatMap((details) => {
  if (details.querySelector('[aria-current=page]')) return [];
  const rows = [...document.querySelectorAll('.list tbody tr')];
  const links = [...details.querySelectorAll('a')].map((link) => {
    const [name, value] = link.getAttribute('href').split('/').slice(-3, -1);
    return { name, value, left: rows.filter((row) => row.dataset.f.split(' ').includes(`${name}.${value}`)).length };
  });
  return links.filter(({ left }) => left > 0 && left < rows.length).slice(0, 1);
}).slice(0, 2));

const press = (page, { name, value }) => page.evaluate(([tail]) => {
  const link = [...document.querySelectorAll('.filters a')].find((each) => each.getAttribute('href').split('?')[0].endsWith(tail));
  link.closest('details').open = true;
  link.click();
}, [`${name}/${value}/index.html`]);

async function filters(tally, browser, there) {
  const { page, heard, close } = await opened(browser, there, listOf(there.site).route);
  const all = await rowsOf(page);
  const [first, second] = await choices(page);
  await press(page, first);
  check(tally, there, 'a filter leaves in the document what matches, and says so', [
    unless(await rowsOf(page) === first.left, `${await rowsOf(page)} rows are left, not ${first.left}`),
    unless((await said(page)).startsWith(`${first.left} of ${all} shown: `), `says \`${await said(page)}\``),
    unless(new URL(page.url()).searchParams.get(first.name) === first.value, `the address is ${page.url()}`),
    unless(await page.locator('.rows section:not(:has(tbody tr))').count() === 0, 'a section is empty'),
    unless(await page.locator('.filters a[aria-current=true]').count() === 1, 'the link does not say that it is on'),
  ]);
  if (second) {
    await press(page, second);
    const both = await page.evaluate(([a, b]) => [...document.querySelectorAll('.list tbody tr')]
      .filter((row) => ![a, b].every(({ name, value }) => row.dataset.f.split(' ').includes(`${name}.${value}`))).length, [first, second]);
    check(tally, there, 'two filters hold together', [unless(both === 0, `${both} rows match one only`)]);
    const address = page.url();
    await page.goBack();
    check(tally, there, 'the back button takes back one filter', [unless(await rowsOf(page) === first.left, `${await rowsOf(page)} rows`)]);
    await page.goBack();
    check(tally, there, 'the back button takes back the first filter too', [
      unless(await rowsOf(page) === all, `${await rowsOf(page)} rows of ${all}`),
      unless(await said(page) === '', `says \`${await said(page)}\``),
      unless(await page.locator('.filters a[aria-current=true]').count() === 0, 'a link says that it is on'),
    ]);
    await page.goto(address);
    check(tally, there, 'an address with filters shows what it says', [unless(/ of \d+ shown/.test(await said(page)), `says \`${await said(page)}\``)]);
  }
  await page.goto(there.base + listOf(there.site).route);
  const title = await page.locator('.list tbody tr th a').last().textContent();
  await page.fill('#find', title.toUpperCase());
  check(tally, there, 'the field finds a title however it is written', [
    unless(await rowsOf(page) >= 1 && await rowsOf(page) < all, `${await rowsOf(page)} rows of ${all}`),
    unless((await page.locator('.list tbody tr').allTextContents()).every((text) => text.includes(title)), 'other rows are left'),
  ]);
  const id = await page.evaluate(() => document.querySelector('.list tbody tr').id);
  await page.fill('#find', 'nothing is called this');
  check(tally, there, 'nothing left says what to leave out', [
    unless((await page.locator('.rows .none').textContent()).startsWith('Nothing matches'), 'does not say so'),
    unless(await page.locator('.rows .none button').count() > 0, 'offers no way out'),
    ...await inaccessible(await lenient(browser, page.url())),
  ]);
  await page.evaluate((to) => { location.hash = to; }, id);
  await page.waitForTimeout(50);
  check(tally, there, 'an address of a row brings it back', [unless(await page.locator(`#${id}`).count() === 1, 'it is not there')]);
  await page.goto(`${there.base}list/${first.name}/${first.value}/`);
  await page.evaluate(() => document.addEventListener('click', (event) => event.preventDefault()));
  const bare = await page.locator('.filters a').evaluateAll((links) => links.map((link) => {
    link.click();
    return link.getAttribute('href');
  }).filter((href) => href.endsWith('?')));
  check(tally, there, 'links to filtered pages ask for something or for nothing', bare.map((href) => `${href} has a bare \`?\``));
  // What was not loaded yet when it went on to another page is none of its faults.
  check(tally, there, 'filtering goes quietly', heard().filter((complaint) => !complaint.endsWith('ERR_ABORTED')));
  await close();
}

/** The same address in a page that axe may be put into. It is closed with the browser. */
async function lenient(browser, url) {
  const page = await (await context(browser, { bypassCSP: true })).newPage();
  await page.goto(url);
  await page.waitForTimeout(100);
  return page;
}

async function plain(tally, browser, there) {
  const { page, close } = await opened(browser, there, 'list/', { script: false });
  const links = await page.evaluate(() => [...document.querySelectorAll('.filters a')].map((link) => [link.href, link.querySelector('small')?.textContent]));
  const complaints = [];
  for (const [href, count] of links.slice(0, 6)) {
    await page.goto(href);
    const years = await page.locator('.years small').allTextContents();
    const rows = years.length ? years.reduce((sum, year) => sum + Number(year), 0) : await rowsOf(page);
    if (String(rows) !== count) complaints.push(`${href} has ${rows} rows, not ${count}`);
    if (!(await page.locator('.head .big a').count())) complaints.push(`${href} does not lead back`);
    const dead = await page.locator('button:visible, input:visible').count();
    if (dead) complaints.push(`${href} has ${dead} controls that do nothing`);
  }
  check(tally, there, 'filters are pages without script', [unless(links.length > 0, 'there are none'), ...complaints]);
  await close();
}

async function sorts(tally, browser, there) {
  const { page, close } = await opened(browser, there, listOf(there.site).route);
  const titles = () => page.locator('.list').first().locator('tbody th > a').allTextContents();
  const before = await titles();
  const head = page.locator('.list thead th button').first();
  await head.click();
  const compare = new Intl.Collator('en', { numeric: true }).compare;
  const up = await titles();
  await head.click();
  const down = await titles();
  const says = await page.locator('.list thead th').first().getAttribute('aria-sort');
  await head.click();
  check(tally, there, 'a column sorts up, down and not', [
    unless(up.join('|') === [...before].sort(compare).join('|'), `up: ${up}`),
    unless(down.join('|') === [...before].sort((a, b) => compare(b, a)).join('|'), `down: ${down}`),
    unless(says === 'descending', `says ${says}`),
    unless((await titles()).join('|') === before.join('|'), 'it does not come back'),
  ]);
  await page.setViewportSize({ width: 390, height: 900 });
  await page.waitForTimeout(50);
  check(tally, there, 'heads that are not seen are nothing to press', [unless(await page.locator('.list thead button').count() === 0, 'there are buttons')]);
  await close();
}

async function searches(tally, browser, there) {
  const { page, heard, close } = await opened(browser, there, 'board/');
  await page.waitForLoadState('networkidle');
  await page.keyboard.press('/');
  await page.waitForURL(/\/search\//);
  const roadmap = JSON.parse(readFileSync(join(there.site.folder, 'roadmap.json'), 'utf8'));
  const { title, url } = roadmap.milestones[0];
  check(tally, there, '`/` leads to the search from anywhere', [unless(await page.evaluate(() => document.activeElement.id) === 'find', 'the field has no focus')]);
  await page.keyboard.type(title);
  await page.waitForSelector('.found .hits li');
  const hits = () => page.locator('.found .hits a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  check(tally, there, 'a title is found', [
    unless((await hits()).some((href) => href.endsWith(`${url}index.html`) || href.endsWith(url)), `finds ${await hits()}`),
    unless(/^\d+ found/.test(await said(page)), `says \`${await said(page)}\``),
    unless(!(await page.locator('.az').isVisible()), 'the list from A to Z is still there'),
    ...heard(),
    ...await inaccessible(await lenient(browser, page.url())),
    ...await fits(page, 320),
  ]);
  await page.keyboard.press('Escape');
  check(tally, there, 'Escape leaves the field', [unless(await page.evaluate(() => document.activeElement.id) !== 'find', 'it does not')]);
  await close();

  const odd = await opened(browser, there, 'search/');
  const letters = '\u{1d49c}'.repeat(20);
  await odd.page.fill('#find', 'twin');
  await odd.page.waitForLoadState('networkidle');
  const lines = () => odd.page.locator('.found .hits li').allTextContents();
  await odd.page.evaluate((word) => globalThis.roadmapgenIndex({
    kinds: ['Step'], common: 'a', words: `${word} 3;twin 0 1 1`,
    items: [['Twin', 'steps/one/index.html', 0, 'Done'], ['Twin', 'steps/two/index.html', 0, 'Done'], ['Twin', 'steps/three/index.html', 0, 'Idea'], ['Long', 'steps/long/index.html', 0, '']],
  }), letters);
  const twins = (await lines()).join('; ');
  await odd.page.fill('#find', `${letters}\u{1d49c}`);
  check(tally, there, 'hits can be told apart, and letters are counted as in the index', [
    unless(twins === 'Twin Step: Done: one; Twin Step: Done: two; Twin Step: Idea', twins),
    unless((await lines()).join() === 'Long Step', `finds ${await lines()}`),
    ...odd.heard(),
  ]);
  await odd.close();

  const made = await context(browser);
  const disk = await made.newPage();
  await disk.goto(`${pathToFileURL(join(resolve(there.site.folder), 'search/index.html')).href}?q=${encodeURIComponent(title.split(' ')[0])}`);
  await disk.waitForSelector('.found .hits li');
  const dead = await disk.locator('.found .hits a').evaluateAll((links) => links.filter((link) => !link.href.startsWith('file:') || !link.href.endsWith('index.html')).length);
  check(tally, there, 'it searches from a disk too', [unless(dead === 0, `${dead} links lead to no file`)]);
  await made.close();
}

async function comfort(tally, browser, there) {
  const made = await context(browser);
  await made.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(there.base).origin });
  const page = await made.newPage();
  const milestone = there.site.pages.find(({ kind }) => kind === 'milestone');
  await page.goto(there.base + milestone.route);
  await page.locator('h1 .copy').focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('.told').textContent === 'Copied');
  check(tally, there, 'a page’s address is copied', [
    unless(await page.evaluate(() => navigator.clipboard.readText()) === there.base + milestone.route, 'another is'),
  ]);
  const names = await page.locator('.copy').evaluateAll((buttons) => buttons.map((each) => [each.ariaLabel, each.parentElement.textContent]));
  await page.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new Error('forbidden')); });
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('.told').textContent === 'Not copied', undefined, { timeout: 2000 }).catch(() => {});
  check(tally, there, 'what could not be copied says so, and buttons say of what they copy the link', [
    unless(await page.locator('.told').textContent() === 'Not copied', `says \`${await page.locator('.told').textContent()}\``),
    ...names.map(([name, text]) => unless(name === `Copy link to ${text}`, `\`${name}\` copies the link to \`${text}\``)),
  ]);
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.click('.theme');
  await page.click('.theme');
  const dark = await ground();
  await page.goto(there.base);
  const early = await page.evaluate(() => document.documentElement.dataset.theme);
  check(tally, there, 'what is chosen as dark is dark on the next page', [
    unless(dark !== light, 'it is as light as before'),
    unless(await ground() === dark && early === 'dark', `the next page is ${await ground()}`),
    unless(/dark/.test(await page.locator('.theme').getAttribute('aria-label')), 'the button does not say so'),
  ]);
  // Without flash: the head's script has said it before there is a body to paint.
  const atBody = await made.newPage();
  await atBody.addInitScript(() => {
    new MutationObserver((_, watch) => {
      if (!document.body) return;
      globalThis.atBody = document.documentElement.dataset.theme;
      watch.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  await atBody.goto(there.base);
  check(tally, there, 'the choice is known before anything is painted', [unless(await atBody.evaluate(() => globalThis.atBody) === 'dark', 'it is not')]);
  await made.close();
}

async function lights(tally, browser, there) {
  const timeline = there.site.pages.filter(({ html, route }) => route.startsWith('timeline/') && /class="dep[^>]*>[^<]*<a href="#m-/.test(html))[0];
  if (!timeline) {
    tally.skip(`${there.site.name}: dependencies`, 'no row of its timeline depends on another one there');
    return;
  }
  const { page, close } = await opened(browser, there, timeline.route);
  const link = page.locator('.dep a[href^="#m-"]').first();
  const [target, own] = await link.evaluate((each) => [each.getAttribute('href').slice(1), each.closest('tr').id]);
  const lit = () => page.locator('tr.lit').evaluateAll((rows) => rows.map((row) => row.id).sort().join());
  await link.focus();
  const both = [target, own].sort().join();
  check(tally, there, 'both ends of a dependency light up', [unless(await lit() === both, `lit are ${await lit()}, not ${both}`)]);
  await page.keyboard.press('Enter');
  await page.waitForTimeout(50);
  await page.evaluate(() => document.activeElement.blur());
  const after = (await lit()).split(',');
  check(tally, there, 'they stay lit where one has gone', [target, own].map((id) => unless(after.includes(id), `${id} is not lit`)));
  await close();
}

/** What strangers may write into an address, or other programs into this browser's storage. */
async function strangers(tally, browser, there) {
  const route = listOf(there.site).route;
  const image = encodeURIComponent('<img src=x onerror=alert(1)>"]\'\\');
  const long = 'a+'.repeat(5000);
  const names = ['status', 'q', 'changed', '__proto__', 'constructor', ''];
  const queries = [...names.map((name) => `?${name}=${image}`), '?__proto__=x&constructor=x', '?%', '?q=%E0%A4', `?q=${long}`, `?status=${long}`, `?${'status=x&'.repeat(1000)}`, '#%"]<img>', '#__proto__'];
  const { page, heard, close } = await opened(browser, there, '');
  const alive = () => page.waitForFunction(() => document.querySelector('.told'), undefined, { timeout: 2000 }).then(() => true, () => false);
  const harm = [];
  for (const path of [route, 'search/']) for (const query of queries) {
    await page.goto(there.base + path + query);
    if (!await alive()) harm.push(`/${path}${query.slice(0, 40)} stops the script`);
    if (await page.locator('main img[src=x]').count()) harm.push(`/${path}${query.slice(0, 40)} becomes an element`);
  }
  // What was not loaded yet when it went on is none of its faults.
  const faults = () => heard().filter((complaint) => !complaint.endsWith('ERR_ABORTED'));
  check(tally, there, 'no address does harm', [...harm, ...faults()]);
  const worst = ['', '0', 'null', '"x"', '[]', '{', '{"t":1}', '{"t":"x","s":{}}', '{"t":1,"s":null,"w":1}', '{"t":1,"s":7}', '{"t":1e300,"s":"abc"}', '{"t":{"toString":1,"valueOf":1}}', '{"t":1,"w":1,"s":{"__proto__":{"toString":1}}}', '{"toString":1,"valueOf":1}'];
  await page.goto(there.base + route);
  const complaints = [];
  for (const value of worst) {
    await page.evaluate((text) => {
      for (const storage of [localStorage, sessionStorage]) for (const key of [...Object.keys(storage), 'roadmapgen theme']) storage.setItem(key, text);
    }, value);
    await page.reload();
    if (!await alive()) complaints.push(`\`${value}\` stops the script`);
  }
  check(tally, there, 'what is stored may be anything', [...complaints, ...faults()]);
  await close();
}

/** Nothing moves while a page is loaded, and it fits. */
async function looks(tally, browser, there) {
  for (const route of ['', 'board/', listOf(there.site).route, 'search/', there.site.pages.find(({ kind }) => kind === 'milestone').route]) {
    const made = await context(browser);
    for (const visit of ['first', 'second']) {
      const page = await made.newPage();
      await page.addInitScript(() => {
        globalThis.moved = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => { globalThis.moved += entry.value; })).observe({ type: 'layout-shift', buffered: true });
      });
      await page.goto(there.base + route);
      await page.waitForTimeout(200);
      const moved = await page.evaluate(() => globalThis.moved);
      check(tally, there, `/${route} does not move at the ${visit} visit`, [unless(moved === 0, `moves by ${moved}`), ...await fits(page, 320)]);
      await page.close();
    }
    await made.close();
  }
}

/** A roadmap is built, looked at, changed, built again and looked at in another visit. */
async function marks(tally, browser, program) {
  const work = mkdtempSync(join(tmpdir(), 'script-'));
  const [plan, out] = [join(work, 'plan'), join(work, 'out')];
  mkdirSync(plan);
  const make = (...titles) => {
    const steps = titles.map((title, at) => `[[milestone]]\nid = "${at === 3 ? 'constructor' : `m${at}`}"\ntitle = "${title}"\nstatus = "active"\n`);
    writeFileSync(join(plan, 'roadmap.toml'), `[site]\ntitle = "Plan"\n${steps.join('')}`);
    execFileSync(program, ['build', plan, '-o', out, '--as-of', '2026-11-16'], { stdio: 'ignore' });
  };
  make('One', 'Two', 'Three');
  const server = await serve(out, '/');
  const made = await context(browser);
  const visit = async (route) => {
    const page = await made.newPage();
    await page.goto(server.base + route);
    return page;
  };
  try {
    const first = await visit('list/');
    tally.check('marks: a first visit marks nothing', [unless(await first.locator('.fresh, .since:visible').count() === 0, 'it does')].filter(Boolean));
    await first.close();
    const again = await visit('list/');
    tally.check('marks: what has not changed is said to have not', [unless(/^Nothing here has changed/.test(await again.locator('.since').textContent()), await again.locator('.since').textContent())].filter(Boolean));
    await again.close();

    make('One', 'Another two', 'Three', 'Four');
    const page = await visit('list/');
    const words = () => page.locator('tr:has(.fresh)').evaluateAll((rows) => rows.map((row) => `${row.querySelector('a').textContent}: ${row.querySelector('.fresh').textContent}`).sort().join('; '));
    tally.check('marks: what has changed and what is new says so', [
      unless(await words() === 'Another two: changed; Four: new', await words()),
      unless(/^2 changed since you last looked on \d+ \w+\./.test(await page.locator('.since').textContent()), await page.locator('.since').textContent()),
    ].filter(Boolean));
    await page.click('.since button:has-text("only these")');
    tally.check('marks: only these can be shown', [unless(await rowsOf(page) === 2, `${await rowsOf(page)} rows`)].filter(Boolean));
    await page.goto(`${server.base}board/`);
    tally.check('marks: they stay during a visit', [unless(await page.locator('.col .fresh').count() > 0, 'none is on the board')].filter(Boolean));
    await page.goto(`${server.base}list/`);
    await page.click('.since button:has-text("Mark as seen")');
    tally.check('marks: they go when they are seen', [unless(await page.locator('.fresh').count() === 0, 'they do not')].filter(Boolean));
  } finally {
    await made.close();
    await server.close();
    rmSync(work, { recursive: true, force: true });
  }
}

if (isMain(import.meta.url)) {
  const words = process.argv.slice(2);
  const at = words.indexOf('--program');
  const program = at === -1 ? undefined : resolve(words.splice(at, 2)[1]);
  const tally = newTally();
  await withBrowser(async (browser) => {
    for (const { site } of sites(words)) await lookAtScript(tally, browser, site, { program });
  });
  tally.close();
}
