// A sealed view in a real browser: opened in every way, refused in every way, and walked through.
// `node sealed.mjs --under for/board/ [--again FOLDER] [--shots FOLDER] FOLDER PASSPHRASE SECRET`
//
// FOLDER is the published site, SECRET what `share` prints after `#k=`. `--again` is the same site, published later
// with other content: what was open stays open over it.

import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { isMain } from './arguments.mjs';
import { chromiumPath, context, withBrowser } from './browser.mjs';
import { fits, inaccessible, listen } from './looks.mjs';
import { serve } from './server.mjs';
import { newTally, several } from './tally.mjs';
import { unseal } from './unseal.mjs';

const WRONG = 'cactus ladder harbor wisdom velvet pencil';

/** What each message must say, and no other may. */
const SAYS = {
  empty: /passphrase first/,
  refused: /passphrase does not open it/,
  link: /link does not open it/,
  changed: /sealed anew/,
  download: /could not be downloaded/,
  damaged: /is damaged/,
  insecure: /begins with http:/,
  file: /from a disk/,
  old: /too old/,
  noscript: /allowed to run/,
};

/** Looks at a sealed view: `{ folder, under, passphrase, secret, again, shots }`, as on the command line. */
export async function lookAtSealed(tally, browser, sealed) {
  const folder = join(sealed.folder, sealed.under);
  const blob = readFileSync(join(folder, 'roadmap.sealed'));
  const server = await serve(sealed.folder, '/project/');
  const url = `${server.base}${sealed.under}`;
  const there = { ...sealed, folder, blob, url, files: unseal(blob, 'passphrase', sealed.passphrase) };
  if (sealed.shots) mkdirSync(sealed.shots, { recursive: true });
  try {
    await tally.group('sealed: what is published', () => published(tally, there));
    await tally.group('sealed: opens', () => opens(tally, browser, there));
    await tally.group('sealed: says why it does not open', () => refuses(tally, browser, there));
    await tally.group('sealed: reads like an open site', () => walks(tally, browser, there));
    await tally.group('sealed: finds and filters', () => finds(tally, browser, there));
    await tally.group('sealed: every page is as it was', () => same(tally, browser, there));
    await tally.group('sealed: stays open and closes', () => remembers(tally, browser, there));
    await tally.group('sealed: fits, prints and is accessible', () => looks(tally, browser, there));
  } finally {
    await server.close();
  }
}

// ---------------------------------------------------------------- in the files

function published(tally, { folder, blob, files, secret }) {
  tally.check('two files and no more are published', readdirSync(folder).sort().join() === 'index.html,roadmap.sealed' ? [] : [readdirSync(folder).join()]);
  const all = Buffer.concat([readFileSync(join(folder, 'index.html')), blob]).toString('latin1');
  const words = [...files.keys()].flatMap((path) => [path, /<title>([^<]+)/.exec(files.get(path).toString())?.[1]]);
  const tells = words.filter((word) => word !== undefined && word.length > 10 && all.includes(Buffer.from(word).toString('latin1')));
  tally.check('no title and no path stands in them', tells);
  const by = unseal(blob, 'link', secret);
  tally.check('the link opens the same files', [...files].filter(([path, bytes]) => !by.get(path)?.equals(bytes)).map(([path]) => path));
}

// ---------------------------------------------------------------- opening

