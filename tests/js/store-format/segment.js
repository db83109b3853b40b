import { brotliDecompressSync } from 'node:zlib';
import { column, types } from './batch.js';
import { bitReader, Bytes, checksum, sequence, texts } from './bytes.js';
import { group } from './row-group.js';

/** @typedef {{ offset: number, stored: number, checksum: number, codec: number } | null} Place */

/** The rows of a segment, group by group. @param {Buffer} file */
export function segment(file) {
  const mark = file.toString('latin1', 0, 8);
  const tail = file.subarray(file.length - 16);
  if (tail.toString('latin1', 8) !== 'ASHIFOOT') throw new Error('it does not end like a segment');
  const footer = file.subarray(file.length - 16 - tail.readUInt32LE(0), file.length - 16);
  if (checksum(footer) !== tail.readUInt32LE(4)) throw new Error('the footer is damaged');
  if (mark === 'ASHISEG1') return format1(file, new Bytes(footer));
  if (mark === 'ASHISEG2') return format2(file, new Bytes(footer));
  throw new Error(`a segment of form ${mark}`);
}

/** @param {Buffer} file @param {Place} place */
function block(file, place) {
  if (!place) return Buffer.alloc(0);
  const bytes = file.subarray(place.offset, place.offset + place.stored);
  if (checksum(bytes) !== place.checksum) throw new Error('a block is damaged');
  return place.codec === 1 ? brotliDecompressSync(bytes) : bytes;
}

/** @param {Buffer} file @param {Bytes} footer */
function format1(file, footer) {
  const place = () => {
    const stored = footer.count();
    if (stored === 0) return null;
    const offset = footer.count();
    footer.count();
    return { offset, stored, checksum: footer.bytes(4).readUInt32LE(), codec: footer.byte() };
  };
  if (footer.byte() !== 1) throw new Error('a footer of another version');
  footer.number();
  const groups = Array.from({ length: footer.count() }, () => {
    const rowCount = footer.count();
    footer.bytes(16);
    place();
    return { rowCount, /** @type {import('./batch.js').Column[]} */ columns: [] };
  });
  for (let fields = footer.count(); fields > 0; fields--) {
    footer.bytes(footer.count());
    footer.byte();
    for (const one of groups) {
      const at = place();
      if (at) one.columns.push(column(new Bytes(block(file, at)), one.rowCount));
    }
  }
  return groups;
}

/** @param {Buffer} file @param {Bytes} footer */
function format2(file, footer) {
  const place = (input = footer) => {
    const stored = input.count();
    return stored === 0 ? null : { stored, offset: input.count(), checksum: input.bytes(4).readUInt32LE(), codec: 0 };
  };
  if (footer.byte() !== 2) throw new Error('a footer of another version');
  footer.number();
  footer.number();
  const shapes = place();
  place();
  const groups = Array.from({ length: footer.count() }, () => {
    const rowCount = footer.count();
    footer.signed();
    footer.signed();
    return { rowCount, directory: place() };
  });
  const fields = Array.from({ length: footer.count() }, () => {
    const name = footer.bytes(footer.count()).toString('utf8');
    return { name, type: types[footer.byte()], dictionary: dictionary(block(file, place())) };
  });
  const hasField = shapeTable(block(file, shapes), fields.length);
  return groups.map(one => group({
    rowCount: one.rowCount, fields, hasField, directory: block(file, one.directory), place, block: (/** @type {Place} */ at) => block(file, at),
  }));
}

/** For each field and shape, whether rows of the shape have the field. @param {Buffer} bytes @param {number} fieldCount */
function shapeTable(bytes, fieldCount) {
  if (bytes.length === 0) return [];
  const input = new Bytes(bytes);
  const shapeCount = input.count();
  const bit = bitReader(input.bytes(input.left));
  return Array.from({ length: fieldCount }, () => Array.from({ length: shapeCount }, () => bit(1) === 1n));
}

/** @param {Buffer} bytes */
function dictionary(bytes) {
  const input = new Bytes(bytes);
  const flags = bytes.length === 0 ? 0 : input.byte();
  const own = flags & 1 ? texts(input) : [];
  const templates = flags & 2 ? texts(input) : [];
  const parent = flags & 4 ? input.count() : -1;
  return { texts: own, templates, parent, valueOf: parent < 0 ? [] : sequence(input, input.count()) };
}

