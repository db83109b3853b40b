import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { batch } from './batch.js';
import { checksum } from './bytes.js';
import { segment } from './segment.js';

/** Every event of a data directory, as the lines of its fields. @param {string} root */
export function events(root) {
  if (readFileSync(join(root, 'format'), 'utf8') !== 'ashiato store 1\n') throw new Error('it is no store of this format');
  const catalog = newestCatalog(root);
  const groups = catalog.segments.flatMap(name => segment(readFileSync(join(root, 'segments', name))));
  const seen = new Set();
  for (const name of readdirSync(join(root, 'wal')).filter(name => name.endsWith('.wal')).sort()) {
    if (Number.parseInt(name, 10) < catalog.log) continue;
    for (const one of log(readFileSync(join(root, 'wal', name)), seen)) groups.push(one);
  }
  return groups.flatMap(rows);
}

/** @param {string} root */
function newestCatalog(root) {
  const good = ['catalog', 'catalog.copy'].map(name => readFileSync(join(root, name), 'utf8')).filter(isWhole).map(parse);
  return good.reduce((a, b) => a.generation >= b.generation ? a : b);
}

/** @param {string} text */
function isWhole(text) {
  const end = text.lastIndexOf('checksum ');
  return text.slice(end) === `checksum ${checksum(Buffer.from(text.slice(0, end))).toString(16).padStart(8, '0')}\n`;
}

/** @param {string} text */
function parse(text) {
  const facts = text.split('\n').map(line => line.split(' '));
  const number = (/** @type {string} */ name) => Number(facts.find(fact => fact[0] === name)?.[1]);
  return { generation: number('generation'), log: number('log'), segments: facts.filter(fact => fact[0] === 'segment').map(fact => fact[1]) };
}

/** The batches of a log file that were not seen before. @param {Buffer} file @param {Set<string>} seen */
function log(file, seen) {
  if (file.toString('latin1', 0, 8) !== 'ASHIWAL1') throw new Error('it does not begin like a log');
  const batches = [];
  for (let at = 8; at + 9 <= file.length;) {
    const length = file.readUInt32LE(at);
    if (length === 0) break;
    const content = file.subarray(at + 9, at + 9 + length);
    if (checksum(file.subarray(at, at + 4), file.subarray(at + 8, at + 9), content) !== file.readUInt32LE(at + 4)) throw new Error('a record is damaged');
    const kind = file[at + 8];
    at += 9 + length;
    if (kind === 2) for (let id = 0; id < length; id += 16) seen.add(content.toString('hex', id, id + 16));
    if (kind !== 1) continue;
    const one = batch(content);
    if (!seen.has(one.id)) batches.push(one);
    seen.add(one.id);
  }
  return batches;
}

/** @param {{ rowCount: number, columns: import('./batch.js').Column[] }} group */
function rows({ rowCount, columns }) {
  const lines = Array.from({ length: rowCount }, () => /** @type {string[]} */ ([]));
  for (const { name, type, rows: at, values } of columns) {
    const found = new Map();
    for (const [entry, row] of at.entries()) found.set(row, [...found.get(row) ?? [], values[entry]]);
    for (const [row, own] of found) lines[row].push(`${name} ${type}: ${own.join(' ')}`);
  }
  return lines.map(one => one.sort().join('\n'));
}