async function opens(tally, browser, there) {
  const { url, passphrase, secret } = there;
  const home = title(there, 'index.html');
  for (const [what, typed] of [
    ['the passphrase', passphrase],
    ['the passphrase with space around it', ` ${passphrase.replace(' ', '  ')}\n`],
    ['the passphrase in NFD', passphrase.normalize('NFD')],
  ]) {
    await visit(browser, there, async (page, asked, complaints) => {
      await type(page, typed);
      await opened(page);
      tally.check(`${what} opens it`, differs(await page.title(), home));
      const names = asked().map((each) => each.replace(url, ''));
      tally.check(`${what}: nothing else is asked for`, differs(names.sort().join(), ',roadmap.sealed'));
      tally.check(`${what}: nothing goes wrong`, complaints());
      tally.check(`${what}: the keyboard is at the heading`, differs(await page.evaluate(() => document.activeElement.localName), 'h1'));
      tally.check(`${what}: nothing is stored`, await stored(page));
    });
  }
  await visit(browser, there, async (page, asked, complaints) => {
    await page.goto(`${url}#k=${secret}`);
    await opened(page);
    tally.check('the link opens it', differs(await page.title(), home));
    tally.check('the link is gone from the address', differs(page.url(), url));
    tally.check('the link is not in the history either', await page.evaluate((part) => (JSON.stringify(history.state).includes(part) ? ['it is'] : []), secret));
    tally.check('the link: nothing goes wrong', complaints());
    tally.check('the link: nothing is stored', await stored(page));
  }, false);
  await visit(browser, there, async (page) => {
    const route = there.files.has('timeline/index.html') ? 'timeline/' : '';
    await page.goto(`${url}#k=${secret}/${route}`);
    await opened(page);
    tally.check('a link may lead to a page', differs(page.url(), `${url}#/${route}`).concat(differs(await page.title(), title(there, `${route}index.html`))));
  }, false);
  await visit(browser, there, async (page) => {
    await page.goto(`${url}#k=${secret}.`);
    await opened(page);
    tally.check('a link opens with the full stop of its sentence', []);
  }, false);
  await visit(browser, there, async (page) => {
    await page.goto(url);
    await page.locator('#passphrase').waitFor();
    await page.evaluate((k) => { location.hash = `k=${k}`; }, secret);
    await opened(page);
    tally.check('a link opens it in a tab that was asking', []);
  }, false);
  const narrow = await context(browser, { width: 390 });
  const page = await narrow.newPage();
  await page.goto(url);
  await type(page, passphrase);
  await opened(page);
  tally.check('it opens on a phone', await fits(page, 390));
  await narrow.close();
}

// ---------------------------------------------------------------- refusing

