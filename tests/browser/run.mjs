// All browser tests of a run with one count:
// `node run.mjs --shots FOLDER [--skip WHAT WHY]… [--sealed SITE UNDER PASSPHRASE SECRET AGAIN] [--preview PROGRAM FOLDER]
// [--thousand SITE]… [--every N] [--brief] [--odd] [--full] SITE…`
//
// `--sealed` is a site with a sealed view at `UNDER`, its passphrase, what stands after `#k=` in its link, and the same
// site built for another day. `--preview` is the program, and a roadmap of which a copy is served. `--thousand` is a
// site of 1,000 milestones, which is weighed. `--brief` and `--odd` are said in `arguments.mjs`.
//
// The closing line is `N passed, N failed, N skipped`.

import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sites } from './arguments.mjs';
import { isBeside, lookBeside, share } from './beside.mjs';
import { weigh } from './budgets.mjs';
import { lookForColour } from './colour.mjs';
import { walkThrough } from './keyboard.mjs';
import { lookAt } from './pages.mjs';
import { lookAtPreview } from './preview.mjs';
import { printOut } from './print.mjs';
import { lookAtSealed } from './sealed.mjs';
import { lookAtScript } from './script.mjs';
import { selfTest } from './selftest.mjs';
import { sheet, shoot } from './shots.mjs';
import { readSite } from './site.mjs';
import { newTally } from './tally.mjs';
import { validateSite } from './validate.mjs';

const words = process.argv.slice(2);
const beside = isBeside(words);
const shots = taken('--shots', 1)[0]?.[0];
const skipped = taken('--skip', 2);
const sealed = taken('--sealed', 5);
const previewed = taken('--preview', 2);
const thousands = taken('--thousand', 1).map(([folder]) => resolve(folder));

/** Of an odd site, the kinds that a text of its own or a number of items could break. */
const FRAGILE = ['home', 'timeline', 'timeline-all', 'board', 'list', 'vision', 'intent', 'milestone', 'page', 'update', 'search', 'timeline-lens', 'board-lens'];
const PICTURED = ['home', 'timeline', 'board', 'list', 'vision', 'intent', 'milestone'];
/** Of a large site, the kinds that are long on paper. */
const LONG = ['timeline', 'list', 'vision', 'intent'];
const shown = sites(words);
/** So many processes look side by side. In one browser, pages side by side are seen half made, and painted as repeated tiles. */
const AT_ONCE = 2;
/** The program, which builds what a test of changes compares. */
const program = previewed[0]?.[0];

/** Each of these is looked at by itself, so several can be at once; the longest come first. */
const looks = [
  ...shown.map((each) => ({ name: each.name, look: (part, browser) => look(part, browser, each) })),
  { name: 'a broken site', look: selfTest },
  ...previewed.map(([program, folder]) => ({
    name: 'the preview',
    // How soon a save is seen is looked at, too.
    alone: true,
    look: (part, browser) => lookAtPreview(part, browser, { program: resolve(program), folder: resolve(folder) }),
  })),
  ...sealed.map(([folder, under, passphrase, secret, again]) => ({
    name: 'the sealed view',
    look: (part, browser) => lookAtSealed(part, browser, { folder, under, passphrase, secret, again, shots: shots && resolve(shots) }),
  })),
  ...thousands.map((folder) => ({ name: basename(folder), look: (part) => weigh(part, readSite(folder), { thousand: true }) })),
  ...(shots ? shown : []).map((each) => ({
    name: `${each.name} in pictures`,
    look: (part, browser) => shoot(part, browser, each.site, resolve(shots), each.odd || each.brief ? { kinds: PICTURED } : {}),
  })),
];

if (beside) {
  await lookBeside(looks);
} else {
  const tally = newTally();
  for (const [what, why] of skipped) tally.skip(what, why);
  await share(tally, looks, AT_ONCE, fileURLToPath(import.meta.url), process.argv.slice(2));
  if (shots) console.log(`${sheet(resolve(shots))} pictures: ${resolve(shots)}/index.html`);
  console.log(`(${Math.round(performance.now() / 1000)} s)`);
  tally.close();
}

/** Looks at one site in all ways. */
async function look(part, browser, { site, every, brief, odd }) {
  await validateSite(part, site, every);
  if (odd) await lookAt(part, browser, site, { brief, parts: ['host', 'axe', 'shift'], kinds: FRAGILE });
  else await lookAt(part, browser, site, { brief });
  await walkThrough(part, browser, site, odd ? { narrow: false, kinds: PICTURED } : { narrow: !brief });
  await lookForColour(part, browser, site, odd ? { kinds: PICTURED, states: false } : {});
  if (!odd) await printOut(part, browser, site, brief ? { kinds: LONG } : {});
  // The titles of an odd site stand in its stylesheet too, and are no part of what the theme weighs.
  if (!odd) await weigh(part, site);
  if (!brief && !odd) await lookAtScript(part, browser, site, { program: program && resolve(program) });
}

/** Takes every `name` with the `count` words after it out of the command line. */
function taken(name, count) {
  const found = [];
  for (let at = words.indexOf(name); at !== -1; at = words.indexOf(name)) found.push(words.splice(at, count + 1).slice(1));
  return found;
}
