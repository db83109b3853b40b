/** How durations spread, on a logarithmic axis: bars, failed ones in a lane of their own, and a band that can be chosen. */

import { svg } from '../traces/dom.js';
import { count, duration } from '../traces/format.js';
import { drawTogether } from './drawn-together.js';
import { linesFromZero, logarithmicLines } from './ticks.js';
import { hideTip, showTip } from './tip.js';

/**
 * @typedef {{ fromMicros: number, toMicros: number, count: number, failedCount: number }} Bucket
 * @typedef {{ buckets: Bucket[], before: Bucket[] | null, p50Micros: number, p95Micros: number, band: [number, number] | null, sampleMicros: number | null, texts: { failed: string, fasterSlower: string } }} Distribution
 */

const HEIGHT = 196;
const LEFT = 44;
/** As wide as the label of a percentile may be. */
const LABEL = 80;
const RIGHT = 8;
const TOP = 26;
const BASE = HEIGHT - 44;
const LANE = HEIGHT - 24;
/** Dots of failed ones that stand under one bar at most. */
const MOST_DOTS = 3;
const DOT = 2.2;
/** A pointer that moves less was a click. */
const CLICK_PIXELS = 4;

/** Buckets as if they held as many as others. @param {Bucket[]} buckets @param {Bucket[]} others @returns {Bucket[]} */
function scaled(buckets, others) {
  const count = (/** @type {Bucket[]} */ all) => all.reduce((sum, bucket) => sum + bucket.count, 0);
  const factor = count(others) / count(buckets);
  return Number.isFinite(factor) ? buckets.map(bucket => ({ ...bucket, count: bucket.count * factor })) : [];
}

/** @param {number} from @param {number} to @param {number} succeeded @param {(n: number) => number} height */
function barOutline(from, to, succeeded, height) {
  if (succeeded <= 0) return '';
  const gap = to - from > 4 ? 0.75 : 0;
  // One request among thousands must still be seen.
  const top = Math.min(height(succeeded), BASE - 1.5);
  return `M${from + gap} ${BASE}V${top}h${Math.max(1, to - from - 2 * gap)}V${BASE}z`;
}

/** @param {number} x @param {number} y */
const dotOutline = (x, y) => `M${x - DOT} ${y}a${DOT} ${DOT} 0 1 0 ${2 * DOT} 0a${DOT} ${DOT} 0 1 0 ${-2 * DOT} 0z`;

class LatencyDistribution extends HTMLElement {
  /** @type {Distribution | undefined} */
  data;
  /** @type {Bucket[]} of what the page is compared with, as if it had had as many requests: what differs then is how long they took */
  compared = [];
  /** @type {[number, number]} the ends of the axis, powers of ten: a little room on both sides */
  ends = [0, 1];
  /** @type {[number, number] | null} the band while it is being chosen */
  band = null;
  /** @type {number | null} where a drag began */
  from = null;
  /** @type {[number, number] | null} the buckets chosen by keys: where they began and where they are now */
  cursor = null;
  /** As wide as it is drawn, in pixels. */
  width = 0;

  connectedCallback() {
    const source = this.querySelector('script');
    if (!source || this.data) return;
    this.data = /** @type {Distribution} */ (JSON.parse(source.textContent ?? ''));
    this.compared = scaled(this.data.before ?? [], this.buckets);
    const shown = [...this.buckets, ...this.compared];
    this.ends = [Math.log10(Math.min(...shown.map(bucket => bucket.fromMicros))) - 0.03, Math.log10(Math.max(...shown.map(bucket => bucket.toMicros))) + 0.03];
    if (this.data.buckets.length === 0) return;
    this.band = this.data.band;
    drawTogether(this, width => this.fit(width));
    new ResizeObserver(([{ contentRect }]) => this.fit(Math.round(contentRect.width))).observe(this);
    this.addEventListener('pointerdown', event => this.press(event));
    this.addEventListener('pointermove', event => this.move(event));
    this.addEventListener('pointerup', event => this.release(event));
    this.addEventListener('pointerleave', hideTip);
    this.addEventListener('keydown', event => this.key(event));
  }

  get buckets() {
    return this.data?.buckets ?? [];
  }

  get right() {
    return this.width - RIGHT;
  }

  /** @param {number} micros */
  x(micros) {
    const [low, high] = this.ends;
    return LEFT + (Math.min(high, Math.max(low, Math.log10(Math.max(micros, 1e-3)))) - low) / (high - low) * (this.right - LEFT);
  }

