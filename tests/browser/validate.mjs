// Every page is valid HTML: `node validate.mjs [--every N] SITE…`
//
// With `--every N` each kind of page is looked at, and of all others every Nth.

import { join } from 'node:path';
import { FileSystemConfigLoader, HtmlValidate } from 'html-validate';
import rules from './html-validate.config.mjs';
import { isMain, sites } from './arguments.mjs';
import { choose } from './site.mjs';
import { newTally } from './tally.mjs';

const validator = new HtmlValidate(new FileSystemConfigLoader(rules));

/** What is wrong with one page's HTML: of each rule the first place, and how many more there are. */
export async function invalid(site, page) {
  const report = await validator.validateString(page.html, join(site.folder, page.file));
  const rules = new Map();
  // What an author wrote in code is theirs, the spaces at its ends too.
  const isCode = codeLines(page.html);
  for (const found of report.results.flatMap(({ messages }) => messages)) {
    if (found.ruleId === 'no-trailing-whitespace' && isCode(found.line)) continue;
    rules.set(found.ruleId, [...(rules.get(found.ruleId) ?? []), found]);
  }
  const complaints = [...rules.values()].map(([first, ...more]) =>
    `${page.file}:${first.line}:${first.column}: ${first.message} (${first.ruleId}${more.length ? `, and ${more.length} more` : ''})`);
  return [...complaints, ...ownStyles(page)];
}

/** Says of a line whether it stands in code. */
function codeLines(html) {
  const lineOf = (at) => html.slice(0, at).split('\n').length;
  const code = [...html.matchAll(/<pre\b[\s\S]*?<\/pre>/g)].map((found) => [lineOf(found.index), lineOf(found.index + found[0].length)]);
  return (line) => code.some(([first, last]) => line >= first && line < last);
}

/** Styles in attributes that are more than numbers for the stylesheet. */
function ownStyles(page) {
  const declarations = [...page.html.matchAll(/<[a-z][^<>]*?\sstyle=(?:"([^"]*)"|'([^']*)')/gi)]
    .flatMap(([, double, single]) => (double ?? single).split(';'))
    .map((declaration) => declaration.trim());
  const foreign = declarations.filter((declaration) => declaration !== '' && !declaration.startsWith('--'));
  return [...new Set(foreign)].map((declaration) => `${page.file}: the style \`${declaration}\` belongs into the stylesheet`);
}

/** Validates a site's pages: all of them, or each kind and every `every`th. */
export async function validateSite(tally, site, every = 1) {
  const kinds = new Set(choose(site.pages, 2));
  const pages = site.pages.filter((page, index) => index % every === 0 || kinds.has(page));
  await tally.group(`${site.name}: html-validate, ${pages.length} of ${site.pages.length} pages`, async () => {
    for (const page of pages) tally.check(`${site.name}: /${page.route} is valid HTML`, await invalid(site, page));
  });
}

if (isMain(import.meta.url)) {
  const tally = newTally();
  for (const { site, every } of sites()) await validateSite(tally, site, every);
  tally.close();
}
