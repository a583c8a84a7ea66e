// The preview's bar on pages that do what they like, and how it keeps up with what is no text.

import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { context } from './browser.mjs';
import { BROKEN, BROKEN_FILE, MILESTONE, PAGE, SOON, differs, edition, headed, holds, manyWords, marked, milestone, serve, unmarked, visit, write } from './preview-stage.mjs';

/** What pages do with their own boxes, each of which would hide or move a bar that stood among them. */
const HOSTILE = [
  'html, body { overflow-x: hidden }',
  'html, body { height: 100%; overflow: hidden } main { height: 100%; overflow: auto }',
  'body { display: flex }',
  'body { display: grid; grid-template-columns: 12rem 1fr; gap: 4rem }',
  'body { columns: 2 }',
  'body { padding: 4rem; max-width: 40rem; margin: 0 auto; box-sizing: border-box; height: 100vh }',
  'main { position: absolute; inset: 0; z-index: 2147483647; background: white }',
  'main { width: 3000px }',
  'body { transform: translateY(-40px); filter: blur(0); contain: paint }',
  'body > * { display: none !important; position: static !important; visibility: hidden; opacity: 0; width: 10px }',
  'html { font-size: 62.5%; padding: 50px; scroll-padding: 0 }',
];

/** Looks at the bar; `home` is a folder for what else is to be served. */
export async function lookAtBar(there, home) {
  const { tally } = there;
  await tally.group('preview: the bar on hostile pages', () => hostile(there));
  await tally.group('preview: the bar hides nothing that is focused', () => focus(there));
  await tally.group('preview: a closed panel stays closed', () => closed(there));
  await tally.group('preview: pictures and stylesheets', () => pictures(there));
  await tally.group('preview: a renamed item', () => renamed(there));
  await tally.group('preview: names that only a parser makes', () => names(there));
  await tally.group('preview: without a place that the browser keeps', () => unanchored(there));
  await tally.group('preview: a site without an address', () => nowhere(there, home));
}

async function hostile({ tally, browser, base }) {
  for (const width of [1280, 390]) {
    const made = await context(browser, { width });
    const page = await made.newPage();
    for (const address of ['for/engineering/list/', 'nothing/']) {
      await page.goto(base + address);
      await page.locator('roadmapgen-preview[data-ready]').waitFor();
      for (const css of HOSTILE) {
        const style = await page.addStyleTag({ content: css });
        tally.check(`\`${css}\` on ${address} at ${width} px`, await stands(page));
        await style.evaluate((element) => element.remove());
      }
    }
    await made.close();
  }
}

/** The bar is as wide as the window and stands at its end, and what one points at there is the bar. */
function stands(page) {
  return page.evaluate(() => {
    const own = document.querySelector('roadmapgen-preview');
    const box = own.getBoundingClientRect();
    const complaints = [];
    if (Math.abs(box.bottom - innerHeight) > 1) complaints.push(`ends at ${box.bottom} of ${innerHeight}`);
    if (box.left > 1 || box.right < document.documentElement.clientWidth - 1) complaints.push(`reaches from ${box.left} to ${box.right}`);
    for (const part of own.shadowRoot.querySelectorAll('.problems, .plain, #as-of')) {
      const { left, top, width, height } = part.getBoundingClientRect();
      if (document.elementFromPoint(left + width / 2, top + height / 2) !== own) complaints.push(`.${part.className || part.id} cannot be pointed at`);
    }
    const size = getComputedStyle(own.shadowRoot.querySelector('.bar')).fontSize;
    if (size !== '13px') complaints.push(`its text has ${size}`);
    return complaints;
  });
}

