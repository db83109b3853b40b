import { Bytes, unzigzag } from './bytes.js';

// Batches and columns in the form that log, remote store and segments share.

/** @typedef {{ name: string, type: string, rows: number[], values: string[] }} Column  One entry a value; rows ascend. */

export const types = ['Keyword', 'Text', 'Ip', 'Json', 'Histogram', 'Id', 'Long', 'Timestamp', 'Boolean', 'Double'];

/** @param {string} type */
export const isNumber = type => type === 'Long' || type === 'Timestamp' || type === 'Boolean' || type === 'Double';

/** @param {Buffer} text */
export const quoted = text => `'${text.toString('utf8')}'`;

/** As .NET writes it: the shortest digits that mean the number, with a power of ten below 0.0001 and from 10^15 on. @param {number} value */
export function shown(value) {
  if (Object.is(value, -0)) return '-0';
  const [digits, power] = value.toExponential().split('e');
  const exponent = Number(power);
  if (value === 0 || (exponent >= -4 && exponent < 15)) return String(value);
  return `${digits}E${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** @param {Buffer} bytes */
export function batch(bytes) {
  const input = new Bytes(bytes);
  if (input.byte() !== 1) throw new Error('a batch of an unknown version');
  const id = input.bytes(16).toString('hex');
  const rowCount = input.count();
  const columns = Array.from({ length: input.count() }, () => column(input, rowCount));
  if (input.left) throw new Error('a batch goes on behind its end');
  return { id, rowCount, columns };
}

/** @param {Bytes} input @param {number} rowCount @returns {Column} */
export function column(input, rowCount) {
  const name = input.bytes(input.count()).toString('utf8');
  const type = types[input.byte()];
  const count = input.count();
  const isDense = input.byte() === 1;
  let row = 0;
  const rows = Array.from({ length: count }, (_, i) => isDense ? i : row += input.count());
  if (rows.some(at => at >= rowCount)) throw new Error('a column has more rows than there are');
  return { name, type, rows, values: values(input, type, count) };
}

/** @param {Bytes} input @param {string} type @param {number} count */
function values(input, type, count) {
  if (type === 'Double') return Array.from({ length: count }, () => shown(input.bytes(8).readDoubleLE()));
  if (isNumber(type)) {
    let before = 0n;
    return Array.from({ length: count }, () => String(before = BigInt.asIntN(64, before + unzigzag(input.number()))));
  }
  const pool = texts(input);
  return Array.from({ length: count }, () => {
    if (type !== 'Id') return quoted(pool[input.count()]);
    const form = input.byte();
    return form === 255 ? quoted(pool[input.count()]) : `'${input.bytes(form).toString('hex')}'`;
  });
}

/** @param {Bytes} input */
function texts(input) {
  const lengths = Array.from({ length: input.count() }, () => input.count());
  return lengths.map(length => input.bytes(length));
}
