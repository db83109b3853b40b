/** A chart over time, drawn by uPlot. All charts of a page share a cross-hair; dragging sets the time range of the page. */

import uPlot from '../lib/uplot/uPlot.esm.js';
import { drawTogether } from './drawn-together.js';
import { colourOf, face, token } from './inks.js';
import { linesFromZero, timeStep } from './ticks.js';
import { axisLabel, drawn, extent, figure, middles, namesOf, shortRuns, timeLabels } from './time-chart-data.js';
import { hideTip, showTip } from './tip.js';
import { readerTime } from '../traces/reader-time.js';

const HEIGHT = 170;
const FONT_SIZE = '11px';
/** Half the width of a time label, and the room right of the plot, in pixels. */
const LABEL_HALF = 26;
const EDGE = 4;

/** The cross-hair is shared; a drag belongs to the chart it began in. */
const shared = { key: 'time', filters: { pub: (/** @type {string} */ type) => type === 'mousemove' || type === 'mouseleave' } };

class TimeChart extends HTMLElement {
  /** @type {import('./time-chart-data.js').ChartData | undefined} */
  data;
  /** @type {uPlot | undefined} */
  plot;
  /** As wide as it is drawn, in pixels. */
  width = 0;
  /** @type {Set<string>} the lines that the legend switched off */
  off = new Set();

  connectedCallback() {
    const source = this.querySelector('script');
    if (!source || this.data) return;
    this.data = JSON.parse(source.textContent ?? '');
    drawTogether(this, width => this.draw(width));
    new ResizeObserver(([{ contentRect }]) => this.fit(contentRect.width)).observe(this);
    addEventListener('ashiato:theme', this.redraw);
    for (const button of this.legend()) button.addEventListener('click', () => this.toggle(button));
    this.addEventListener('pointerleave', hideTip);
  }

  redraw = () => this.draw(this.clientWidth);

  disconnectedCallback() {
    removeEventListener('ashiato:theme', this.redraw);
    this.plot?.destroy();
  }

  /** @returns {HTMLButtonElement[]} */
  legend() {
    return [.../** @type {NodeListOf<HTMLButtonElement>} */ (this.closest('.panel')?.querySelectorAll('[data-line], [data-previous]') ?? [])];
  }

  /** @param {HTMLButtonElement} button */
  toggle(button) {
    const isOff = button.getAttribute('aria-pressed') === 'true';
    for (const name of namesOf(this.data?.lines ?? [], button.dataset.line)) {
      if (isOff) this.off.add(name);
      else this.off.delete(name);
    }
    button.setAttribute('aria-pressed', String(!isOff));
    this.redraw();
  }

  /** @param {number} width inside, in pixels */
  fit(width) {
    if (!this.plot || Math.round(width) === this.plot.width) return;
    this.width = Math.round(width);
    this.plot.setSize({ width: this.width, height: HEIGHT });
  }

  /** @param {number} width inside, in pixels */
  draw(width) {
    const { data } = this;
    if (!data) return;
    this.width = width;
    this.plot?.destroy();
    const values = drawn(data, this.off);
    const greatest = Math.max(0, ...values.flat().map(value => value ?? 0));
    const lines = linesFromZero(greatest, { count: 4, isWhole: data.unit === 'Count' });
    // The last layer is the highest: it is drawn first, so that the others stand before it.
    const order = data.lines.map((_, i) => i);
    if (data.areBars) order.reverse();
    // What the page is compared with stands behind lines, and before bars, which would hide it.
    if (data.areBars) order.sort((a, b) => Number(data.lines[a].isPrevious ?? false) - Number(data.lines[b].isPrevious ?? false));

    const valueAxis = this.valueAxis(lines);
    this.plot = new uPlot({
      width,
      height: HEIGHT,
      padding: [8, EDGE, 0, 0],
      legend: { show: false },
      tzDate: (/** @type {number} */ seconds) => readerTime(seconds * 1e6),
      cursor: {
        y: false,
        drag: { x: true, y: false, setScale: false, dist: 4 },
        sync: shared,
        points: data.areBars ? { show: false } : { size: 7 },
      },
      scales: {
        x: { time: true, range: () => extent(data) },
        y: { range: () => [0, lines[lines.length - 1]] },
      },
      axes: [this.timeAxis(valueAxis.size), valueAxis],
      series: [{}, ...order.map(i => this.series(data.lines[i]))],
      hooks: { setSelect: [(/** @type {uPlot} */ plot) => this.select(plot)], setCursor: [(/** @type {uPlot} */ plot) => this.tell(plot)], draw: [(/** @type {uPlot} */ plot) => this.mark(plot)] },
    }, [middles(data), ...order.map(i => values[i])], this);
  }