async function focus({ tally, browser, base }) {
  for (const width of [1280, 390]) {
    const made = await context(browser, { width });
    const page = await made.newPage();
    await page.setViewportSize({ width, height: 420 });
    await page.goto(`${base}for/engineering/list/`);
    await page.locator('roadmapgen-preview[data-ready]').waitFor();
    const hidden = [];
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press('Tab');
      const under = await page.evaluate(() => {
        const [own, on] = [document.querySelector('roadmapgen-preview'), document.activeElement];
        return on !== own && on !== document.body && on.getBoundingClientRect().top >= own.getBoundingClientRect().top - 1 ? on.outerHTML.slice(0, 90) : null;
      });
      if (under) hidden.push(under);
    }
    tally.check(`at ${width} px`, hidden);
    await made.close();
  }
}

async function closed(there) {
  const { tally, copy } = there;
  await visit(there, PAGE, async (page) => {
    const panel = page.locator('roadmapgen-preview .problems .panel');
    await edition(page, () => write(there, BROKEN_FILE, BROKEN));
    await panel.waitFor({ timeout: SOON });
    await page.locator('roadmapgen-preview .problems summary').click();
    await page.addInitScript(() => {
      window.looks = [];
      const look = () => {
        const there_ = document.querySelector('roadmapgen-preview')?.shadowRoot?.querySelector('.problems .panel');
        if (there_) window.looks.push(there_.checkVisibility({ visibilityProperty: true }));
        requestAnimationFrame(look);
      };
      look();
    });
    // The script comes late, so that what is seen before it is seen for long.
    await page.route('**/-/live.js', async (route) => {
      await new Promise((next) => setTimeout(next, 300));
      await route.continue();
    });
    await page.goto(`${there.base}for/engineering/timeline/`);
    await page.locator('roadmapgen-preview[data-ready]').waitFor();
    const looks = await page.evaluate(() => window.looks);
    tally.check('no frame of the next page shows it', looks.length > 0 && !looks.includes(true) ? [] : [JSON.stringify(looks)]);
    await edition(page, () => rmSync(join(copy, BROKEN_FILE)));
  });
}

// ---------------------------------------------------------------- what is no text

/** A picture of one pixel. */
function picture(red, green, blue) {
  return Buffer.from([...Buffer.from('GIF89a'), 1, 0, 1, 0, 0x80, 0, 0, red, green, blue, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3b]);
}

