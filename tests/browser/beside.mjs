// Looks side by side, each in one of a few processes that have a browser each.

import { fork } from 'node:child_process';
import { withBrowser } from './browser.mjs';
import { newTally } from './tally.mjs';

/** The word that a command line begins with where a process was started to look for another one. */
const BESIDE = '--beside';

/** Whether this process was started by `share`; the word that says so is taken out of `words`. */
export function isBeside(words) {
  return words[0] === BESIDE && words.shift() === BESIDE;
}

/**
 * Has the looks of these names taken by `width` processes that run `script` with `words`, each the next one when it is
 * done. What a process prints goes where this one's goes, and what it counts is counted in `tally`.
 */
export async function share(tally, names, width, script, words) {
  const waiting = [...names.keys()];
  const children = Array.from({ length: Math.min(width, names.length) }, () => fork(script, [BESIDE, ...words]));
  const ends = children.map((child) => new Promise((done) => {
    child.once('exit', (code, signal) => done(signal ?? code));
    child.once('error', done);
  }));
  // A process that is let go closes its browser and ends.
  const letGo = (child) => child.connected && child.disconnect();
  for (const [signal, number] of [['SIGHUP', 1], ['SIGINT', 2], ['SIGTERM', 15]]) {
    process.once(signal, () => {
      waiting.length = 0;
      children.forEach(letGo);
      Promise.all(ends).finally(() => process.exit(128 + number));
    });
  }
  await Promise.all(children.map(async (child, which) => {
    const ended = ends[which].then((how) => ({ how }));
    for (let at; ; child.send(at, () => {})) {
      // What was counted: at first nothing, which says that it is ready.
      const { total, how } = await Promise.race([new Promise((next) => { child.once('message', next); }), ended]);
      if (total === undefined) {
        tally.check(`${names[at] ?? 'anything'} is looked at`, [`what looked at it ended with ${how}`]);
        break;
      }
      tally.add(total);
      at = waiting.shift();
      if (at === undefined) break;
    }
    letGo(child);
    await ended;
  }));
  for (const at of waiting) tally.check(`${names[at]} is looked at`, ['nobody is left to do so']);
}

/** Takes the looks that are asked for, in the process that `share` has started, until it is let go. */
export async function lookBeside(looks) {
  const over = new Promise((done) => { process.once('disconnect', done); });
  await withBrowser(async (browser) => {
    process.on('message', async (at) => {
      const tally = newTally();
      const { name, look } = looks[at];
      await look(tally, browser).catch((error) => tally.check(`${name} is looked at`, [String(error?.stack ?? error)]));
      if (process.connected) process.send({ total: tally.total });
    });
    process.send({ total: newTally().total });
    await over;
  });
}