async function refuses(tally, browser, there) {
  const { url, secret, passphrase, blob, shots } = there;
  const said = async (page, what, kind) => {
    const text = await page.locator('body').innerText();
    const complaints = Object.entries(SAYS).filter(([key, words]) => words.test(text) !== (key === kind)).map(([key]) => (key === kind ? `does not say ${key}: ${text}` : `says ${key} too`));
    tally.check(`${what} is told`, complaints);
    tally.check(`${what}: the page is accessible`, page.context().scriptless ? [] : await inaccessible(page));
    for (const width of [320, 390, 1280]) tally.check(`${what} fits ${width} px`, page.context().scriptless ? [] : await fits(page, width));
    if (shots) await picture(page, shots, kind);
  };
  const settled = (page) => page.waitForFunction(() => document.getElementById('trouble')?.textContent !== '');

  await visit(browser, there, async (page) => {
    if (shots) await picture(page, shots, 'ask');
    tally.check('the form is accessible', await inaccessible(page));
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await said(page, 'an empty passphrase', 'empty');
    tally.check('an empty passphrase leads to the field', await atField(page));
    await type(page, WRONG);
    if (shots) await picture(page, shots, 'opening', [1280]);
    await settled(page);
    await said(page, 'a wrong passphrase', 'refused');
    tally.check('a wrong passphrase leads to the field', await atField(page));
    await page.getByRole('button', { name: 'Show passphrase' }).click();
    tally.check('the passphrase can be shown', differs(await page.locator('#passphrase').getAttribute('type'), 'text'));
    await page.getByRole('button', { name: 'Hide passphrase' }).click();
    tally.check('and hidden', differs(await page.locator('#passphrase').getAttribute('type'), 'password'));
    await type(page, passphrase);
    await opened(page);
    tally.check('the right one opens it afterwards', differs(await page.title(), title(there, 'index.html')));
  });
  for (const [what, cut] of [['a link cut short', secret.slice(0, 20)], ['a link with a changed letter', `${secret[0] === 'A' ? 'B' : 'A'}${secret.slice(1)}`], ['a link with nothing in it', '']]) {
    await visit(browser, there, async (page) => {
      await page.goto(`${url}#k=${cut}`);
      await settled(page);
      await said(page, what, 'link');
      tally.check(`${what} is gone from the address`, differs(page.url(), url));
      await type(page, passphrase);
      await opened(page);
    }, false);
  }
  const flipped = (at) => Buffer.from(blob.map((byte, index) => (index === at ? byte ^ 1 : byte)));
  const broken = [
    ['a changed byte', flipped(5000), 'damaged'],
    ['a changed byte in the slot of this passphrase', flipped(80), 'damaged'],
    ['half a file', blob.subarray(0, blob.length / 2), 'damaged'],
    ['an empty file', Buffer.alloc(0), 'damaged'],
    ['another file', Buffer.from('<!DOCTYPE html><title>Sign in</title>'), 'damaged'],
    ['too few rounds', resummed(blob, (copy) => copy.writeUInt32BE(599_999, 8)), 'damaged'],
    ['too many rounds', resummed(blob, (copy) => copy.writeUInt32BE(10_000_001, 8)), 'damaged'],
    ['another commitment', resummed(blob, (copy) => { copy[30] ^= 1; }), 'refused'],
    ['other contents', resummed(blob, (copy) => { copy[5000] ^= 1; }), 'damaged'],
  ];
  for (const [what, body, kind] of broken) {
    await visit(browser, there, async (page) => {
      await page.route('**/roadmap.sealed', (route) => route.fulfill({ body, contentType: 'application/octet-stream' }));
      await type(page, passphrase);
      await settled(page);
      await said(page, what, kind);
    });
  }
  await visit(browser, there, async (page) => {
    await page.route('**/roadmap.sealed', (route) => route.abort());
    await page.goto(`${url}#k=${secret}`);
    await settled(page);
    await said(page, 'a download that fails', 'download');
    await page.unroute('**/roadmap.sealed');
    await page.getByRole('button', { name: 'Try again' }).click();
    await opened(page);
    tally.check('a failed download can be tried again without the link', []);
  }, false);
  await visit(browser, there, async (page) => {
    await page.addInitScript(() => { delete globalThis.DecompressionStream; });
    await page.goto(url);
    await said(page, 'an old browser', 'old');
  }, false);

  const scriptless = await context(browser, { script: false });
  scriptless.scriptless = true;
  const silent = await scriptless.newPage();
  await silent.goto(url);
  await said(silent, 'that script is off', 'noscript');
  tally.check('without script there is no form', (await silent.locator('form').isVisible()) ? ['there is'] : []);
  await scriptless.close();

  const disk = await context(browser);
  const local = await disk.newPage();
  await local.goto(`file://${there.folder}/index.html`);
  await said(local, 'an opening from the disk', 'file');
  await disk.close();

  // A name that stands for this machine, but is not known to browsers to be it, as a company's own host.
  const plain = await chromium.launch({
    executablePath: chromiumPath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--host-resolver-rules=MAP roadmap.test 127.0.0.1'],
  });
  try {
    const page = await (await context(plain)).newPage();
    await page.goto(`${url.replace('127.0.0.1', 'roadmap.test')}#k=${secret}`);
    await said(page, 'plain http', 'insecure');
    const link = await page.getByRole('link', { name: 'https' }).getAttribute('href');
    tally.check('plain http leads to https, with the key', link.startsWith('https://roadmap.test') && link.endsWith(secret) ? [] : [link]);
  } finally {
    await plain.close();
  }
}

// ---------------------------------------------------------------- reading

