/** The flame graph of many traces: a click widens a frame, Escape goes back. Beside other traces, colours tell what became slower and faster. */

import { count, duration, percent } from '../traces/format.js';
import { loudness, partners, perRequest } from './flame-differences.js';
import { criticalOf, framesOf } from './flame-layout.js';
import { hideTip, showTip } from './tip.js';

const ROW = 20;
const LEAST_TEXT = 34;
/** Changes that are quieter are none. */
const LEAST_LOUD = 0.05;
const colours = /** @type {Record<string, string>} */ ({ db: '--c-asagi', external: '--c-yamabuki', cache: '--c-tsutsuji', messaging: '--c-kaki', template: '--c-rikyu', internal: '--c-wakatake', app: '--c-wakatake', request: '--c-kakitsubata' });

class FlameGraph extends HTMLElement {
  /** @type {import('./flame-layout.js').FlameGraph | undefined} what is drawn */
  graph;
  /** @type {import('./flame-layout.js').FlameGraph | undefined} what it is compared with */
  other;
  /** @type {Map<import('./flame-layout.js').FlameNode, import('./flame-layout.js').FlameNode>} */
  partners = new Map();
  /** @type {import('./flame-layout.js').FlameNode | null} */
  focused = null;
  /** @type {import('./flame-layout.js').Frame[]} */
  frames = [];
  isCritical = false;
  hasDifferences = true;
  isBefore = false;
  canvas = document.createElement('canvas');

  connectedCallback() {
    if (this.canvas.isConnected) return;
    this.canvas.setAttribute('aria-hidden', 'true');
    this.append(this.canvas);
    const seen = new IntersectionObserver(entries => {
      if (!entries.some(entry => entry.isIntersecting)) return;
      seen.disconnect();
      void this.load();
    }, { rootMargin: '200px' });
    seen.observe(this);
    new ResizeObserver(() => this.draw()).observe(this);
    addEventListener('ashiato:theme', () => this.draw());
    this.addEventListener('pointermove', event => this.tell(event));
    this.addEventListener('pointerleave', hideTip);
    this.addEventListener('click', event => this.look(this.frameAt(event)?.node ?? null));
    this.addEventListener('keydown', event => {
      if (event.key === 'Escape') this.look(null);
    });
    this.toggle('critical', () => this.isCritical = !this.isCritical);
    this.toggle('differences', () => this.hasDifferences = !this.hasDifferences);
    this.toggle('before', () => this.turn());
    this.button('reset')?.addEventListener('click', () => this.look(null));
  }

  /** @param {string} name @returns {HTMLElement | null | undefined} */
  button(name) {
    return this.closest('.panel')?.querySelector(`[data-flame-${name}]`);
  }

  /** @param {string} name @param {() => boolean} change gives whether it is on now */
  toggle(name, change) {
    const button = this.button(name);
    button?.addEventListener('click', () => {
      button.setAttribute('aria-pressed', String(change()));
      this.draw();
    });
  }

  async load() {
    try {
      const { url = '', urlBefore } = this.dataset;
      const [graph, other] = await Promise.all([ask(url), urlBefore ? ask(urlBefore) : undefined]);
      this.show(graph, other);
    } catch {
      this.say(this.dataset.failed);
    }
  }

  /** @param {import('./flame-layout.js').FlameGraph | undefined} graph @param {import('./flame-layout.js').FlameGraph | undefined} other */
  show(graph, other) {
    this.graph = graph;
    this.other = other;
    this.partners = graph && other ? partners(graph.roots, other.roots) : new Map();
    const sub = this.button('sub');
    if (sub && graph) sub.textContent = (this.dataset.traces ?? '').replace('{0}', count(graph.traceCount));
    if (graph?.roots.length === 0) this.say(this.dataset.nothing);
    else this.draw();
  }

  /** The graph of before takes the place of this one, which shows the steps that are gone, or the other way round. */
  turn() {
    this.isBefore = !this.isBefore;
    this.look(null);
    this.show(this.other, this.graph);
    return this.isBefore;
  }

  /** @param {string | undefined} sentence */
  say(sentence) {
    const text = this.querySelector('p') ?? document.createElement('p');
    text.className = 'none';
    text.textContent = sentence ?? '';
    this.canvas.hidden = true;
    this.append(text);
  }

  /** @param {import('./flame-layout.js').FlameNode | null} node */
  look(node) {
    this.focused = node === this.focused || this.graph?.roots.includes(/** @type {any} */ (node)) ? null : node;
    const reset = this.button('reset');
    if (reset) reset.hidden = this.focused === null;
    this.draw();
  }

