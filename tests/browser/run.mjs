// All browser tests of a run with one browser and one count:
// `node run.mjs --shots FOLDER [--skip WHAT WHY]… [--every N] [--brief] SITE…`
//
// The closing line is `N passed, N failed, N skipped`.

import { resolve } from 'node:path';
import { sites } from './arguments.mjs';
import { withBrowser } from './browser.mjs';
import { lookAt } from './pages.mjs';
import { selfTest } from './selftest.mjs';
import { shoot } from './shots.mjs';
import { newTally } from './tally.mjs';
import { validateSite } from './validate.mjs';

const words = process.argv.slice(2);
const tally = newTally();
const shots = taken('--shots', 1)[0]?.[0];
for (const [what, why] of taken('--skip', 2)) tally.skip(what, why);
const shown = sites(words);

await withBrowser(async (browser) => {
  await selfTest(tally, browser);
  for (const { site, every, brief } of shown) {
    await validateSite(tally, site, every);
    await lookAt(tally, browser, site, { brief });
    if (shots) await shoot(tally, browser, site, resolve(shots));
  }
});
tally.close();

/** Takes every `name` with the `count` words after it out of the command line. */
function taken(name, count) {
  const found = [];
  for (let at = words.indexOf(name); at !== -1; at = words.indexOf(name)) found.push(words.splice(at, count + 1).slice(1));
  return found;
}
