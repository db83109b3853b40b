import { column, isNumber, quoted, shown } from './batch.js';
import { Bytes, chunk, codes, sequence, texts, unzigzag } from './bytes.js';
import { templateTexts } from './templates.js';

/**
 * @typedef {import('./batch.js').Column} Column
 * @typedef {{ texts: Buffer[], templates: Buffer[], parent: number, valueOf: bigint[] }} Dictionary
 * @typedef {{ name: string, type: string, dictionary: Dictionary }} FieldOfSegment
 * @typedef {{ rows: number[], raw: any[], codeOf?: number[], isText?: boolean }} Stored  Values as they are kept, one a row.
 */

/** One row group of format 2. @param {any} source */
export function group({ rowCount, fields, hasField, directory, place, block }) {
  const input = new Bytes(chunk(new Bytes(directory)));
  const runs = codes(input, input.count());
  const traceOfRow = runs.flatMap((length, trace) => Array(length).fill(trace));
  const shapesAt = place(input);
  const shapes = shapesAt ? codes(new Bytes(block(shapesAt)), rowCount) : [];
  const columns = fields.map((/** @type {FieldOfSegment} */ field) => {
    const kind = input.byte();
    const bytes = kind === 1 ? input.bytes(input.count()) : kind === 2 ? block(place(input)) : null;
    if (kind !== 0 && isNumber(field.type)) input.bytes(16);
    return bytes;
  });

  /** @type {(Stored | Column | null)[]} */
  const read = [];
  const numberOf = (/** @type {string} */ name) => fields.findIndex((/** @type {FieldOfSegment} */ field) => field.name === name);
  /** @param {string} name @returns {Map<number, string>} */
  const idsByRow = name => {
    const found = read[numberOf(name)];
    return new Map(found ? found.rows.map((row, i) => [row, 'raw' in found ? found.raw[i] : found.values[i].slice(1, -1)]) : []);
  };
  for (let i = 0; i < fields.length; i++) read.push(columns[i] ? one(i, new Bytes(columns[i])) : null);
  return { rowCount, columns: read.flatMap((stored, i) => stored ? ['values' in stored ? stored : show(stored, fields[i])] : []) };

  /** @param {number} number @param {Bytes} bytes @returns {Stored | Column} */
  function one(number, bytes) {
    const form = bytes.byte();
    if (form === 0) return column(new Bytes(chunk(bytes)), rowCount);
    const how = bytes.byte();
    const rows = rowsOf(how & 15, number, bytes);
    const keyOf = [(/** @type {number} */ row) => row, (/** @type {number} */ row) => traceOfRow[row], transactionOf()][how >> 4];
    const firsts = new Map();
    for (const row of rows) if (!firsts.has(keyOf(row))) firsts.set(keyOf(row), { row, value: firsts.size });
    const own = values(form, number, [...firsts.values()].map(first => first.row), bytes);
    const pick = (/** @type {any[]} */ from) => rows.map(row => from[firsts.get(keyOf(row)).value]);
    if (bytes.left) throw new Error(`column ${fields[number].name} goes on behind its end`);
    return { rows, raw: pick(own.raw), codeOf: own.codeOf && pick(own.codeOf), isText: own.isText };
  }

  /** @param {number} presence @param {number} number @param {Bytes} bytes */
  function rowsOf(presence, number, bytes) {
    const all = Array.from({ length: rowCount }, (_, row) => row);
    if (presence === 0) return all;
    if (presence === 1) return all.filter(row => hasField[number][shapes[row]]);
    let row = 0;
    return codes(bytes, bytes.count()).map(distance => row += distance);
  }

  function transactionOf() {
    const ids = idsByRow('transaction.id');
    return (/** @type {number} */ row) => ids.get(row);
  }

  /** @param {number} form @param {number} number @param {number[]} rows @param {Bytes} bytes @returns {{ raw: any[], codeOf?: number[], isText?: boolean }} */
  function values(form, number, rows, bytes) {
    const { dictionary, type, name } = fields[number];
    const count = rows.length;
    switch (form) {
      case 1: {
        const codeOf = codes(bytes, count);
        return { raw: codeOf.map(code => dictionary.texts[code]), codeOf, isText: true };
      }
      case 2:
        return { raw: sequence(bytes, count) };
      case 3: {
        const power = 10 ** bytes.byte();
        return { raw: sequence(bytes, count).map(scaled => Number(scaled) / power) };
      }
      case 4: {
        const doubles = chunk(bytes);
        return { raw: rows.map((_, i) => doubles.readDoubleLE(8 * i)) };
      }
      case 5:
        return { raw: moments(rows, bytes) };
      case 6:
      case 7:
        return { raw: rows.map(() => bytes.bytes(form === 6 ? 8 : 16).toString('hex')) };
      case 8:
        return { raw: references(name, rows, bytes) };
      case 9: {
        const { of, distinct } = distinctTexts(count, bytes);
        const made = templateTexts(bytes, distinct, dictionary.templates);
        return { raw: of.map(text => made.texts[text]), codeOf: of.map(text => made.templateOf[text]), isText: true };
      }
      case 10: {
        const { of } = distinctTexts(count, bytes);
        const own = texts(bytes);
        return { raw: of.map(text => own[text]), isText: true };
      }
      case 11: {
        const { of, distinct } = distinctTexts(count, bytes);
        const wholes = /** @type {Stored} */ (read[bytes.count()]);
        const before = codes(bytes, distinct);
        const behind = codes(bytes, distinct);
        const own = before.map((start, text) => {
          const whole = wholes.raw[wholes.rows.indexOf(rows[of.indexOf(text)])];
          return whole.subarray(start, whole.length - behind[text]);
        });
        return { raw: of.map(text => own[text]), isText: true };
      }
      case 12: {
        const parent = /** @type {Stored} */ (read[dictionary.parent]);
        const codeOfRow = new Map(parent.rows.map((row, i) => [row, /** @type {number[]} */ (parent.codeOf)[i]]));
        const others = sequence(bytes, rows.filter(row => !codeOfRow.has(row)).length);
        let next = 0;
        const found = rows.map(row => codeOfRow.has(row) ? dictionary.valueOf[/** @type {number} */ (codeOfRow.get(row))] : others[next++]);
        if (isNumber(type)) return { raw: type === 'Double' ? found.map(double) : found };
        const codeOf = found.map(Number);
        return { raw: codeOf.map(code => dictionary.texts[code]), codeOf, isText: true };
      }
      default:
        throw new Error(`a column of form ${form}`);
    }
  }

  /** @param {number[]} rows @param {Bytes} bytes */
  function moments(rows, bytes) {
    const found = [bytes.signed()];
    let first = found[0];
    for (const distance of sequence(bytes, rows.length - 1)) {
      const i = found.length;
      const begins = traceOfRow[rows[i]] !== traceOfRow[rows[i - 1]];
      found.push((begins ? first : found[i - 1]) + distance);
      if (begins) first = found[i];
    }
    return found;
  }

  /** @param {string} name @param {number[]} rows @param {Bytes} bytes */
  function references(name, rows, bytes) {
    const partner = idsByRow(name === 'parent.id' ? 'transaction.id' : name === 'transaction.id' ? 'span.id' : '');
    const spans = idsByRow('span.id');
    /** @type {(string | undefined)[]} */
    const ids = [];
    for (const [i, number] of sequence(bytes, rows.length).entries()) {
      if (number === 0n) ids.push(bytes.bytes(8).toString('hex'));
      else if (number === 1n) ids.push(partner.get(rows[i]));
      else if (number === 2n) ids.push(ids[i - 1]);
      else if (number & 1n) ids.push(spans.get(rows[i] - Number(unzigzag((number - 3n) / 2n))));
      else ids.push(ids[i - Number((number - 4n) / 2n)]);
    }
    return ids;
  }
}

/** Which distinct text each value is. @param {number} count @param {Bytes} bytes */
function distinctTexts(count, bytes) {
  const distinct = bytes.count();
  let next = 0;
  const of = distinct === count ? Array.from({ length: count }, (_, i) => i) : codes(bytes, count).map(back => back === 0 ? next++ : next - back);
  return { of, distinct };
}

/** @param {bigint} bits */
function double(bits) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(bits);
  return bytes.readDoubleLE();
}

/** @param {Stored} stored @param {FieldOfSegment} field @returns {Column} */
function show({ rows, raw, isText }, { name, type }) {
  const values = raw.map(value => isText ? quoted(value) : type === 'Id' ? `'${value}'` : type === 'Double' ? shown(value) : String(value));
  return { name, type, rows, values };
}

