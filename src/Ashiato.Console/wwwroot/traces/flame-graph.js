/** Draws the flame graph; hovering, clicking and keys move in it. Click widens a frame, Enter goes to its row. */

import { part } from './dom.js';
import { flame, frameAt } from './flame-model.js';
import { count, duration, percent } from './format.js';
import { callParts } from './row-label.js';
import { beginFrame, fit } from './time-canvas.js';

/** @typedef {import('./flame-model.js').Frame} Frame */

const FRAME_HEIGHT = 20;
const NARROWEST_PIXELS = 1;
const LABEL_PIXELS = 34;

export class FlameGraph {
  /** @param {import('./waterfall.js').Waterfall} waterfall */
  constructor(waterfall) {
    this.waterfall = waterfall;
    this.panel = part(waterfall.element, '.wf-flame');
    this.canvas = /** @type {HTMLCanvasElement} */ (part(this.panel, 'canvas'));
    this.told = part(this.panel, '.wf-flame-told');
    this.g = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
    /** @type {Frame[]} */
    this.frames = [];
    /** The frame that fills the width. @type {Frame | null} */
    this.zoomed = null;
    /** @type {Frame | null} */
    this.current = null;
    this.width = 0;
    this.bind();
  }

  fill() {
    this.frames = flame(this.waterfall.model);
    this.zoomed = null;
    this.current = this.frames[0] ?? null;
    this.paint();
    this.tell();
  }

  paint() {
    const { g, frames } = this;
    const { palette } = this.waterfall;
    this.width = this.panel.clientWidth;
    if (this.width === 0 || frames.length === 0) return;
    const deepest = frames.reduce((most, frame) => Math.max(most, frame.depth), 0);
    const height = (deepest + 1) * FRAME_HEIGHT;
    fit(this.canvas, this.width, height);
    beginFrame(g, this.width, height);
    g.font = palette.font(11);
    g.textBaseline = 'middle';
    for (const frame of frames) this.paintFrame(frame);
  }

  /** @param {Frame} frame */
  paintFrame(frame) {
    const { g, width } = this;
    const { palette, colouring, model, found } = this.waterfall;
    const from = Math.max(0, this.x(frame.left));
    const to = Math.min(width, this.x(frame.left + frame.wide));
    if (to - from < NARROWEST_PIXELS) return;
    const y = frame.depth * FRAME_HEIGHT;
    const isHit = !found || frame.rows.some(i => found.hit[i]);
    g.globalAlpha = isHit ? 1 : 0.28;
    g.fillStyle = palette.get(colouring.hueOf(frame.row));
    g.globalAlpha *= 0.3;
    g.fillRect(from, y, to - from - 1, FRAME_HEIGHT - 1);
    g.globalAlpha = isHit ? 1 : 0.28;
    g.fillRect(from, y, 3, FRAME_HEIGHT - 1);
    if (frame.rows.some(i => model.failed[i])) {
      g.strokeStyle = palette.get('--fail');
      g.lineWidth = 1.5;
      g.strokeRect(from + 0.75, y + 0.75, to - from - 2.5, FRAME_HEIGHT - 2.5);
    }
    if (frame === this.current) {
      g.strokeStyle = palette.get('--ai');
      g.lineWidth = 2;
      g.strokeRect(from + 1, y + 1, to - from - 3, FRAME_HEIGHT - 3);
    }
    if (to - from > LABEL_PIXELS) {
      g.save();
      g.beginPath();
      g.rect(from + 3, y, to - from - 6, FRAME_HEIGHT);
      g.clip();
      g.fillStyle = palette.get('--ink');
      g.fillText(`${this.nameOf(frame)}  ${duration(frame.micros)}`, from + 8, y + FRAME_HEIGHT / 2);
      g.restore();
    }
    g.globalAlpha = 1;
  }

  /** @param {number} share */
  x(share) {
    const { zoomed, width } = this;
    return zoomed ? (share - zoomed.left) / zoomed.wide * width : share * width;
  }

  /** @param {Frame} frame */
  nameOf(frame) {
    const { quiet, loud, rest, plain } = callParts(this.waterfall.model.row(frame.row));
    const { model } = this.waterfall;
    const times = frame.rows.reduce((sum, i) => sum + (model.kinds[i] === 'prepare' && i !== frame.row ? 0 : model.calls(i)), 0);
    return `${times > 1 ? `×${count(times)} ` : ''}${quiet}${loud}${plain}${rest}`;
  }

  /** Says what the current frame is, for those who do not see it, and in full for those who do. */
  tell() {
    const { current } = this;
    const { texts, model } = this.waterfall;
    if (!current) return;
    const all = this.frames.filter(frame => frame.depth === 0).reduce((sum, frame) => sum + frame.micros, 0) || 1;
    this.told.textContent = `${this.nameOf(current)} · ${duration(current.micros)} · ${percent(current.micros / all)} · ${texts.get('OwnTime')} ${duration(current.selfMicros)} · ${model.service(current.row)?.name ?? ''}`;
  }

  /** @param {MouseEvent} event */
  at(event) {
    const { left, top } = this.canvas.getBoundingClientRect();
    const share = (event.clientX - left) / this.width;
    const { zoomed } = this;
    return frameAt(this.frames, Math.floor((event.clientY - top) / FRAME_HEIGHT), zoomed ? zoomed.left + share * zoomed.wide : share);
  }

  /** @param {Frame | null} frame */
  turnTo(frame) {
    if (!frame || frame === this.current) return;
    this.current = frame;
    this.paint();
    this.tell();
    const y = frame.depth * FRAME_HEIGHT;
    const { scrollTop, clientHeight } = this.panel;
    if (y < scrollTop) this.panel.scrollTop = y;
    else if (y + 2 * FRAME_HEIGHT > scrollTop + clientHeight) this.panel.scrollTop = y + 2 * FRAME_HEIGHT - clientHeight;
  }

  /** @param {Frame | null} frame */
  zoomTo(frame) {
    this.zoomed = frame && frame.wide < 1 && frame !== this.zoomed ? frame : null;
    this.paint();
  }

  bind() {
    const { canvas } = this;
    canvas.addEventListener('pointermove', event => {
      const frame = this.at(event);
      if (!frame || frame === this.current) return;
      this.current = frame;
      this.paint();
      this.tell();
    });
    canvas.addEventListener('click', event => {
      const frame = this.at(event);
      this.turnTo(frame);
      this.zoomTo(frame);
    });
    canvas.addEventListener('dblclick', event => {
      const frame = this.at(event);
      if (frame) this.waterfall.go(frame.row);
    });
    canvas.addEventListener('keydown', event => {
      const { current } = this;
      if (!current || event.ctrlKey || event.metaKey || event.altKey) return;
      const siblings = current.parent?.children ?? this.frames.filter(frame => frame.depth === 0);
      const at = siblings.indexOf(current);
      const acts = {
        ArrowUp: () => this.turnTo(current.parent),
        ArrowDown: () => this.turnTo(current.children[0] ?? null),
        ArrowLeft: () => this.turnTo(siblings[at - 1] ?? null),
        ArrowRight: () => this.turnTo(siblings[at + 1] ?? null),
        z: () => this.zoomTo(current),
        Enter: () => this.waterfall.go(current.row),
        Escape: () => this.zoomTo(null),
      };
      const act = acts[/** @type {keyof typeof acts} */ (event.key)];
      if (!act) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    });
  }
}