async function pictures(there) {
  const { tally, copy } = there;
  const page_ = (text) => `+++\ntitle = "Pictured"\naudiences = ["engineering"]\n+++\n${text}\n\n![A flag](/static/flag.gif)\n`;
  mkdirSync(join(copy, 'static'), { recursive: true });
  write(there, 'static/flag.gif', picture(255, 0, 0));
  await visit(there, 'for/engineering/pictured/', async (page) => {
    write(there, 'pages/pictured.md', page_('First.'));
    await headed(page, 'Pictured');
  });
  await visit(there, 'for/engineering/pictured/', async (page, troubles) => {
    const loads = await marked(page);
    const asked = [];
    page.on('request', (request) => { if (request.url().includes('flag.gif')) asked.push(request.url()); });
    const pixel = () => page.evaluate(() => {
      const image = document.querySelector('main img');
      if (!image.complete || !image.naturalWidth) return 'none';
      const canvas = new OffscreenCanvas(1, 1).getContext('2d');
      canvas.drawImage(image, 0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).join();
    });
    const becomes = async (colour) => {
      for (let left = SOON; left > 0 && (await pixel()) !== colour; left -= 50) await page.waitForTimeout(50);
      return differs(await pixel(), colour);
    };
    tally.check('a picture is seen', await becomes('255,0,0'));
    write(there, 'static/flag.gif', picture(0, 0, 255));
    tally.check('another picture under its address is seen', await becomes('0,0,255'));
    const times = asked.length;
    await edition(page, () => write(there, 'pages/pictured.md', page_('Second.')));
    await page.getByText('Second.').waitFor({ timeout: SOON });
    tally.check('it is not loaded again for a text', differs(asked.length, times));
    await edition(page, () => write(there, 'pages/pictured.md', page_('Third.').replace('![', '![The same flag](/static/flag.gif)\n\n![')));
    await page.locator('main img').nth(1).waitFor({ timeout: SOON });
    tally.check('one that comes later is the new one, too', await becomes('0,0,255'));
    write(there, 'static/flag.gif', picture(0, 255, 0));
    tally.check('also the next time', await becomes('0,255,0'));
    tally.check('one stylesheet is left', differs(await page.locator('link[rel=stylesheet]').count(), 1));
    tally.check('and applied', differs(await page.evaluate(() => document.styleSheets.length), 1));
    tally.check('without a navigation', await unmarked(page, loads));
    tally.check('nothing goes wrong with pictures', troubles());
    rmSync(join(copy, 'pages/pictured.md'));
    await page.getByText('There is no such page').waitFor({ timeout: SOON });
  });
  const sheet = (pixels) => write(there, 'static/own.css', `h1 { letter-spacing: ${pixels}px }\n`);
  sheet(1);
  mkdirSync(join(copy, 'templates'), { recursive: true });
  write(there, 'templates/board.html', '{% extends "base.html" %}\n{% block head %}<link rel="stylesheet" href="../own.css">{% endblock %}\n{% block main %}\n<h1>A board of our own</h1>\n{% endblock %}\n');
  await visit(there, 'for/engineering/board/', async (page, troubles) => {
    await headed(page, 'A board of our own');
    const loads = await marked(page);
    const sheets = () => page.evaluate(() => `${document.styleSheets.length} applied, ${document.querySelectorAll('link[rel=stylesheet]').length} linked`);
    const before = await sheets();
    for (const pixels of [2, 3]) {
      sheet(pixels);
      const seen = (spacing) => getComputedStyle(document.querySelector('h1')).letterSpacing === spacing;
      tally.check(`a stylesheet that is copied as it is: ${pixels}`, await page.waitForFunction(seen, `${pixels}px`, { timeout: SOON }).then(() => [], String));
      await edition(page, () => write(there, MILESTONE, milestone(there, `Beside sheet ${pixels}`)));
      tally.check('as many stylesheets are left', differs(await sheets(), before));
      tally.check('and it holds', differs(await page.evaluate(seen, `${pixels}px`), true));
    }
    tally.check('without a navigation', await unmarked(page, loads));
    tally.check('nothing goes wrong with stylesheets', troubles());
    rmSync(join(copy, 'templates'), { recursive: true });
    await page.getByRole('heading', { name: 'A board of our own' }).waitFor({ state: 'detached', timeout: SOON });
  });
  await visit(there, PAGE, (page) => edition(page, () => rmSync(join(copy, 'static'), { recursive: true })));
}

// ---------------------------------------------------------------- what else a page becomes

async function renamed(there) {
  const { tally, copy } = there;
  const [old, now] = [join(copy, MILESTONE), join(copy, 'milestones/nobody-comes-by.md')];
  const text = milestone(there, 'Nobody comes by');
  write(there, MILESTONE, text);
  await visit(there, `${PAGE}?as-of=2027-05-03`, async (page, troubles) => {
    await headed(page, 'Nobody comes by');
    renameSync(old, now);
    writeFileSync(now, text.replace(/^title = /m, 'aliases = ["no-visit"]\n$&'));
    await page.waitForURL(/nobody-comes-by/, { timeout: SOON }).catch(() => {});
    tally.check('an open page follows', /\/milestones\/nobody-comes-by\/(index\.html)?\?as-of=2027-05-03$/.test(page.url()) ? [] : [page.url()]);
    tally.check('and shows it', await headed(page, 'Nobody comes by').then(() => [], String));
    tally.check('nothing goes wrong on the way', troubles(/404/));
    await edition(page, () => {
      writeFileSync(now, text);
      renameSync(now, old);
    }).catch(() => {});
  });
}

