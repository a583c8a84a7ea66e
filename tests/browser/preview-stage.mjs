// What the checks of the live preview stand on: a server of its own, pages that watch it, and files to write into.

import { spawn } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { context } from './browser.mjs';

export const DAY = '2026-11-16';
export const OTHER_DAY = '2027-05-03';

/** Within this time a save must be seen, in milliseconds. */
export const SOON = 5000;

/** What is written into and where it is shown. */
export const MILESTONE = 'milestones/no-visit.md';
export const PAGE = 'for/engineering/milestones/no-visit/';

/** A file without its front matter's end: an error with a place and an excerpt. */
export const BROKEN = '+++\ntitle = "Half written\n+++\n';
export const BROKEN_FILE = 'milestones/half-written.md';

/** The page as one sees it who comes later, under a policy that lets it be examined. */
export async function other(browser, address) {
  const page = await (await context(browser, { bypassCSP: true })).newPage();
  await page.goto(address);
  return page;
}

/** Starts the preview; `stop` ends it by its process and waits until it has gone. */
export async function serve(program, folder, port = '0') {
  const child = spawn(program, ['serve', folder, '-p', String(port), '--as-of', DAY], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => { said += text; });
  const ended = new Promise((done) => { child.once('exit', done); });
  const first = await Promise.race([
    new Promise((line) => { createInterface(child.stdout).once('line', line); }),
    ended.then(() => { throw new Error(`the preview did not start: ${said}`); }),
    new Promise((_, late) => { setTimeout(() => late(new Error(`no first line: ${said}`)), 20_000).unref(); }),
  ]);
  const base = /^Serving (http:\/\/127\.0\.0\.1:\d+\/.*)$/.exec(first)?.[1];
  if (!base) throw new Error(`the first line is: ${first}`);
  return { base, stop: () => { child.kill(); return ended; } };
}

// ---------------------------------------------------------------- small things

/** Opens a page in a context of its own. `troubles()` says what went wrong, but for what the check is about. */
export async function visit({ browser, base }, address, work) {
  const made = await context(browser);
  const page = await made.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(`${message.text()} (${message.location().url})`); });
  try {
    await page.goto(base + address);
    await work(page, (expected) => complaints.filter((complaint) => !expected?.test(complaint)));
  } finally {
    await made.close();
  }
}

/** Marks the window, so that a navigation is found out. */
export async function marked(page) {
  const mark = Math.random();
  await page.evaluate((value) => {
    window.mark = value;
    window.morphs = 0;
    document.addEventListener('roadmapgen:morph', () => { window.morphs += 1; });
  }, mark);
  return mark;
}

export const unmarked = async (page, mark) => differs(await page.evaluate(() => window.mark), mark);

export function milestone({ copy }, title) {
  return readFileSync(join(copy, MILESTONE), 'utf8').replace(/^title = .*$/m, `title = "${title}"`);
}

export const write = ({ copy }, path, text) => writeFileSync(join(copy, path), text);

/** Writes a file as one step, for where a half-written one, which may be read on a busy machine, is not what is looked at. */
export function replace({ copy }, path, text) {
  const part = join(copy, '..', 'part');
  writeFileSync(part, text);
  renameSync(part, join(copy, path));
}

export async function retitled(there, page, title) {
  write(there, MILESTONE, milestone(there, title));
  return headed(page, title).then(() => [], () => [`\`${title}\` is not seen within ${SOON} ms`]);
}

export const headed = (page, title, timeout = SOON) => page.locator('h1', { hasText: title }).waitFor({ timeout });

/** Changes a file while something is looked at, and writes it back. */
export async function withChange(there, path, change, work) {
  const text = readFileSync(join(there.copy, path), 'utf8');
  if (change(text) === text) throw new Error(`nothing to change in ${path}`);
  write(there, path, change(text));
  try {
    await work();
  } finally {
    write(there, path, text);
  }
}

/** Does something, and waits until the page shows another edition. */
export async function edition(page, work) {
  const shown = () => document.querySelector('roadmapgen-preview').dataset.edition;
  const before = await page?.evaluate(shown);
  work();
  await page?.waitForFunction((old) => document.querySelector('roadmapgen-preview')?.dataset.edition !== old, before, { timeout: SOON });
}

/** A long page with something to open, to focus and to select, in which one text changes. */
export function manyWords(which, more = '') {
  const paragraph = 'Words that stand where they stood, however often something is saved elsewhere. '.repeat(6);
  const details = '<details><summary>More of it</summary><p>What was folded away.</p></details>';
  return `+++\ntitle = "Many words"\naudiences = ["engineering"]\n+++\nThis is the ${which} text.${more}\n\n${`${paragraph}\n\n`.repeat(12)}## Kept heading\n\nA link to [[aarhus]].\n\n## Second heading\n\n${details}\n\n${`${paragraph}\n\n`.repeat(14)}`;
}

export const differs = (is, should) => (is === should ? [] : [`is ${JSON.stringify(is)}, not ${JSON.stringify(should)}`]);
export const holds = (text, part) => (text.includes(part) ? [] : [`\`${part}\` is not in: ${text}`]);
