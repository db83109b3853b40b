import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { events } from './store-format/store.js';

// A program of its own that knows the store only from docs/storage-format.md. When it cannot read a store, the document is wrong or lacks something.
const folderOf = format => fileURLToPath(new URL(`../corpus/stores/${format}/`, import.meta.url));

for (const format of ['format-1', 'format-2']) {
  test(`Another program reads every event of ${format} by what the document says`, () => {
    const found = events(`${folderOf(format)}data`).sort().join('\n\n') + '\n';
    assert.equal(found, readFileSync(`${folderOf(format)}events.txt`, 'utf8'));
  });
}
