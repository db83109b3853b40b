/** Brings the component's markup to life, wherever the trace comes from. */

import { part } from './dom.js';
import { Waterfall } from './waterfall.js';

/** Those that are at work already, or wait for their trace. @type {WeakSet<Element>} */
const started = new WeakSet();

/** @param {HTMLElement} element */
export const isStarted = element => started.has(element);

/**
 * @param {HTMLElement} element the component's root
 * @param {import('./types.js').TraceSource} source
 * @param {import('./texts.js').Texts} texts
 * @returns {Promise<Waterfall | null>} null when the element has left the page meanwhile
 * @throws {Error} when the source has no trace
 */
export async function startWaterfall(element, source, texts) {
  started.add(element);
  const trace = await source.trace();
  // What the server streamed meanwhile has taken its place.
  if (!element.isConnected) return null;
  part(element, '.wf-status').hidden = true;
  part(element, '.wf-split').hidden = false;
  part(element, '.wf-tools').inert = false;
  part(element, '.wf-truncated').hidden = !trace.isTruncated;
  const waterfall = new Waterfall(element, trace, source, texts);
  waterfall.start();
  return waterfall;
}
