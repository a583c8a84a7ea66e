// The command lines of these scripts: folders of built sites, and few options.

import { realpathSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSite } from './site.mjs';

/** Whether a module is the one that was started, and not imported. */
export function isMain(url) {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(url);
}

/**
 * The sites named on the command line, as `{ name, site, every, brief, odd }`, each read when it is first asked for. `--every N`, `--brief` and `--odd` hold for
 * the sites after them, and `--full` ends them: a small site is looked at whole, a large one by sample, and one that
 * is there for its odd content where that could break a page.
 */
export function sites(words = process.argv.slice(2)) {
  const found = [];
  let every = 1;
  let brief = false;
  let odd = false;
  for (let index = 0; index < words.length; index += 1) {
    if (words[index] === '--every') every = count(words[(index += 1)]);
    else if (words[index] === '--brief') brief = true;
    else if (words[index] === '--odd') [brief, odd] = [true, true];
    else if (words[index] === '--full') [every, brief, odd] = [1, false, false];
    else if (words[index].startsWith('-')) wrong(`unknown option \`${words[index]}\``);
    else found.push(site(resolve(words[index]), { every, brief, odd }));
  }
  if (found.length === 0) wrong('name the folder of a built site');
  return found;
}

function site(folder, how) {
  let read;
  return {
    ...how,
    name: basename(folder),
    get site() {
      read ??= readSite(folder);
      return read;
    },
  };
}

function count(word) {
  if (!/^[1-9]\d*$/.test(word ?? '')) wrong(`\`--every\` needs a number, not \`${word}\``);
  return Number(word);
}

function wrong(why) {
  console.error(why);
  process.exit(2);
}
