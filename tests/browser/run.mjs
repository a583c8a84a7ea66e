// All browser tests of a run with one browser and one count:
// `node run.mjs --shots FOLDER [--skip WHAT WHY]… [--sealed SITE UNDER PASSPHRASE SECRET AGAIN] [--preview PROGRAM FOLDER]
// [--every N] [--brief] SITE…`
//
// `--sealed` is a site with a sealed view at `UNDER`, its passphrase, what stands after `#k=` in its link, and the same
// site built for another day. `--preview` is the program, and a roadmap of which a copy is served.
//
// The closing line is `N passed, N failed, N skipped`.

import { resolve } from 'node:path';
import { sites } from './arguments.mjs';
import { withBrowser } from './browser.mjs';
import { lookAt } from './pages.mjs';
import { lookAtPreview } from './preview.mjs';
import { lookAtSealed } from './sealed.mjs';
import { selfTest } from './selftest.mjs';
import { shoot } from './shots.mjs';
import { newTally } from './tally.mjs';
import { validateSite } from './validate.mjs';

const words = process.argv.slice(2);
const tally = newTally();
const shots = taken('--shots', 1)[0]?.[0];
for (const [what, why] of taken('--skip', 2)) tally.skip(what, why);
const sealed = taken('--sealed', 5);
const previewed = taken('--preview', 2);
const shown = sites(words);

await withBrowser(async (browser) => {
  await selfTest(tally, browser);
  for (const { site, every, brief } of shown) {
    await validateSite(tally, site, every);
    await lookAt(tally, browser, site, { brief });
    if (shots) await shoot(tally, browser, site, resolve(shots));
  }
  for (const [program, folder] of previewed) {
    await lookAtPreview(tally, browser, { program: resolve(program), folder: resolve(folder) });
  }
  for (const [folder, under, passphrase, secret, again] of sealed) {
    await lookAtSealed(tally, browser, { folder, under, passphrase, secret, again, shots: shots && resolve(shots) });
  }
});
tally.close();

/** Takes every `name` with the `count` words after it out of the command line. */
function taken(name, count) {
  const found = [];
  for (let at = words.indexOf(name); at !== -1; at = words.indexOf(name)) found.push(words.splice(at, count + 1).slice(1));
  return found;
}
