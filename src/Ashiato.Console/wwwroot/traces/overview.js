/** The whole trace in a strip: where the view is, and handles to change it. */

import { part } from './dom.js';
import { duration } from './format.js';
import { OVERVIEW_HEIGHT } from './measures.js';
import { beginFrame, fit } from './time-canvas.js';
import { axisLabel, ticks } from './time-range.js';
import { dragged } from './drag.js';

/** From this many rows on they would be thinner than a pixel: depth is drawn instead. */
const MANY_ROWS = 1_500;

export class Overview {
  /** @param {import('./waterfall.js').Waterfall} waterfall */
  constructor(waterfall) {
    this.waterfall = waterfall;
    const { element } = waterfall;
    this.area = part(element, '.wf-map');
    this.canvas = /** @type {HTMLCanvasElement} */ (part(element, '.wf-map canvas'));
    this.g = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
    this.shades = [part(element, '.wf-shade.from'), part(element, '.wf-shade.to')];
    this.window = part(element, '.wf-window');
    this.handles = [part(element, '.wf-handle.from'), part(element, '.wf-handle.to')];
    this.caption = part(element, '.wf-caption');
    this.width = 0;
    this.isPainted = false;
    this.bind();
  }

  /** @param {number} width in pixels */
  resize(width) {
    if (width !== this.width || this.canvas.width !== Math.round(width * devicePixelRatio)) {
      this.width = width;
      fit(this.canvas, width, OVERVIEW_HEIGHT);
      this.isPainted = false;
    }
    this.place();
  }

  repaint() {
    this.isPainted = false;
    if (this.width > 0) this.place();
  }

  /** Puts the window where the view is. */
  place() {
    const { range, model, texts } = this.waterfall;
    if (!this.isPainted || this.wasZoomed !== range.isZoomed) this.paint();
    const left = range.from / model.total * this.width;
    const right = range.to / model.total * this.width;
    const [before, after] = this.shades;
    before.style.width = `${Math.max(0, left)}px`;
    after.style.left = `${right}px`;
    after.style.width = `${Math.max(0, this.width - right)}px`;
    this.window.style.left = `${left}px`;
    this.window.style.width = `${right - left}px`;
    this.window.hidden = !range.isZoomed;
    this.handles.forEach((handle, k) => {
      const at = k === 0 ? range.from : range.to;
      handle.hidden = !range.isZoomed;
      handle.style.left = `${k === 0 ? left : right}px`;
      handle.setAttribute('aria-valuenow', String(Math.round(at / model.total * 100)));
      handle.setAttribute('aria-valuetext', duration(at));
    });

    const [title, note] = /** @type {HTMLElement[]} */ ([...this.caption.children]);
    title.textContent = range.isZoomed ? `${duration(range.from)} – ${duration(range.to)}` : texts.get('WholeTrace');
    note.textContent = range.isZoomed
      ? texts.get('ZoomedTo', duration(range.width), duration(model.total))
      : texts.get('DragToZoom');
  }

  paint() {
    const { g, width } = this;
    const { range, model, palette, list } = this.waterfall;
    this.isPainted = true;
    this.wasZoomed = range.isZoomed;
    beginFrame(g, width, OVERVIEW_HEIGHT);
    g.font = palette.font(10);
    g.textBaseline = 'middle';
    const { step, at } = ticks(0, model.total, width);
    for (const micros of at) {
      const x = micros / model.total * width;
      const label = axisLabel(micros, step);
      g.fillStyle = palette.get('--line');
      g.fillRect(Math.round(x), 0, 1, OVERVIEW_HEIGHT);
      g.fillStyle = palette.get('--ink-3');
      // The axis below says the same until the view is zoomed.
      if (range.isZoomed && x + 5 + g.measureText(label).width < width) g.fillText(label, x + 4, 8);
    }
    const top = range.isZoomed ? 17 : 9;
    const height = OVERVIEW_HEIGHT - top - 6;
    if (list.length > MANY_ROWS || model.count > MANY_ROWS) this.paintDepths(top, height);
    else this.paintRows(top, height);
    g.globalAlpha = 1;
  }

  /** @param {number} top @param {number} height */
  paintDepths(top, height) {
    const { model } = this.waterfall;
    let deepest = 0;
    for (const depth of model.depth) deepest = Math.max(deepest, depth);
    const lane = height / (deepest + 1);
    // A pixel column of a lane is drawn once: more would only cost time.
    const drawn = new Int32Array(deepest + 1).fill(-1);
    for (let i = 0; i < model.count; i++) {
      const left = model.start[i] / model.total * this.width;
      const wide = Math.max(0.6, model.duration[i] / model.total * this.width);
      const pixel = Math.floor((left + wide) * devicePixelRatio);
      if (!model.failed[i] && pixel === drawn[model.depth[i]]) continue;
      drawn[model.depth[i]] = pixel;
      this.g.globalAlpha = model.children[i] ? 0.4 : 0.9;
      this.fill(i, top + model.depth[i] * lane, Math.max(1, lane - 1), 0.6);
    }
  }

  /** @param {number} top @param {number} height */
  paintRows(top, height) {
    const { list, model } = this.waterfall;
    const lane = Math.min(7, height / Math.max(1, list.length));
    const thick = Math.max(1, lane - (lane > 5 ? 2 : lane > 2.5 ? 1 : 0));
    list.rows.forEach((ref, row) => {
      if (list.isAside(ref)) return;
      const group = list.group(ref);
      this.g.globalAlpha = group ? 1 : model.children[ref] && list.open[ref] ? 0.35 : 0.95;
      for (const i of group?.members ?? [ref]) this.fill(i, top + row * lane, thick, 1);
    });
  }

  /** @param {number} i @param {number} y @param {number} thick @param {number} narrowest */
  fill(i, y, thick, narrowest) {
    const { model, colouring, palette } = this.waterfall;
    const scale = this.width / model.total;
    this.g.fillStyle = palette.get(model.failed[i] ? '--fail' : colouring.hueOf(i));
    this.g.fillRect(model.start[i] * scale, y, Math.max(narrowest, model.duration[i] * scale), thick);
  }

  bind() {
    const { waterfall } = this;
    const { range, model } = waterfall;
    const micros = (/** @type {number} */ x) => x / this.width * model.total;
    dragged(this.area, (drag, event) => {
      const { from, to } = range;
      const handle = this.handles.findIndex(known => known === event.target);
      if (handle === 0) return x => waterfall.zoom(Math.min(micros(x), to), to);
      if (handle === 1) return x => waterfall.zoom(from, Math.max(micros(x), from));
      if (event.target === this.window && range.isZoomed) return x => waterfall.zoom(from + micros(x - drag.x), to + micros(x - drag.x));
      return x => waterfall.zoom(micros(Math.min(x, drag.x)), micros(Math.max(x, drag.x)));
    });
    this.area.addEventListener('dblclick', () => waterfall.zoomOut());
    this.handles.forEach((handle, k) => handle.addEventListener('keydown', event => {
      const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!direction) return;
      event.preventDefault();
      event.stopPropagation();
      const by = direction * model.total / 100;
      if (k === 0) waterfall.zoom(Math.min(range.from + by, range.to), range.to);
      else waterfall.zoom(range.from, Math.max(range.to + by, range.from));
    }));
  }
}
