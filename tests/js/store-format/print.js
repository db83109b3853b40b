import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { events } from './store.js';
import { summaries } from './summary.js';

// Prints every event of the data directory that is named, then what its summaries count by service.
const root = process.argv[2];
process.stdout.write(events(root).sort().join('\n\n') + '\n');

/** @type {Map<string, bigint>} */
const counts = new Map();
for (const name of readdirSync(join(root, 'segments'), { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.summary'))) {
  for (const { view, level, rows } of summaries(readFileSync(join(root, 'segments', name)))) {
    for (const row of rows) if (row.buckets.reduce((sum, [, count]) => sum + count, 0n) !== row.numbers) throw new Error(`${name}: buckets that do not add up`);
    // The shortest intervals are always there; a view that is left out has none.
    if (view === 'instances' && level === 60_000_000n) for (const row of rows) counts.set(row.keys[0] ?? '-', (counts.get(row.keys[0] ?? '-') ?? 0n) + row.events);
  }
}
for (const [service, count] of [...counts].sort()) process.stdout.write(`${service} ${count}\n`);
