/** Which colour a row has, and what the legend says about it. */

import { kindHues, kindTexts } from './span-kinds.js';

/** @typedef {'type' | 'service' | 'result' | 'self'} ColourMode */
/** @typedef {{ key: string, hue: string, text?: string, name?: string, count: number, selfMicros: number }} LegendEntry */

/** @type {ColourMode[]} */
export const colourModes = ['type', 'service', 'result', 'self'];

/** Hues in order of use. */
const hues = [
  '--c-kakitsubata', '--c-asagi', '--c-yamabuki', '--c-wakatake', '--c-fuji',
  '--c-kaki', '--c-tsutsuji', '--c-rikyu', '--c-kikyo', '--c-nibi',
];
const OTHERS_HUE = '--ink-4';

/** Upper ends of the bands of own time, as shares of the trace. */
const selfBands = [0.01, 0.05, 0.15, 0.3, Infinity];
const selfNames = ['<1%', '1–5%', '5–15%', '15–30%', '>30%'];

export class Colouring {
  /** @param {import('./trace-model.js').TraceModel} model */
  constructor(model) {
    this.model = model;
    /** @type {ColourMode} */
    this.mode = 'type';
    /** Keys that the reader has hidden. @type {Set<string>} */
    this.hidden = new Set();
    /** @type {Map<ColourMode, LegendEntry[]>} */
    this.legends = new Map();
  }

  /** Counts anew when it is asked: times have changed. */
  forget() {
    this.legends.clear();
  }

  /** What tells rows of one colour from those of another. @param {number} i */
  keyOf(i) {
    switch (this.mode) {
      case 'type': return this.model.kinds[i];
      case 'service': return this.serviceKey(i);
      case 'result': return this.model.failed[i] ? 'failed' : 'succeeded';
      case 'self': return String(this.selfBand(i));
    }
  }

  /** The token that holds the row's colour. @param {number} i */
  hueOf(i) {
    switch (this.mode) {
      case 'type': return kindHues[this.model.kinds[i]];
      case 'service': return hues[this.model.row(i).service] ?? OTHERS_HUE;
      case 'result': return this.model.failed[i] ? '--fail' : '--ink-4';
      case 'self': return `--heat-${2 + this.selfBand(i)}`;
    }
  }

  /** @param {number} i */
  isHidden(i) {
    return this.hidden.size > 0 && this.hidden.has(this.keyOf(i));
  }

  /** Hides a key or shows it again. @param {string} key */
  toggle(key) {
    if (!this.hidden.delete(key)) this.hidden.add(key);
  }

  /** Shows one key alone, or all again when it is already alone. @param {string} key */
  toggleAlone(key) {
    const others = this.legend().map(entry => entry.key).filter(other => other !== key);
    const isAlone = others.every(other => this.hidden.has(other));
    this.hidden = new Set(isAlone ? [] : others);
  }

  /** The keys in use, most own time first. */
  legend() {
    const known = this.legends.get(this.mode);
    if (known) return known;

    /** @type {Map<string, LegendEntry>} */
    const entries = new Map();
    for (let i = 0; i < this.model.count; i++) {
      const key = this.keyOf(i);
      let entry = entries.get(key);
      if (!entry) entries.set(key, entry = { key, hue: this.hueOf(i), ...this.naming(i), count: 0, selfMicros: 0 });
      entry.count++;
      entry.selfMicros += this.model.self[i];
    }
    const legend = [...entries.values()].sort((a, b) => b.selfMicros - a.selfMicros);
    // Bands of own time are a scale and keep its order.
    if (this.mode === 'self') legend.sort((a, b) => Number(a.key) - Number(b.key));
    this.legends.set(this.mode, legend);
    return legend;
  }

  /** A text to look up, or a name that needs no translation. @param {number} i @returns {{ text?: string, name?: string }} */
  naming(i) {
    switch (this.mode) {
      case 'type': return { text: kindTexts[this.model.kinds[i]] };
      case 'service': return this.serviceKey(i) === 'others' ? { text: 'Others' } : { name: this.model.service(i).name };
      case 'result': return { text: this.model.failed[i] ? 'Failed' : 'Succeeded' };
      case 'self': return { name: selfNames[this.selfBand(i)] };
    }
  }

  /** @param {number} i */
  serviceKey(i) {
    const { service } = this.model.row(i);
    return service >= 0 && service < hues.length ? `s${service}` : 'others';
  }

  /** @param {number} i */
  selfBand(i) {
    const share = this.model.self[i] / this.model.total;
    return selfBands.findIndex(end => share < end);
  }
}
