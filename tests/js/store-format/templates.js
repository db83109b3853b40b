import { bitReader, Bytes, chunk, codes } from './bytes.js';

/** @typedef {{ kind: number, more: number, slot: number }} Mark */

/** Texts that are templates with literals in their places. @param {Bytes} input @param {number} count @param {Buffer[]} templates */
export function templateTexts(input, count, templates) {
  const templateOf = codes(input, count);
  let slots = 0;
  const parsed = templates.map(template => parse(template, () => slots++));
  const symbols = chunk(input);
  const open = bitReader(input.bytes(input.count()));
  const bytes = new Bytes(input.bytes(input.count()));
  const lengths = codes(input, input.count());
  const literals = new Bytes(chunk(input));

  // Symbols stand slot by slot.
  const uses = Array(slots).fill(0);
  for (const template of templateOf) for (const part of parsed[template]) if (!Buffer.isBuffer(part) && part.slot >= 0) uses[part.slot]++;
  let total = 0;
  const next = uses.map(used => (total += used) - used);

  /** @type {bigint[]} */
  const recent = [];
  /** @type {bigint[]} */
  const last = [];
  const number = (/** @type {number} */ slot) => {
    const symbol = symbols[next[slot]++];
    if (symbol === 0) return last[slot];
    let value;
    if (symbol < 16) [value] = recent.splice(symbol - 1, 1);
    else value = symbol === 16 ? 0n : (1n << BigInt(symbol - 17)) | open(symbol - 17);
    recent.unshift(value);
    recent.length = Math.min(recent.length, 15);
    return last[slot] = value;
  };

  const texts = templateOf.map(template => Buffer.concat(parsed[template].map(part => {
    if (Buffer.isBuffer(part)) return part;
    switch (part.kind) {
      case 1: return Buffer.from(String(number(part.slot)));
      case 2: return Buffer.from(bytes.bytes(part.more / 2).toString('hex'));
      case 3: return Buffer.from(moment(number(part.slot), part.more));
      case 4: return Buffer.from(String(number(part.slot)).padStart(part.more, '0'));
      case 5: return Buffer.from(bytes.bytes(16).toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'));
      default: return literals.bytes(/** @type {number} */ (lengths.shift()));
    }
  })));
  return { texts, templateOf };
}

/** @param {Buffer} template @param {() => number} nextSlot @returns {(Buffer | Mark)[]} */
function parse(template, nextSlot) {
  /** @type {(Buffer | Mark)[]} */
  const parts = [];
  let start = 0;
  for (let at = 0; at < template.length; at++) {
    const kind = template[at];
    if (kind === 0 || kind > 6) continue;
    parts.push(template.subarray(start, at));
    const more = kind === 2 || kind === 3 || kind === 4 ? template[++at] : 0;
    parts.push({ kind, more, slot: kind === 1 || kind === 3 || kind === 4 ? nextSlot() : -1 });
    start = at + 1;
  }
  parts.push(template.subarray(start));
  return parts;
}

/** @param {bigint} seconds since 0001-01-01 @param {number} between */
function moment(seconds, between) {
  const iso = new Date(Number(seconds - 62_135_596_800n) * 1_000).toISOString();
  return `${iso.slice(0, 10)}${String.fromCharCode(between)}${iso.slice(11, 19)}`;
}
