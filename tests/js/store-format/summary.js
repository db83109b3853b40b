import { brotliDecompressSync } from 'node:zlib';
import { Bytes, checksum } from './bytes.js';

const views = [
  { name: 'services', keys: 4 },
  { name: 'instances', keys: 10 },
  { name: 'transactions', keys: 7 },
  { name: 'calls', keys: 9 },
];
const levels = [60_000_000n, 600_000_000n, 3_600_000_000n, 86_400_000_000n];

/** What a file of summaries says: a view's rows for one length of intervals. @param {Buffer} file */
export function summaries(file) {
  const tail = file.subarray(file.length - 16);
  if (file.toString('latin1', 0, 8) !== 'ASHISUM1' || tail.toString('latin1', 8) !== 'ASHISUME') throw new Error('it is no file of summaries');
  const footer = file.subarray(file.length - 16 - tail.readUInt32LE(0), file.length - 16);
  if (checksum(footer) !== tail.readUInt32LE(4)) throw new Error('the footer is damaged');
  const input = new Bytes(footer.subarray(4));
  return Array.from({ length: input.count() }, () => {
    const view = views[input.count()];
    const level = levels[input.count()];
    const rowCount = input.count();
    const from = input.signed();
    const to = input.signed();
    const offset = input.count();
    const stored = file.subarray(offset, offset + input.count());
    const plainBytes = input.count();
    if (checksum(stored) !== input.count()) throw new Error('a summary is damaged');
    const plain = brotliDecompressSync(stored);
    if (plain.length !== plainBytes) throw new Error('a summary is of another length');
    const read = rows(new Bytes(plain), view, level);
    if (read.length !== rowCount) throw new Error('a summary has other rows than its footer says');
    return { view: view.name, level, from, to, rows: read };
  });
}

/** @param {Bytes} input @param {{ name: string, keys: number }} view @param {bigint} level */
function rows(input, view, level) {
  const count = input.count();
  const without = input.count();
  let interval = 0n;
  const found = Array.from({ length: count }, (_, row) => ({
    start: row < without ? null : (interval += input.signed()) * level,
    keys: /** @type {(string | null)[]} */ ([]), events: 0n, newest: 0n, numbers: 0n, least: 0n, greatest: 0n, sum: 0n, buckets: /** @type {[number, bigint][]} */ ([]),
  }));
  for (let key = 0; key < view.keys; key++) {
    const lengths = Array.from({ length: input.count() }, () => input.count());
    const texts = lengths.map(length => input.bytes(length).toString('utf8'));
    for (const row of found) row.keys.push(texts.length === 0 ? null : texts[input.count() - 1] ?? null);
  }
  for (const row of found) row.events = input.number() + 1n;
  if (view.name === 'instances') for (const row of found) if (row.start !== null) row.newest = row.start + input.number();
  for (const row of found) {
    const numbers = input.number();
    row.numbers = numbers === 0n ? row.events : numbers - 1n;
  }
  for (const row of found) if (row.numbers > 0n) row.least = input.signed();
  for (const row of found) row.greatest = row.numbers > 1n ? BigInt.asIntN(64, row.least + input.number()) : row.least;
  for (const row of found) row.sum = BigInt.asIntN(64, row.numbers > 2n ? input.number() + row.numbers * row.least : row.numbers === 2n ? row.least + row.greatest : row.least);
  for (const row of found) if (row.numbers > 0n) row.buckets = buckets(input, row);
  if (input.left) throw new Error('a summary goes on behind its end');
  return found;
}

/** @param {Bytes} input @param {{ numbers: bigint, least: bigint, greatest: bigint }} row @returns {[number, bigint][]} */
function buckets(input, { numbers, least, greatest }) {
  const first = bucketOf(least);
  if (numbers <= 2n) return first === bucketOf(greatest) ? [[first, numbers]] : [[first, 1n], [bucketOf(greatest), 1n]];
  /** @type {[number, bigint][]} */
  const others = [];
  let place = first;
  let rest = numbers;
  for (let more = input.count(); more > 0; more--) {
    place += input.count() + 1;
    others.push([place, input.number() + 1n]);
    rest -= others[others.length - 1][1];
  }
  if (place !== bucketOf(greatest) || rest < 1n) throw new Error('buckets contradict their numbers');
  return [[first, rest], ...others];
}

/** @param {bigint} value */
function bucketOf(value) {
  return value <= 0n ? -1 : Math.floor(120 * Math.log10(Number(value)));
}
