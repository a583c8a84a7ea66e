// Large roadmaps, to measure with: `node many.mjs COUNT FOLDER`
//
// As plans of that size are: intents of twenty steps, over four years, in all states, some of them needing others,
// by a handful of teams. The same bytes each time; meant to be built `--as-of 2026-11-16`.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [count, folder] = [Number(process.argv[2]), process.argv[3]];
if (!Number.isInteger(count) || count < 1 || folder === undefined) {
  console.error('name how many milestones, and the folder to write them to');
  process.exit(2);
}

const VERBS = ['Deliver', 'Harden', 'Measure', 'Migrate', 'Publish', 'Replace', 'Simplify', 'Unify'];
const KINDS = ['audited', 'cached', 'declarative', 'offline', 'searchable', 'signed', 'typed', 'versioned'];
const THINGS = ['audit log', 'billing import', 'design system', 'edge cache', 'mobile client', 'search index'];
const PEOPLE = ['Ana Berg', 'Bo Castro', 'Chidi Eze', 'Dara Ito', 'Elif Nowak', 'Femi Rossi', 'Noor Weber'];
const TEAMS = ['core', 'data', 'design', 'docs', 'growth', 'platform', 'security'];
const TARGETS = [(year, month) => `${year}-${two(month)}-17`, (year, month) => `"${year}-${two(month)}"`, (year, month) => `"${year}-Q${Math.ceil(month / 3)}"`];

let state = 42;
/** A number below `end`, from a fixed sequence. */
function below(end) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * end);
}
const pick = (values) => values[below(values.length)];
const two = (number) => String(number).padStart(2, '0');
const title = () => `${pick(VERBS)} the ${pick(KINDS)} ${pick(THINGS)}`;
const write = (path, text) => writeFileSync(join(folder, path), text);

for (const name of ['vision', 'intents', 'milestones']) mkdirSync(join(folder, name), { recursive: true });
write('roadmap.toml', '[site]\ntitle = "Roadmap"\nbase_url = "https://example.org/"\n');
write('vision/vision.md', '+++\ntitle = "A calm, open platform"\nhorizon = 2031\n+++\n\nIt runs, and nobody notices.\n');
const intents = Math.max(1, Math.floor(count / 20));
for (let number = 0; number < intents; number += 1) {
  write(`intents/i-${number}.md`, `+++\ntitle = "${title()}"\nvision = "vision"\nowner = "${pick(PEOPLE)}"\nteams = ["${pick(TEAMS)}"]\nstatus = "active"\n+++\n\nOne sentence that says why.\n`);
}
for (let number = 0; number < count; number += 1) {
  const [year, month] = [2025 + below(4), 1 + below(12)];
  const status = year < 2026 ? 'done' : pick(['planned', 'planned', 'active', 'done', 'dropped', 'idea']);
  const needs = [...new Set(Array.from({ length: pick([0, 0, 0, 1, 1, 2]) }, () => number - 1 - below(50)))].filter((other) => other >= 0);
  write(`milestones/m-${number}.md`, `+++\ntitle = "${title()} ${number}"\nintent = "i-${number < intents ? number : below(intents)}"\nstatus = "${status}"\n`
    + `${status === 'active' ? `health = "${pick(['on-track', 'at-risk', 'off-track'])}"\n` : ''}${below(10) === 0 ? '' : `target = ${pick(TARGETS)(year, month)}\n`}`
    + `owner = "${pick(PEOPLE)}"\nteams = ["${pick(TEAMS)}"]\ndepends_on = [${needs.map((other) => `"m-${other}"`).join(', ')}]\n+++\n\n- [${pick(['x', ' '])}] one\n- [ ] two\n`);
}