  /** @param {number} x */
  micros(x) {
    const [low, high] = this.ends;
    const clamped = Math.min(this.right, Math.max(LEFT, x));
    return 10 ** (low + (clamped - LEFT) / (this.right - LEFT) * (high - low));
  }

  /** @param {number} width inside, in pixels */
  fit(width) {
    if (width === this.width) return;
    this.width = width;
    this.draw();
  }

  draw() {
    if (!this.data || this.width === 0) return;
    const most = Math.max(...this.buckets.map(bucket => bucket.count - bucket.failedCount));
    // A few requests that all took the same would press the bars flat.
    const lines = linesFromZero(Math.max(most, Math.min(2 * most, Math.max(0, ...this.compared.map(bucket => bucket.count)))), { isWhole: true });
    const height = (/** @type {number} */ n) => BASE - n / lines[lines.length - 1] * (BASE - TOP);
    const chart = svg('svg', { viewBox: `0 0 ${this.width} ${HEIGHT}`, height: HEIGHT, 'aria-hidden': 'true' },
      ...lines.flatMap(n => this.line(n, height(n))), ...this.bandShapes(), ...this.bars(height),
      ...this.outline(height),
      ...this.failedLabel(), ...this.marks(), ...this.axis());
    this.querySelector('svg')?.remove();
    this.append(chart);
  }

  /** @param {number} n @param {number} y */
  line(n, y) {
    return [
      svg('path', { class: n ? 'gridline' : 'base', d: `M${LEFT} ${Math.round(y) + 0.5}H${this.right}` }),
      svg('text', { x: LEFT - 7, y: y + 3.5, 'text-anchor': 'end' }, count(n)),
    ];
  }

  bandShapes() {
    if (!this.band) return [];
    const [from, to] = this.band.map(micros => this.x(micros));
    return [
      svg('rect', { class: 'band', x: from, y: TOP - 4, width: Math.max(1, to - from), height: BASE - TOP + 4 }),
      svg('path', { class: 'band-edge', d: `M${from} ${TOP - 4}V${BASE}M${to} ${TOP - 4}V${BASE}` }),
    ];
  }

  /** Bars and dots: a path for all that look alike, as each element costs its own styling. @param {(n: number) => number} height */
  bars(height) {
    const outlines = { 'bar-out': '', 'bar-in': '', 'failed-out': '', failed: '' };
    for (const bucket of this.buckets) {
      const from = this.x(bucket.fromMicros);
      const to = this.x(bucket.toMicros);
      const middle = Math.sqrt(bucket.fromMicros * bucket.toMicros);
      const isIn = !this.band || (middle >= this.band[0] && middle < this.band[1]);
      outlines[isIn ? 'bar-in' : 'bar-out'] += barOutline(from, to, bucket.count - bucket.failedCount, height);
      for (let dot = 0; dot < Math.min(bucket.failedCount, MOST_DOTS); dot++) {
        outlines[isIn ? 'failed' : 'failed-out'] += dotOutline((from + to) / 2, BASE + 6 + dot * 5);
      }
    }
    return Object.entries(outlines).filter(([, d]) => d !== '').map(([name, d]) => svg('path', { class: name, d }));
  }

  /** What the page is compared with, as a line around its bars. @param {(n: number) => number} height */
  outline(height) {
    const before = this.compared;
    if (before.length === 0) return [];
    const steps = before.map(bucket => `V${Math.max(TOP - 4, height(bucket.count))}H${this.x(bucket.toMicros)}`).join('');
    return [svg('path', { class: 'before', d: `M${this.x(before[0].fromMicros)} ${BASE}${steps}V${BASE}` })];
  }

  failedLabel() {
    if (!this.data || !this.buckets.some(bucket => bucket.failedCount > 0)) return [];
    return [svg('text', { class: 'fail', x: LEFT - 7, y: BASE + 17, 'text-anchor': 'end' }, this.data.texts.failed)];
  }

