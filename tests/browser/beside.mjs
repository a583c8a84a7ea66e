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
 * Has `looks` taken by `width` processes that run `script` with `words`, each the next one when it is done, and those that
 * are `alone` afterwards, one after the other. What a process prints goes where this one's goes, and what it counts is
 * counted in `tally`.
 */
export async function share(tally, looks, width, script, words) {
  const together = [...looks.keys()].filter((at) => !looks[at].alone);
  const alone = [...looks.keys()].filter((at) => looks[at].alone);
  const lanes = Array.from({ length: Math.min(width, looks.length) }, () => {
    const child = fork(script, [BESIDE, ...words]);
    const ended = new Promise((done) => {
      child.once('exit', (code, signal) => done({ how: signal ?? code }));
      child.once('error', (error) => done({ how: error }));
    });
    const answer = () => Promise.race([new Promise((next) => { child.once('message', next); }), ended]);
    // Its first word is that it is ready.
    return { child, ended, answer, ready: answer() };
  });
  // A process that is let go closes its browser and ends.
  const letGo = () => Promise.all(lanes.map(({ child, ended }) => {
    if (child.connected) child.disconnect();
    return ended;
  }));
  for (const [signal, number] of [['SIGHUP', 1], ['SIGINT', 2], ['SIGTERM', 15]]) {
    process.once(signal, () => {
      together.length = 0;
      alone.length = 0;
      letGo().finally(() => process.exit(128 + number));
    });
  }
  const work = async ({ child, answer, ready }, waiting) => {
    await ready;
    for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
      const answered = answer();
      child.send(at, () => {});
      const { total, how } = await answered;
      if (total === undefined) {
        tally.check(`${looks[at].name} is looked at`, [`what looked at it ended with ${how}`]);
        return;
      }
      tally.add(total);
    }
  };
  await Promise.all(lanes.map((lane) => work(lane, together)));
  for (const lane of lanes) await work(lane, alone);
  await letGo();
  for (const at of [...together, ...alone]) tally.check(`${looks[at].name} is looked at`, ['nobody is left to do so']);
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
    process.send('ready');
    await over;
  });
}