async function names(there) {
  const { tally, copy } = there;
  const template = (word) => `{% extends "base.html" %}\n{% block main %}\n<h1 :class="${word}" @click="${word}" x-on:click.away="${word}" xml:lang="${word}" class="${word}">Named ${word}</h1>\n<p>${word}</p>\n{% endblock %}\n`;
  mkdirSync(join(copy, 'templates'), { recursive: true });
  write(there, 'templates/board.html', template('one'));
  await visit(there, 'for/engineering/board/', async (page, troubles) => {
    await headed(page, 'Named one');
    const loads = await marked(page);
    write(there, 'templates/board.html', template('two'));
    await headed(page, 'Named two');
    const values = await page.evaluate(() => [':class', '@click', 'x-on:click.away', 'xml:lang', 'class'].map((name) => document.querySelector('h1').getAttribute(name)).join());
    tally.check('they are changed as others are', differs(values, 'two,two,two,two,two'));
    tally.check('without a navigation', await unmarked(page, loads));
    await page.evaluate(() => { CharacterData.prototype.replaceData = () => { throw new Error('not today'); }; });
    write(there, 'templates/board.html', template('three'));
    tally.check('where the page cannot be changed, it is loaded', await headed(page, 'Named three').then(() => [], String));
    tally.check('really', differs(await page.evaluate(() => window.mark), undefined));
    write(there, 'templates/board.html', template('four'));
    tally.check('and follows on', await headed(page, 'Named four').then(() => [], String));
    tally.check('nothing goes wrong over names', troubles());
    rmSync(join(copy, 'templates'), { recursive: true });
    await page.getByRole('heading', { name: 'Named four' }).waitFor({ state: 'detached', timeout: SOON });
  });
}

async function unanchored(there) {
  const { tally } = there;
  await visit(there, PAGE, (page) => edition(page, () => write(there, 'pages/many-words.md', manyWords('fourth'))));
  await visit(there, 'for/engineering/many-words/', async (page) => {
    await page.evaluate(() => {
      const supports = CSS.supports.bind(CSS);
      CSS.supports = (...asked) => !asked.join().includes('overflow-anchor') && supports(...asked);
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('* { overflow-anchor: none !important }');
      document.adoptedStyleSheets.push(sheet);
      scrollTo(0, 900);
    });
    const place = () => page.evaluate(() => Math.round(document.querySelector('main details').getBoundingClientRect().top));
    const before = await place();
    await edition(page, () => write(there, 'pages/many-words.md', manyWords('fifth', '\n\nOne paragraph more, before all others.')));
    await page.getByText('the fifth text').first().waitFor({ timeout: SOON });
    tally.check('a text above that grows moves nothing that is read', differs(Math.abs((await place()) - before) <= 1, true));
    tally.check('though it grew', differs(await page.evaluate(() => scrollY > 900), true));
  });
}

/** Its page for what is not there knows no address for its links but the one that it is shown at. */
async function nowhere({ tally, browser, program }, home) {
  const folder = join(home, 'nowhere');
  mkdirSync(join(folder, 'milestones'), { recursive: true });
  writeFileSync(join(folder, 'roadmap.toml'), '[site]\ntitle = "Nowhere"\n');
  writeFileSync(join(folder, 'milestones/one.md'), '+++\ntitle = "One"\n+++\n');
  const server = await serve(program, folder);
  const made = await context(browser);
  try {
    const page = await made.newPage();
    await page.goto(`${server.base}a/b/c/`);
    tally.check('its stylesheet is found', differs(await page.evaluate(() => document.styleSheets[0]?.cssRules.length > 0), true));
    await page.evaluate(() => document.querySelector('a[href="#main"]').click());
    tally.check('a link within the page stays within it', differs(page.url(), `${server.base}a/b/c/#main`));
    await page.locator('roadmapgen-preview .plain').click();
    await page.waitForURL(/preview=off/);
    tally.check('as published it is the same page', holds(page.url(), 'a/b/c/?preview=off'));
  } finally {
    await made.close();
    await server.stop();
  }
}