  marks() {
    if (!this.data) return [];
    const { p50Micros, p95Micros, sampleMicros } = this.data;
    const shapes = [['p50', p50Micros], ['p95', p95Micros]].flatMap(([name, micros], i) => {
      const x = this.x(Number(micros));
      // p50 says its name to the left and p95 to the right, so that they never meet. At the edges they turn round: p95 then ends where the chart does, and p50 before it.
      const isTurned = p95Micros != null && this.x(Number(p95Micros)) > this.right - LABEL;
      const isLeft = i === 0 ? x > LEFT + LABEL : isTurned;
      const end = i === 1 ? this.right : isTurned ? Math.min(x - 4, this.right - LABEL) : x - 4;
      return [
        svg('path', { class: 'percentile', d: `M${x} ${TOP - 4}V${BASE}` }),
        svg('text', { class: 'percentile', x: isLeft ? end : x + 4, y: TOP - 9, 'text-anchor': isLeft ? 'end' : 'start' }, `${name} ${duration(Number(micros))}`),
      ];
    });
    if (sampleMicros == null) return shapes;
    const x = this.x(sampleMicros);
    return [...shapes, svg('path', { class: 'needle', d: `M${x} ${TOP + 4}V${BASE}` }), svg('path', { class: 'needle-head', d: `M${x} ${TOP + 4}l-5 -7h10z` })];
  }

  axis() {
    const [low, high] = this.ends;
    const shapes = [];
    let line = `M${LEFT} ${LANE + 0.5}H${this.right}`;
    let last = -Infinity;
    for (const micros of logarithmicLines(10 ** low, 10 ** high)) {
      const x = this.x(micros);
      line += `M${Math.round(x) + 0.5} ${LANE}v4`;
      if (x - last < 52 || x > this.right - 14) continue;
      shapes.push(svg('text', { x, y: LANE + 16, 'text-anchor': 'middle' }, duration(micros).replace(/\.0+(?= )/, '')));
      last = x;
    }
    return [svg('path', { class: 'axis', d: line }), ...shapes];
  }

  /** @param {PointerEvent} event */
  press(event) {
    if (event.button !== 0) return;
    this.from = this.at(event);
    this.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  move(event) {
    const x = this.at(event);
    if (this.from == null) {
      this.tell(x, event);
    } else if (Math.abs(x - this.from) > CLICK_PIXELS) {
      this.choose(this.micros(Math.min(this.from, x)), this.micros(Math.max(this.from, x)));
    }
  }

  /** @param {PointerEvent} event */
  release(event) {
    const isDrag = this.from != null && Math.abs(this.at(event) - this.from) > CLICK_PIXELS;
    this.from = null;
    if (isDrag) this.apply();
  }

  /** Arrow keys move over the bars, with Shift they widen the band, Enter shows it, Escape shows all. @param {KeyboardEvent} event */
  key(event) {
    const last = this.buckets.length - 1;
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      const step = event.key === 'ArrowLeft' ? -1 : 1;
      const [anchor, end] = this.cursor ?? [step > 0 ? -1 : last + 1, step > 0 ? -1 : last + 1];
      const next = Math.min(last, Math.max(0, end + step));
      this.cursor = event.shiftKey && this.cursor ? [anchor, next] : [next, next];
      this.choose(this.buckets[Math.min(...this.cursor)].fromMicros, this.buckets[Math.max(...this.cursor)].toMicros);
    } else if (event.key === 'Enter' && this.cursor) {
      this.apply();
    } else if (event.key === 'Escape' && this.band) {
      this.band = null;
      this.apply();
    } else {
      return;
    }
    event.preventDefault();
  }

  /** Whole bars: how many requests a part of one holds cannot be seen. @param {number} fromMicros @param {number} toMicros */
  choose(fromMicros, toMicros) {
    const bars = this.buckets.filter(bucket => bucket.toMicros > fromMicros && bucket.fromMicros < toMicros);
    if (bars.length === 0) return;
    this.band = [Math.floor(bars[0].fromMicros), Math.ceil(bars[bars.length - 1].toMicros)];
    hideTip();
    this.draw();
  }

  /** Opens this page with the band. */
  apply() {
    const url = new URL(location.href);
    url.searchParams.delete('sample');
    url.searchParams.delete('least');
    url.searchParams.delete('most');
    if (this.band) {
      url.searchParams.set('least', String(this.band[0]));
      url.searchParams.set('most', String(this.band[1]));
    }
    location.assign(url);
  }

  /** @param {number} x @param {PointerEvent} event */
  tell(x, event) {
    const micros = this.micros(x);
    const faster = this.buckets.filter(bucket => bucket.toMicros <= micros).reduce((sum, bucket) => sum + bucket.count, 0);
    const all = this.buckets.reduce((sum, bucket) => sum + bucket.count, 0);
    const text = this.data?.texts.fasterSlower.replace('{0}', count(faster)).replace('{1}', count(all - faster)) ?? '';
    showTip(text, [{ name: '', value: duration(micros) }], event);
  }

  /** @param {PointerEvent} event */
  at(event) {
    return event.clientX - this.getBoundingClientRect().left;
  }
}

customElements.define('latency-distribution', LatencyDistribution);