async function walks(tally, browser, there) {
  const { url, passphrase, files } = there;
  await visit(browser, there, async (page, asked, complaints) => {
    await type(page, passphrase);
    await opened(page);
    const link = page.locator('main a[href^="#/milestones/"]').first();
    const to = await link.getAttribute('href');
    await page.evaluate(() => scrollTo(0, 900));
    await page.waitForTimeout(100);
    const left = await page.evaluate(() => scrollY);
    await link.evaluate((element) => element.click());
    await page.waitForFunction((hash) => location.hash === hash, to);
    const milestone = `${to.slice(2)}index.html`;
    tally.check('a link leads to its page', differs(await page.title(), title(there, milestone)));
    tally.check('it begins at the top', differs(await page.evaluate(() => scrollY), 0));
    tally.check('the keyboard is at its heading', differs(await page.evaluate(() => document.activeElement.localName), 'h1'));
    await page.waitForTimeout(100);
    tally.check('its title is announced', differs(await page.locator('.sealed-said').textContent(), title(there, milestone)));
    await page.goBack();
    await page.waitForFunction(() => !location.hash.includes('milestones'));
    await page.waitForTimeout(100);
    tally.check('back is where it was left', differs(await page.evaluate(() => scrollY), left).concat(differs(await page.title(), title(there, 'index.html'))));
    tally.check('back is at the link that was followed', differs(await page.evaluate(() => document.activeElement.getAttribute('href')), to));
    await page.goForward();
    await page.waitForFunction((hash) => location.hash === hash, to);
    tally.check('forward is the milestone', differs(await page.title(), title(there, milestone)));

    await page.reload();
    await opened(page);
    tally.check('a reload stays open, at its page', differs(await page.title(), title(there, milestone)));
    await page.goBack();
    await page.waitForFunction(() => !location.hash.includes('milestones'));
    await page.waitForTimeout(150);
    tally.check('back works after a reload too', differs(await page.title(), title(there, 'index.html')));
    tally.check('and finds its place', differs(await page.evaluate(() => scrollY), left));

    await page.evaluate(() => { location.hash = '/no/such/page/'; });
    await page.waitForFunction((words) => document.title === words, title(there, '404.html'));
    tally.check('what is missing says so', []);
    await page.locator('main a').first().click();
    await page.waitForFunction((words) => document.title === words, title(there, 'index.html'));
    tally.check('and leads home', differs(await page.title(), title(there, 'index.html')));

    const skip = page.locator('a.skip');
    await skip.focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'main');
    tally.check('the skip link skips', differs(new URL(page.url()).hash, '#/~main'));

    for (const file of ['roadmap.json', 'roadmap.csv'].filter((each) => files.has(each))) {
      const [handed] = await Promise.all([page.waitForEvent('download'), page.locator(`a[href="#/${file}"]`).first().click()]);
      const same = readFileSync(await handed.path()).equals(files.get(file));
      tally.check(`${file} is handed over under its name`, differs(handed.suggestedFilename(), file).concat(same ? [] : ['other bytes']));
    }
    const pictured = [...files].find(([path, bytes]) => path.endsWith('.html') && /<img /.test(bytes.toString()))?.[0];
    if (pictured === undefined) tally.skip('a picture in a sealed view', 'it has none');
    else {
      await page.evaluate((route) => { location.hash = `/${route}`; }, pictured.replace('index.html', ''));
      await page.locator('main img').first().waitFor();
      await page.waitForTimeout(300);
      const seen = await page.evaluate(() => [...document.images].filter((image) => image.naturalWidth === 0 || !image.src.startsWith('blob:')).map((image) => image.src));
      tally.check('pictures are shown from memory', seen);
    }
    const lane = [...files].map(([path, bytes]) => [path, /<tr[^>]* id="([^"]+)"/.exec(bytes.toString())?.[1]]).find(([path, id]) => path.endsWith('index.html') && id !== undefined);
    if (lane !== undefined) {
      await page.evaluate((hash) => { location.hash = hash; }, `/${lane[0].replace('index.html', '')}~${lane[1]}`);
      await page.waitForFunction((id) => document.querySelector('[data-target]')?.id === id, lane[1]);
      const [lit, plain] = await page.evaluate(() => {
        const row = document.querySelector('[data-target]');
        const colour = () => getComputedStyle(row).backgroundColor;
        row.classList.remove('lit');
        const marked = colour();
        row.removeAttribute('data-target');
        const colours = [marked, colour()];
        row.dataset.target = '';
        return colours;
      });
      tally.check('what an address points to is marked as `:target` would be', lit === plain ? [`it is ${lit} as without`] : []);
      tally.check('and in sight', await page.evaluate(() => {
        const { top, bottom } = document.querySelector('[data-target]').getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight ? [] : [`from ${top} to ${bottom}`];
      }));
    }
    tally.check('walking about: nothing else is asked for', [...new Set(asked())].filter((each) => each !== url && each !== `${url}roadmap.sealed`));
    tally.check('walking about: nothing goes wrong', complaints());
  });
}

