// Counting: what passed, what failed and with which words, what was skipped and why.

/** Seconds without a check after which a group has failed: a page that hangs must not hang the run. */
const PATIENCE = 300;

/** A group of checks prints one line when all is well, and every complaint when it is not. */
export function newTally(print = console.log) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const failures = [];
  let patience;
  const count = (what) => {
    total[what] += 1;
    patience?.refresh();
  };
  return {
    total,
    failures,

    /** Counts what another tally has counted and printed. */
    add(other) {
      for (const what of Object.keys(total)) total[what] += other[what];
    },

    /** Counts one check; no complaints means that it passed. */
    check(name, complaints) {
      if (complaints.length === 0) {
        count('passed');
        return;
      }
      count('failed');
      failures.push(name);
      // A page in ruins has hundreds of complaints, and the first ones say why. All in one, since others print too.
      print([
        `FAILED ${name}`,
        ...complaints.slice(0, 12).map((complaint) => `    ${complaint.replaceAll('\n', '\n    ')}`),
        ...(complaints.length > 12 ? [`    and ${complaints.length - 12} more`] : []),
      ].join('\n'));
    },

    skip(name, why) {
      count('skipped');
      print(`skipped: ${name} (${why})`);
    },

    /** Runs a group; a throw inside it is a failure of the group, never the end of the run. */
    async group(name, body) {
      const before = { ...total };
      const started = performance.now();
      try {
        const late = new Promise((_, reject) => {
          patience = setTimeout(() => reject(new Error(`nothing more after ${PATIENCE} s`)), PATIENCE * 1000);
        });
        await Promise.race([body(), late]);
      } catch (error) {
        this.check(name, [String(error?.stack ?? error)]);
      } finally {
        clearTimeout(patience);
        patience = undefined;
      }
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const failed = total.failed - before.failed;
      const verdict = failed === 0 ? 'ok' : `${failed} failed`;
      print(`${name}: ${total.passed - before.passed} checks, ${verdict} (${seconds} s)`);
    },

    /** Prints the closing line and sets the exit code. A run that checked nothing has failed. */
    close() {
      print(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
      if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
    },
  };
}

/** Runs `work` over `things`, `width` at a time, in order of arrival. */
export async function several(things, width, work) {
  const queue = [...things];
  await Promise.all(Array.from({ length: width }, async () => {
    for (let thing = queue.shift(); thing !== undefined; thing = queue.shift()) await work(thing);
  }));
}
