/** Pictures and tables of the detail panel that the trace itself is enough for. */

import { h, svg } from './dom.js';
import { count, duration, durationParts, percent, percentile } from './format.js';
import { kindHues, kindTexts } from './span-kinds.js';

/** @typedef {import('./types.js').EqualCalls} EqualCalls */
/** @typedef {import('./waterfall.js').Waterfall} Waterfall */

const SPREAD = { width: 330, height: 54, bins: 30 };

/** A figure with its unit set back. @param {string} label @param {number | string} value microseconds, or text */
export function figure(label, value) {
  const [digits, unit] = typeof value === 'string' ? [value, ''] : durationParts(value);
  return h('div', {}, h('span', {}, label), h('b', { class: 'num' }, digits, unit && h('span', { class: 'unit' }, ` ${unit}`)));
}

/** A bar divided by share. @param {{ hue: string, micros: number }[]} parts */
export const shareBar = parts =>
  h('div', { class: 'wf-stack' }, ...parts.map(part => h('i', { '--c': `var(${part.hue})`, '--grow': part.micros })));

/** Query and prepare of equal calls. @param {EqualCalls} group @param {Waterfall} waterfall */
export function stepsOf(group, { texts }) {
  const query = group.sumMicros - group.prepareMicros;
  const share = percent(group.prepareMicros / group.sumMicros);
  const entry = (/** @type {'query' | 'prepare'} */ kind, /** @type {string} */ text) =>
    h('span', {}, h('i', { class: 'swatch', '--c': `var(${kindHues[kind]})` }), `${texts.get(kindTexts[kind])} ${text}`);
  return [
    shareBar([{ hue: kindHues.query, micros: query }, { hue: kindHues.prepare, micros: group.prepareMicros }]),
    h('div', { class: 'wf-key' }, entry('query', duration(query)), entry('prepare', `${duration(group.prepareMicros)} · ${share}`)),
  ];
}

/** How long the calls took, on a logarithmic axis. @param {EqualCalls} group @param {string} hue @param {string} label */
export function spread(group, hue, label) {
  const { width, height, bins } = SPREAD;
  const { sorted } = group;
  const shortest = Math.log10(Math.max(1, sorted[0]));
  const reach = Math.log10(Math.max(1, sorted[sorted.length - 1]) * 1.02) - shortest || 1;
  const position = (/** @type {number} */ micros) => (Math.log10(Math.max(1, micros)) - shortest) / reach;
  const counts = new Array(bins).fill(0);
  for (const micros of sorted) counts[Math.min(bins - 1, Math.floor(position(micros) * bins))]++;
  const most = Math.max(...counts);

  const step = width / bins;
  const bars = counts.flatMap((n, k) => {
    const tall = n / most * (height - 4);
    return n === 0 ? [] : [svg('rect', { x: k * step + 0.5, y: height - tall, width: step - 1, height: tall, fill: `var(${hue})` })];
  });
  const lines = [['p50', 0.5, ''], ['p95', 0.95, '2 2']].flatMap(([name, share, dash], k) => {
    const micros = percentile(sorted, Number(share)) ?? 0;
    const x = position(micros) * width;
    const isRight = x > width * 0.72;
    return [
      svg('path', { d: `M${x} 2V${height}`, stroke: 'var(--ink)', 'stroke-dasharray': String(dash) }),
      svg('text', { x: x + (isRight ? -4 : 4), y: k === 0 ? 10 : 22, 'text-anchor': isRight ? 'end' : 'start', class: 'over' },
        `${name} ${duration(micros)}`),
    ];
  });
  return svg('svg', { class: 'wf-spread', viewBox: `0 0 ${width} ${height + 18}`, role: 'img', 'aria-label': label },
    ...bars,
    svg('path', { d: `M0 ${height + 0.5}H${width}`, stroke: 'var(--line-strong)' }),
    ...lines,
    svg('text', { x: 0, y: height + 14 }, duration(sorted[0])),
    svg('text', { x: width, y: height + 14, 'text-anchor': 'end' }, duration(sorted[sorted.length - 1])));
}

const MOST_SLOWEST = 5;

/** @param {EqualCalls} group @param {Waterfall} waterfall */
export function slowestOf(group, { model, texts }) {
  const slowest = [...group.calls].sort((a, b) => model.duration[b] - model.duration[a]).slice(0, MOST_SLOWEST);
  return h('table', { class: 'wf-small' }, h('tbody', {}, ...slowest.map(i => h('tr', {},
    h('td', {}, h('button', { class: 'wf-link', type: 'button', 'data-go': i }, texts.get('Number', group.calls.indexOf(i) + 1))),
    h('td', { class: 'r muted' }, `+${duration(model.start[i])}`),
    h('td', { class: 'r' }, duration(model.duration[i]))))));
}

/** Where the whole trace spent its time. @param {Waterfall} waterfall */
export function breakdown({ colouring, texts }) {
  const entries = colouring.legend();
  const all = entries.reduce((sum, entry) => sum + entry.selfMicros, 0) || 1;
  return [
    shareBar(entries.map(entry => ({ hue: entry.hue, micros: entry.selfMicros }))),
    h('table', { class: 'wf-small' }, h('tbody', {}, ...entries.map(entry => h('tr', {},
      h('td', {}, h('i', { class: 'swatch', '--c': `var(${entry.hue})` }), entry.name ?? texts.get(entry.text ?? '')),
      h('td', { class: 'r muted' }, count(entry.count)),
      h('td', { class: 'r' }, duration(entry.selfMicros)),
      h('td', { class: 'r' }, percent(entry.selfMicros / all)))))),
  ];
}