/** Every page of the archive shows the words and the looks that it has on an open host. */
/** What the site's script adds is there too, out of memory, and remembers nothing. */
async function finds(tally, browser, there) {
  const { passphrase } = there;
  await visit(browser, there, async (page) => {
    await type(page, passphrase);
    await opened(page);
    await page.keyboard.press('/');
    await page.waitForFunction(() => document.activeElement?.id === 'find');
    await page.keyboard.type('aarhus');
    const hits = page.locator('.found .hits a');
    await hits.first().waitFor();
    const to = await hits.first().getAttribute('href');
    tally.check('a search finds pages of the view', [to.startsWith('#/') ? '' : to, await hits.first().innerText()].filter((word) => word !== '' && !/aarhus/i.test(word)));
    await hits.first().click();
    await page.waitForFunction((hash) => location.hash === hash, to);
    await page.goBack();
    await hits.first().waitFor();
    tally.check('and is still there on the way back', differs(await page.locator('#find').inputValue(), 'aarhus'));

    await page.evaluate(() => { location.hash = '/list/'; });
    const rows = page.locator('.list tbody tr');
    await rows.first().waitFor();
    const all = await rows.count();
    const filter = page.locator('.filters a').first();
    await filter.evaluate((element) => element.click());
    await page.waitForFunction((count) => document.querySelectorAll('.list tbody tr').length < count, all);
    const some = await rows.count();
    tally.check('a filter stands in the address', /^#\/list\/\?\w+=/.test(new URL(page.url()).hash) ? [] : [page.url()]);
    await page.goBack();
    await page.waitForFunction((count) => document.querySelectorAll('.list tbody tr').length === count, all);
    await page.goForward();
    await page.waitForFunction((count) => document.querySelectorAll('.list tbody tr').length === count, some);
    await page.reload();
    await opened(page);
    await page.waitForFunction((count) => document.querySelectorAll('.list tbody tr').length === count, some);
    tally.check('and holds on the way back, forward and after a reload', []);
    tally.check('nothing of it is remembered elsewhere', await stored(page));
  });
}

async function same(tally, browser, there) {
  const { url, secret, files } = there;
  const folder = mkdtempSync(join(tmpdir(), 'roadmapgen-sealed-'));
  for (const [path, bytes] of files) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  const open = await serve(folder, '/');
  const plain = await context(browser);
  try {
    const [one, other] = [await plain.newPage(), await plain.newPage()];
    await other.goto(`${url}#k=${secret}`);
    await opened(other);
    const pages = [...files.keys()].filter((path) => path.endsWith('index.html') && !/http-equiv="refresh"/.test(files.get(path)));
    const measure = async () => {
      await Promise.all([...document.images].map((image) => image.decode().catch(() => null)));
      // What is not laid out while out of sight has no words and no height yet.
      for (const element of document.querySelectorAll('main *')) {
        if (getComputedStyle(element).contentVisibility === 'auto') element.style.setProperty('content-visibility', 'visible');
      }
      return {
      words: document.querySelector('main').innerText,
      height: document.querySelector('main').getBoundingClientRect().height,
      looks: [...document.querySelectorAll('main *')].slice(0, 400).map((element) => `${getComputedStyle(element).color} ${getComputedStyle(element).font}`).join('\n'),
      lang: document.documentElement.lang,
      body: document.body.className,
      ids: [...document.querySelectorAll('[id]')].map(({ id }) => id).join(),
      };
    };
    await several(pages.filter((_, at) => pages.length <= 60 || at % Math.ceil(pages.length / 60) === 0), 1, async (path) => {
      await one.goto(`${open.base}${path}`);
      await other.evaluate((hash) => { location.hash = hash; }, `/${path.replace('index.html', '')}`);
      await other.waitForFunction((words) => document.title === words, title(there, path));
      await other.waitForTimeout(30);
      const [was, is] = [await one.evaluate(measure), await other.evaluate(measure)];
      tally.check(`${path} is as it was`, Object.keys(was).filter((key) => was[key] !== is[key]).map((key) => `${key}: ${String(is[key]).slice(0, 120)}, not ${String(was[key]).slice(0, 120)}`));
    });
    for (const [path, bytes] of files) {
      const to = /http-equiv="refresh" content="0; url=([^"]+)"/.exec(bytes.toString())?.[1];
      if (!path.endsWith('.html') || to === undefined) continue;
      await other.evaluate((hash) => { location.hash = hash; }, `/${path.replace('index.html', '')}`);
      const meant = new URL(to, `http://x/${path}`).pathname.slice(1).replace('index.html', '');
      await other.waitForFunction((hash) => location.hash === hash, `#/${meant}`);
      tally.check(`${path} leads on`, []);
    }
  } finally {
    await plain.close();
    await open.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

// ---------------------------------------------------------------- staying open, and closing

async function remembers(tally, browser, there) {
  const { url, passphrase, secret, again } = there;
  for (const [way, open] of [['passphrase', (page) => type(page, passphrase)], ['link', (page) => page.goto(`${url}#k=${secret}`)]]) {
    await visit(browser, there, async (page) => {
      await open(page);
      await opened(page);
      const tab = await page.context().newPage();
      await tab.goto(`${url}#/timeline/`);
      await tab.locator('#passphrase').waitFor();
      tab.setDefaultTimeout(5000);
      tally.check(`by ${way}: another tab is closed`, differs(await tab.title(), 'A sealed roadmap'));
      await type(tab, passphrase);
      await opened(tab);
      tally.check(`by ${way}: and opens at the page that it was opened for`, differs(await tab.title(), title(there, 'timeline/index.html')));
      await tab.close();

      await page.goto('about:blank');
      await page.goBack();
      await opened(page);
      tally.check(`by ${way}: it is open when one comes back to it`, []);

      if (again !== undefined) {
        const later = readFileSync(join(again, there.under, 'roadmap.sealed'));
        await page.route('**/roadmap.sealed', (route) => route.fulfill({ body: later, contentType: 'application/octet-stream' }));
        await page.reload();
        await opened(page);
        tally.check(`by ${way}: it stays open over what is published later`, later.equals(there.blob) ? ['the later one is the same'] : []);
        await page.unroute('**/roadmap.sealed');
      }
      // A file whose slots are those of others: as after every passphrase was replaced.
      const replaced = resummed(there.blob, (copy) => { for (let at = 60; at < 1020; at += 1) copy[at] ^= 0x5a; });
      await page.route('**/roadmap.sealed', (route) => route.fulfill({ body: replaced, contentType: 'application/octet-stream' }));
      await page.reload();
      await page.locator('#passphrase').waitFor();
      tally.check(`by ${way}: a replaced passphrase is told`, SAYS.changed.test(await page.locator('#trouble').innerText()) ? [] : ['it is not']);
      await page.unroute('**/roadmap.sealed');
    }, way === 'passphrase');
  }
  await visit(browser, there, async (page) => {
    await type(page, passphrase);
    await opened(page);
    for (const route of ['timeline/', 'board/']) {
      await page.locator(`nav a[href="#/${route}"]`).first().click();
      await page.waitForFunction((words) => document.title === words, title(there, `${route}index.html`));
    }
    await page.goBack();
    await page.waitForFunction(() => location.hash === '#/timeline/');
    await page.getByRole('button', { name: 'Close this roadmap' }).click();
    await page.locator('#passphrase').waitFor();
    tally.check('closed, it asks again', differs(page.url(), url));
    await page.reload();
    await page.locator('#passphrase').waitFor();
    for (let step = 0; step < 3; step += 1) {
      await page.goBack({ timeout: 2000 }).catch(() => null);
      await page.waitForTimeout(200);
      if (!page.url().startsWith('http')) break;
      tally.check(`closed, ${step + 1} back it is closed too`, (await page.locator('#passphrase').isVisible()) ? [] : ['it is open']);
    }
    for (let step = 0; step < 3; step += 1) await page.goForward({ timeout: 2000 }).catch(() => null);
    tally.check('closed, forward it is closed too', (await page.locator('#passphrase').isVisible()) ? [] : ['it is open']);
  });
}

// ---------------------------------------------------------------- looks

async function looks(tally, browser, there) {
  const { url, secret, shots, files } = there;
  for (const scheme of ['light', 'dark']) {
    const plain = await context(browser, { scheme });
    const page = await plain.newPage();
    await page.goto(`${url}#k=${secret}`);
    await opened(page);
    tally.check(`opened, in ${scheme}, it is accessible`, await inaccessible(page));
    for (const width of [320, 390, 1280]) tally.check(`opened, in ${scheme}, it fits ${width} px`, await fits(page, width));
    if (shots) await picture(page, shots, 'opened', [1280, 390], [scheme]);
    await plain.close();
  }
  const plain = await context(browser);
  const page = await plain.newPage();
  await page.goto(`${url}#k=${secret}/timeline/`);
  await opened(page);
  const folder = mkdtempSync(join(tmpdir(), 'roadmapgen-print-'));
  try {
    await page.pdf({ path: join(folder, 'page.pdf'), preferCSSPageSize: true });
    const text = execFileSync('pdftotext', ['-layout', join(folder, 'page.pdf'), '-'], { encoding: 'utf8' });
    const json = JSON.parse(files.get('roadmap.json'));
    const words = text.replace(/\s+/g, ' ');
    const missing = json.intents.slice(0, 3).map((intent) => intent.title).filter((words_) => !words.includes(words_.slice(0, 24)));
    tally.check('printed, it has its text', missing);
    tally.check('printed, it has its page numbers', / of \d/.test(text) ? [] : ['there are none']);
    tally.check('printed, it has no way out', /Close this roadmap/.test(text) ? ['it has'] : []);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    tally.skip('the print of a sealed view', 'there is no pdftotext');
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await plain.close();
  }
}

// ---------------------------------------------------------------- small words

/** A new page, with what it asked for and what went wrong; `at` says whether it is opened at the view first. */
async function visit(browser, { url }, work, go = true) {
  const plain = await context(browser);
  const page = await plain.newPage();
  const complaints = listen(page, (address) => address.startsWith(url) || /^(blob|data):/.test(address));
  const asked = [];
  page.on('request', (request) => {
    if (!/^(blob|data):/.test(request.url())) asked.push(request.url());
  });
  try {
    if (go) {
      await page.goto(url);
      await page.locator('#passphrase').waitFor();
    }
    await work(page, () => [...asked], complaints);
  } finally {
    await plain.close();
  }
}

async function type(page, passphrase) {
  await page.locator('#passphrase').fill('');
  // A field drops line breaks that are typed, and keeps what is pasted without them.
  await page.locator('#passphrase').fill(passphrase.replaceAll('\n', ''));
  await page.keyboard.press('Enter');
}

const opened = (page) => page.locator('.sealed-strip').waitFor({ state: 'attached' });

async function atField(page) {
  return page.evaluate(() => {
    const field = document.activeElement;
    const complaints = [];
    if (field.id !== 'passphrase') complaints.push(`it leads to ${field.localName}`);
    if (field.getAttribute('aria-invalid') !== 'true') complaints.push('the field is not said to be wrong');
    if (!field.getAttribute('aria-describedby').split(' ').includes('trouble')) complaints.push('the message is not tied to the field');
    return complaints;
  });
}

async function stored(page) {
  const found = await page.evaluate(async () => [
    ...Object.keys(localStorage), ...Object.keys(sessionStorage), document.cookie,
    ...(await indexedDB.databases()).map(({ name }) => name), ...(await caches.keys()),
  ].filter((each) => each !== ''));
  return found.map((each) => `${each} is stored`);
}

/** The blob with something changed, and a right checksum. */
function resummed(blob, change) {
  const copy = Buffer.from(blob);
  change(copy);
  createHash('sha256').update(copy.subarray(0, -32)).digest().copy(copy, copy.length - 32);
  return copy;
}

function title({ files }, path) {
  return (/<title>([^<]*)/.exec(files.get(path)?.toString() ?? '')?.[1] ?? `no ${path}`)
    .replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&#x27;', "'").replaceAll('&amp;', '&');
}

function differs(is, should) {
  return is === should ? [] : [`is \`${is}\`, not \`${should}\``];
}

async function picture(page, folder, name, widths = [1280, 390], schemes = ['light', 'dark']) {
  for (const width of widths) {
    for (const scheme of schemes) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
      await page.emulateMedia({ colorScheme: scheme });
      await page.screenshot({ path: join(folder, `${name}-${width}-${scheme}.png`), animations: 'disabled', fullPage: name === 'opened' });
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

if (isMain(import.meta.url)) {
  const words = process.argv.slice(2);
  const taken = (name) => {
    const at = words.indexOf(name);
    return at === -1 ? undefined : words.splice(at, 2)[1];
  };
  const sealed = { under: taken('--under') ?? '', again: taken('--again'), shots: taken('--shots') };
  const [folder, passphrase, secret] = words;
  const tally = newTally();
  await withBrowser((browser) => lookAtSealed(tally, browser, { ...sealed, folder, passphrase, secret }));
  tally.close();
}
