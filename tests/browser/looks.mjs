// What is looked at on a page. Each function returns complaints, none when all is well, and changes
// nothing but the page it is given.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Relations of a `<link>` that name a place without making the browser go there. */
const NAMED_ONLY = ['canonical', 'alternate', 'author', 'license', 'me', 'prev', 'next', 'help', 'search'];

/**
 * Notes what goes wrong while a page is loaded: call before `goto`, and the returned function afterwards.
 * `own` says of an address whether the page may ask for it. What was asked for before is none of it.
 */
export function listen(page, own) {
  const complaints = [];
  const asked = new Set();
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  page.on('request', (request) => {
    asked.add(request);
    if (!own(request.url())) complaints.push(`asks for ${request.url()}`);
  });
  page.on('requestfailed', (request) => {
    if (asked.has(request)) complaints.push(`cannot load ${request.url()}: ${request.failure()?.errorText}`);
  });
  page.on('response', (response) => {
    if (asked.has(response.request()) && response.status() >= 400) complaints.push(`${response.status()} for ${response.url()}`);
  });
  return () => [...new Set(complaints)];
}

/** Opens a page and scrolls once through it, so that what is loaded late is loaded too. */
export async function open(page, url) {
  const response = await page.goto(url, { waitUntil: 'load' });
  const screens = await page.evaluate(() => Math.ceil(document.documentElement.scrollHeight / innerHeight));
  // The waiting is done out here: where a page's script is off, its timers stand still.
  for (let screen = 2; screen < Math.min(screens, 40); screen += 3) {
    await page.evaluate((at) => scrollTo(0, at * innerHeight), screen);
  }
  await page.evaluate(() => scrollTo(0, 0));
  for (let turn = 0; turn < 100; turn += 1) {
    await new Promise((next) => setTimeout(next, 20));
    if (await page.evaluate(() => [...document.images].every((image) => image.complete || image.loading === 'lazy'))) break;
  }
  return response;
}

/** A title, one visible main heading, a language, and the stylesheet really applied. */
export function dressed(page) {
  return page.evaluate(() => {
    const complaints = [];
    const headings = [...document.querySelectorAll('h1')].filter((heading) => heading.checkVisibility());
    if (document.title.trim() === '') complaints.push('has no title');
    if (headings.length !== 1) complaints.push(`has ${headings.length} visible h1, not one`);
    else if (headings[0].innerText.trim() === '') complaints.push('has an empty h1');
    if (!document.documentElement.lang) complaints.push('does not say its language');
    const root = getComputedStyle(document.documentElement);
    if (document.styleSheets.length === 0) complaints.push('has no stylesheet');
    else if (root.getPropertyValue('--accent').trim() === '') complaints.push('its stylesheet is not applied: no `--accent`');
    if (/^(Times|"?Times New Roman"?|serif)/.test(getComputedStyle(document.body).fontFamily)) {
      complaints.push('its body is set in the browser’s own serif: the stylesheet is not applied');
    }
    return complaints;
  });
}

/** Nothing makes the page itself scroll sideways at this width. */
export async function fits(page, width) {
  await page.setViewportSize({ width, height: 900 });
  const overflow = await page.evaluate(() => {
    const root = document.documentElement;
    const excess = root.scrollWidth - root.clientWidth;
    if (excess <= 0) return null;
    const scrolls = (element) => {
      for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
        if (getComputedStyle(up).overflowX !== 'visible') return true;
      }
      return false;
    };
    const wide = [...document.body.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > root.clientWidth + 0.5 && element.checkVisibility() && !scrolls(element));
    const named = (element) => `<${element.localName}${element.className ? ` class="${element.getAttribute('class')}"` : ''}>`;
    // The innermost of them, and where they stand: what is round them is only as wide as they make it.
    const causes = wide.filter((element) => !wide.some((other) => other !== element && element.contains(other)))
      .map((element) => `${named(element)} in ${named(element.parentElement.closest('[class]') ?? element.parentElement)}`);
    return { excess, wide: [...new Set(causes)].slice(0, 4) };
  });
  return overflow === null ? [] : [`${width} px: ${overflow.excess} px too wide because of ${overflow.wide.join(' ') || 'something unseen'}`];
}

/**
 * Nothing moves that a reader already saw: not while an open page was loaded, nor while it is scrolled through.
 * For a page that was just opened in a window of the size that is looked at.
 */
export async function shifts(page) {
  const moved = await page.evaluate(async () => {
    const entries = [];
    // Shifts from before are told too.
    const observer = new PerformanceObserver((list) => entries.push(...list.getEntries()));
    observer.observe({ type: 'layout-shift', buffered: true });
    const frames = async (count) => {
      for (let turn = 0; turn < count; turn += 1) await new Promise((next) => requestAnimationFrame(next));
    };
    // What script or a late file moves comes after the page is loaded.
    await new Promise((next) => setTimeout(next, 120));
    await frames(2);
    const screens = Math.ceil(document.documentElement.scrollHeight / innerHeight);
    // A long page repeats itself: some screens of its beginning, then a few of the rest.
    for (let screen = 1; screen < screens; screen += screen < 12 ? 1 : Math.ceil(screens / 8)) {
      scrollTo(0, screen * innerHeight * 0.9);
      await frames(2);
    }
    await frames(1);
    entries.push(...observer.takeRecords());
    observer.disconnect();
    const named = ({ node }) => (node?.nodeType === Node.ELEMENT_NODE ? `<${node.localName}${node.className ? ` class="${node.className}"` : ''}>` : `\`${(node?.textContent ?? '').trim().slice(0, 40)}\``);
    return entries.filter(({ value }) => value > 0).map(({ value, sources }) => ({ value, what: [...new Set(sources.map(named))].slice(0, 3) }));
  });
  const sum = moved.reduce((total, { value }) => total + value, 0);
  return moved.length === 0 ? [] : [`its layout shifts by ${sum.toFixed(4)}, first ${moved[0].what.join(' ')}`];
}

