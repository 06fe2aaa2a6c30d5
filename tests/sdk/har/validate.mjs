// SPDX-License-Identifier: MIT
// Reads a HAR document from standard input; says what of it is not as the schema wants it.
import { text } from "node:stream/consumers";
import validator from "har-validator";

const document = JSON.parse(await text(process.stdin));
try {
  await validator.har(document);
} catch (error) {
  for (const { dataPath, message } of error.errors ?? [error])
    console.log(`${dataPath ?? ""} ${message}`);
  process.exit(1);
}
console.log(`${document.log.entries.length} entries`);
