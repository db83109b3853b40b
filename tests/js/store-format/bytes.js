import { brotliDecompressSync } from 'node:zlib';

// Numbers, chunks, sequences and texts, as docs/storage-format.md describes them. Whole numbers are BigInts: they have 64 bits.

/** Walks bytes from front to back. */
export class Bytes {
  /** @param {Buffer} buffer */
  constructor(buffer) {
    this.buffer = buffer;
    this.at = 0;
  }

  get left() {
    return this.buffer.length - this.at;
  }

  byte() {
    return this.bytes(1)[0];
  }

  /** @param {number} count */
  bytes(count) {
    if (count > this.left) throw new Error(`${count} bytes asked for where ${this.left} are left`);
    this.at += count;
    return this.buffer.subarray(this.at - count, this.at);
  }

  number() {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const b = this.byte();
      value |= BigInt(b & 0x7F) << shift;
      if (b < 0x80) return value;
    }
  }

  count() {
    return Number(this.number());
  }

  signed() {
    return unzigzag(this.number());
  }
}

/** @param {bigint} value */
export function unzigzag(value) {
  return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n));
}

/** @param {Bytes} input */
export function chunk(input) {
  const length = input.count();
  const codec = input.byte();
  if (codec === 0) return input.bytes(length);
  const plain = brotliDecompressSync(input.bytes(input.count()));
  if (codec !== 1 || plain.length !== length) throw new Error('a chunk is not what it says');
  return plain;
}

/** @param {Buffer} bytes */
export function bitReader(bytes) {
  let at = 0;
  return (/** @type {number} */ bits) => {
    let value = 0n;
    for (let i = 0; i < bits; i++, at++) value |= BigInt((bytes[at >> 3] >> (at & 7)) & 1) << BigInt(i);
    return value;
  };
}

/** @param {Bytes} input @param {number} count @returns {bigint[]} */
export function sequence(input, count) {
  if (count === 0) return [];
  const form = input.byte();
  const first = input.signed();
  const above = (/** @type {bigint} */ distance) => BigInt.asIntN(64, first + distance);
  switch (form) {
    case 0:
      return Array(count).fill(first);
    case 1: {
      const bits = input.byte();
      const read = bitReader(input.bytes(Math.ceil(count * bits / 8)));
      return Array.from({ length: count }, () => above(read(bits)));
    }
    case 2: {
      const planes = input.byte();
      const bytes = chunk(input);
      return Array.from({ length: count }, (_, i) => above(BigInt(bytes[i] + (planes === 2 ? bytes[count + i] * 256 : 0))));
    }
    case 3: {
      const symbols = chunk(input);
      const open = (/** @type {number} */ symbol) => symbol < 8 ? 0 : Math.floor((symbol - 8) / 4) + 1;
      const read = bitReader(input.bytes(Math.ceil(symbols.reduce((sum, symbol) => sum + open(symbol), 0) / 8)));
      return Array.from(symbols, symbol => above(symbol < 8 ? BigInt(symbol) : (BigInt(4 | ((symbol - 8) & 3)) << BigInt(open(symbol))) | read(open(symbol))));
    }
    case 4: {
      const values = [first];
      for (const difference of sequence(input, count - 1)) values.push(BigInt.asIntN(64, values[values.length - 1] + difference));
      return values;
    }
    default:
      throw new Error(`a sequence of form ${form}`);
  }
}

/** @param {Bytes} input @param {number} count */
export function codes(input, count) {
  return sequence(input, count).map(Number);
}

/** @param {Bytes} input */
export function texts(input) {
  const lengths = codes(input, input.count());
  const bytes = new Bytes(chunk(input));
  return lengths.map(length => bytes.bytes(length));
}

const table = Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? (n >>> 1) ^ 0x82F63B78 : n >>> 1;
  return n >>> 0;
});

/** CRC-32C. @param {...Uint8Array} parts */
export function checksum(...parts) {
  let crc = 0xFFFFFFFF;
  for (const part of parts) for (const byte of part) crc = table[(crc ^ byte) & 0xFF] ^ (crc >>> 8);
  return (crc ^ 0xFFFFFFFF) >>> 0;
}