/** The text, links and headings that a reader gets. */
export function reading(page) {
  return page.evaluate(() => {
    const lines = (elements) => [...elements].map((element) => element.textContent.replace(/\s+/g, ' ').trim());
    const main = (document.querySelector('main') ?? document.body).cloneNode(true);
    // What script says of what it does itself: fields, counts, and what has changed since the last visit.
    for (const own of main.querySelectorAll('.find, .since, .fresh, .filters small, .copy, .told')) own.remove();
    return {
      words: main.textContent.split(/\s+/).length,
      headings: lines(document.querySelectorAll('h1, h2, h3')),
      links: [...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href')),
      asks: /(enable|needs?|requires?|turn on) javascript/i.test(document.body.innerText),
    };
  });
}

/** Compares what is read without script with what is read with it: script may only add. */
export function whole(without, with_) {
  const complaints = [];
  const headings = with_.headings.filter((heading) => !without.headings.includes(heading));
  const links = with_.links.filter((link) => !without.links.includes(link));
  if (without.asks) complaints.push('asks for JavaScript');
  if (headings.length > 0) complaints.push(`lacks the heading \`${headings[0]}\``);
  if (links.length > 0) complaints.push(`lacks the link ${links[0]}`);
  if (without.words < 0.9 * with_.words) complaints.push(`has ${without.words} words of ${with_.words}`);
  return complaints;
}

/** Everything that axe finds, in the page as it stands. Bodies of `<details>` are looked at too. */
export async function inaccessible(page) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  const violations = await page.evaluate(async (tags) => {
    for (const details of document.querySelectorAll('details')) details.open = true;
    // What is not laid out while out of sight has no place yet: its links would seem to lie on others.
    const laidOut = document.createElement('style');
    laidOut.textContent = '* { content-visibility: visible !important }';
    document.head.append(laidOut);
    const result = await globalThis.axe.run(document, {
      runOnly: { type: 'tag', values: tags },
      rules: { 'target-size': { enabled: true } }, // WCAG 2.2 AA, yet off by default
      resultTypes: ['violations'],
    });
    laidOut.remove();
    return result.violations.map(({ id, help, nodes }) => ({ id, help, count: nodes.length, where: nodes[0].html, why: nodes[0].failureSummary }));
  }, AXE_TAGS);
  return violations.map(({ id, help, count, where, why }) =>
    `${id}: ${help}, ${count} times, first ${where.slice(0, 160)}: ${(why ?? '').split('\n').slice(1).join(' ').trim()}`);
}

/** What the text of a page betrays: a missing or loose policy, and addresses of others that it would load. */
export function betrayed(page) {
  const complaints = [];
  const policy = /<meta[^>]+http-equiv="?content-security-policy"?[^>]*>/i.exec(page.html)?.[0].replaceAll(/&#(?:39|x27);|&apos;/g, "'");
  const directive = (name) => new RegExp(`["; ]${name} ([^;"]*)`).exec(policy ?? '')?.[1];
  if (policy === undefined) complaints.push('has no Content-Security-Policy');
  else {
    const scripts = directive('script-src') ?? directive('default-src');
    if (!/^'(none|self)'$/.test(directive('default-src')?.trim() ?? '')) complaints.push('its policy allows more than its own site by default');
    if (/unsafe-|https?:|data:|\*/.test(scripts ?? '')) complaints.push(`its policy allows the scripts ${scripts}`);
    if (/https?:|\*/.test(policy.replace(/^<meta[^>]*?content=/i, ''))) complaints.push('its policy names other hosts');
  }
  for (const [tag, name] of page.html.matchAll(/<([a-z]+)\b[^>]*>/gi)) {
    const element = name.toLowerCase();
    if (element === 'a' || element === 'meta') continue;
    const relation = /\srel="?([a-z -]+)/i.exec(tag)?.[1] ?? '';
    if (element === 'link' && relation.split(' ').every((word) => NAMED_ONLY.includes(word.toLowerCase()))) continue;
    const address = /\s(?:src|srcset|href|poster|data|action|formaction|ping)=["']?\s*((?:[a-z][a-z0-9+.-]*:)?\/\/[^\s"'>]*)/i.exec(tag)?.[1];
    if (address) complaints.push(`<${element}> loads ${address}`);
  }
  // What stands in quotes is a text, whatever it looks like.
  const tags = page.html.replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, '').replace(/=\s*(?:"[^"]*"|'[^']*')/g, '=""');
  if (/<[a-z][^>]*\son[a-z]+\s*=/i.test(tags)) complaints.push('has an event handler in an attribute');
  return complaints;
}