  /** @param {number} labelWidth of the other axis */
  timeAxis(labelWidth) {
    const [start, end] = extent(/** @type {import('./time-chart-data.js').ChartData} */ (this.data));
    const width = () => Math.max(1, this.width - labelWidth - EDGE);
    /** Between which times a label has room, in seconds. */
    const room = () => {
      const perPixel = (end - start) / width();
      return { from: start + Math.max(0, LABEL_HALF - labelWidth) * perPixel, to: end - (LABEL_HALF - EDGE) * perPixel };
    };
    const step = () => timeStep(start, end, width(), room());
    return {
      ...this.axis(),
      grid: { show: false },
      ticks: { size: 4, width: 1, stroke: token('--line-strong') },
      border: { show: true, width: 1, stroke: token('--line-strong') },
      size: 24,
      space: 1,
      incrs: () => [step()],
      values: (/** @type {uPlot} */ _, /** @type {number[]} */ splits) => {
        const labels = timeLabels(splits, document.documentElement.lang, step());
        const { from, to } = room();
        // A label that would be cut off at the edge says nothing.
        return splits.map((at, i) => at < from || at > to ? '' : labels[i]);
      },
    };
  }

  /** @param {number[]} lines */
  valueAxis(lines) {
    const { unit } = /** @type {import('./time-chart-data.js').ChartData} */ (this.data);
    const labels = lines.map(line => axisLabel(unit, line, lines[lines.length - 1]));
    return {
      ...this.axis(),
      grid: { width: 1, stroke: token('--line-soft') },
      ticks: { show: false },
      size: Math.max(...labels.map(label => label.length)) * 6.6 + 12,
      gap: 6,
      splits: () => lines,
      values: () => labels,
    };
  }

  axis() {
    return { stroke: token('--ink-3'), font: `${FONT_SIZE} ${face()}` };
  }

  /** @param {import('./time-chart-data.js').Line} line */
  series(line) {
    const colour = colourOf(line.colour);
    if (line.isPrevious) return { label: line.name, stroke: colour, width: 1.5, dash: [4, 3], points: { show: false } };
    if (this.data?.areBars) return { label: line.name, fill: colour, width: 0, paths: uPlot.paths.bars?.({ size: [1, Infinity], gap: 1.5 }), points: { show: false } };
    return {
      label: line.name,
      stroke: colour,
      width: line.isMain ? 2 : 1.5,
      // A value between two gaps has no line, and two have hardly any: they show as points.
      points: { show: true, filter: () => shortRuns(line.values), size: 7, width: 0, fill: colour },
    };
  }

  /** Uprights where versions began. @param {uPlot} plot */
  mark(plot) {
    const { ctx, bbox } = plot;
    const ratio = devicePixelRatio;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = token('--ink-2');
    ctx.lineWidth = ratio;
    for (const { atMicros } of this.data?.marks ?? []) {
      const x = Math.round(plot.valToPos(atMicros / 1e6, 'x', true)) + 0.5;
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      ctx.setLineDash([2 * ratio, 2 * ratio]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      ctx.setLineDash([]);
      ctx.beginPath();
      for (const [dx, dy] of [[0, -4], [4, 0], [0, 4], [-4, 0]]) ctx.lineTo(x + dx * ratio, bbox.top + dy * ratio);
      ctx.fill();
    }
    ctx.restore();
  }

  /** @param {uPlot} plot */
  select(plot) {
    const { left, width } = plot.select;
    if (width < 1 || !this.data) return;
    const seconds = this.data.intervalMicros / 1e6;
    const [start] = extent(this.data);
    // Whole intervals: the numbers of a part of one cannot be seen.
    const from = start + Math.floor((plot.posToVal(left, 'x') - start) / seconds) * seconds;
    const to = start + Math.ceil((plot.posToVal(left + width, 'x') - start) / seconds) * seconds;
    const url = new URL(location.href);
    url.searchParams.set('from', new Date(from * 1e3).toISOString());
    url.searchParams.set('to', new Date(to * 1e3).toISOString());
    for (const key of ['sample', 'live']) url.searchParams.delete(key);
    location.assign(url);
  }

  /** @param {uPlot} plot */
  tell(plot) {
    const { idx, event } = plot.cursor;
    const { data } = this;
    if (!data || idx == null || !(event instanceof MouseEvent) || !this.matches(':hover')) return;
    const facts = data.lines.filter(line => !this.off.has(line.name))
      .map(line => ({ name: line.name, value: figure(data.unit, line.values[idx]), colour: line.colour }))
      .reverse();
    const start = data.startMicros + idx * data.intervalMicros;
    const marks = (data.marks ?? []).filter(mark => mark.atMicros >= start && mark.atMicros < start + data.intervalMicros);
    showTip(readerTime(start).toLocaleTimeString('en-GB'), [...facts, ...marks.map(mark => ({ name: mark.text, value: '' }))], event);
  }
}

customElements.define('time-chart', TimeChart);