  draw() {
    const { graph, canvas, clientWidth: width } = this;
    if (!graph || width === 0) return;
    this.querySelector('p')?.remove();
    canvas.hidden = false;
    this.frames = framesOf(graph.roots, this.focused, this.isCritical);
    const height = (Math.max(0, ...this.frames.map(frame => frame.depth)) + 1) * ROW;
    const ratio = devicePixelRatio;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const pen = canvas.getContext('2d');
    if (!pen) return;
    const style = getComputedStyle(this);
    pen.scale(ratio, ratio);
    pen.font = `11px ${style.fontFamily}`;
    pen.textBaseline = 'middle';
    for (const frame of this.frames) this.paint(pen, style, frame, width);
  }

  /** @param {CanvasRenderingContext2D} pen @param {CSSStyleDeclaration} style @param {import('./flame-layout.js').Frame} frame @param {number} width */
  paint(pen, style, { node, depth, from, to }, width) {
    const x = from * width;
    const w = Math.max(1, (to - from) * width - 1);
    const y = depth * ROW;
    const { colour, strength } = this.dress(node);
    pen.fillStyle = style.getPropertyValue(colour);
    pen.globalAlpha = strength;
    pen.fillRect(x, y, w, ROW - 1);
    pen.globalAlpha = 1;
    pen.fillRect(x, y, Math.min(3, w), ROW - 1);
    if (node.criticalMicros > 0) {
      pen.fillStyle = style.getPropertyValue('--critical');
      pen.fillRect(x, y + ROW - 3, w * Math.min(1, criticalOf(node) / Math.max(1, node.totalMicros)), 2);
    }
    if (w < LEAST_TEXT) return;
    pen.fillStyle = style.getPropertyValue('--ink');
    pen.save();
    pen.beginPath();
    pen.rect(x, y, w - 4, ROW);
    pen.clip();
    const calls = node.count > (this.graph?.traceCount ?? 0) * 1.05 ? `×${Number((node.count / (this.graph?.traceCount || 1)).toPrecision(2))} ` : '';
    pen.fillText(`${calls}${node.name}`, x + 8, y + ROW / 2 - 0.5);
    pen.restore();
  }

  /** The colour of a frame, and how solid it is. @param {import('./flame-layout.js').FlameNode} node */
  dress(node) {
    if (this.other && this.graph && this.hasDifferences) {
      const loud = this.change(node) * (this.isBefore ? -1 : 1);
      return { colour: Math.abs(loud) < LEAST_LOUD ? '--c-nibi' : loud > 0 ? '--worse' : '--better', strength: 0.16 + 0.5 * Math.abs(loud) };
    }
    // Pale where those below work, solid where it works itself.
    const share = node.totalMicros === 0 ? 0 : Math.min(1, node.selfMicros / node.totalMicros);
    return { colour: colours[node.type ?? ''] ?? '--c-nibi', strength: 0.18 + 0.5 * share };
  }

  /** @param {import('./flame-layout.js').FlameNode} node */
  change(node) {
    const { graph, other } = this;
    return graph && other ? loudness(perRequest(node, graph), perRequest(this.partners.get(node), other), graph) : 0;
  }

  /** @param {MouseEvent} event */
  frameAt(event) {
    const box = this.canvas.getBoundingClientRect();
    const at = (event.clientX - box.left) / box.width;
    const depth = Math.floor((event.clientY - box.top) / ROW);
    return this.frames.find(frame => frame.depth === depth && at >= frame.from && at < frame.to);
  }

  /** @param {PointerEvent} event */
  tell(event) {
    const frame = this.frameAt(event);
    this.style.cursor = frame ? 'pointer' : '';
    if (!frame || !this.graph) {
      hideTip();
      return;
    }
    const { node } = frame;
    const { self = '', total = '', calls = '', critical = '' } = this.dataset;
    showTip(`${node.service} · ${node.name}`, [
      { name: total, value: `${duration(node.totalMicros)} · ${percent(node.totalMicros / Math.max(1, this.graph.durationMicros))}` },
      { name: self, value: duration(node.selfMicros) },
      { name: critical, value: duration(criticalOf(node)) },
      { name: calls, value: String(Number((node.count / this.graph.traceCount).toPrecision(3))) },
      ...this.compared(node),
    ], event);
  }

  /** What a frame was in the other graph, for each request. @param {import('./flame-layout.js').FlameNode} node */
  compared(node) {
    const { graph, other, dataset } = this;
    if (!graph || !other) return [];
    const [here, there] = [duration(perRequest(node, graph)), this.partners.get(node)];
    const was = there ? `${duration(perRequest(there, other))} ×${Number((there.count / Math.max(1, other.traceCount)).toPrecision(3))}` : '';
    const now = `${here} ×${Number((node.count / Math.max(1, graph.traceCount)).toPrecision(3))}`;
    const [then, after] = this.isBefore ? [now, was] : [was, now];
    return [{ name: dataset.then ?? '', value: `${then || dataset.new} → ${after || dataset.gone}` }];
  }
}

/** @param {string} url @returns {Promise<import('./flame-layout.js').FlameGraph>} */
async function ask(url) {
  const response = await fetch(url, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

customElements.define('flame-graph', FlameGraph);
