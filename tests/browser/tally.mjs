// Counting: what passed, what failed and with which words, what was skipped and why.

/** Seconds after which a group has failed: a page that hangs must not hang the run. */
const PATIENCE = 300;

/**
 * A group of checks prints one line when all is well, and every complaint when it is not. What is counted here is
 * counted in `whole` too.
 */
export function newTally(print = console.log, whole = undefined) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const failures = [];
  const count = (what) => {
    total[what] += 1;
    whole?.count(what);
  };
  return {
    total,
    failures,
    count,

    /** A tally of a part of this one, for groups that are looked at beside those of other parts. */
    part: () => newTally(print, { count }),

    /** Counts one check; no complaints means that it passed. */
    check(name, complaints) {
      if (complaints.length === 0) {
        count('passed');
        return;
      }
      count('failed');
      failures.push(name);
      print(`FAILED ${name}`);
      // A page in ruins has hundreds of complaints, and the first ones say why.
      for (const complaint of complaints.slice(0, 12)) print(`    ${complaint.replaceAll('\n', '\n    ')}`);
      if (complaints.length > 12) print(`    and ${complaints.length - 12} more`);
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
        await within(PATIENCE, body());
      } catch (error) {
        this.check(name, [String(error?.stack ?? error)]);
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

async function within(seconds, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${seconds} s`)), seconds * 1000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs `work` over `things`, `width` at a time, in order of arrival. */
export async function several(things, width, work) {
  const queue = [...things];
  await Promise.all(Array.from({ length: width }, async () => {
    for (let thing = queue.shift(); thing !== undefined; thing = queue.shift()) await work(thing);
  }));
}
