// SPDX-License-Identifier: MIT
import { createInterface } from "node:readline";

/** Runs the cases of each SDK, in order. The protocol with the runner is python/reports.py's. */
export async function run(sdks) {
  const input = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  for (const [name, cases] of Object.entries(sdks)) {
    for (const [title, runCase] of Object.entries(cases)) {
      const report = { case: `${name}.${title}` };
      try {
        report.value = await runCase();
      } catch (error) {
        report.failure = error.stack;
      }
      console.log(JSON.stringify(report));
      await input.next();
    }
  }
  process.exit(0); // keep-alive sockets would hold the process
}
