/** Brings the component's markup to life, wherever the trace comes from. */

import { part } from './dom.js';
import { Waterfall } from './waterfall.js';

/**
 * @param {HTMLElement} element the component's root
 * @param {import('./types.js').TraceSource} source
 * @param {import('./texts.js').Texts} texts
 * @throws {Error} when the source has no trace
 */
export async function startWaterfall(element, source, texts) {
  const trace = await source.trace();
  part(element, '.wf-status').hidden = true;
  part(element, '.wf-split').hidden = false;
  part(element, '.wf-tools').inert = false;
  part(element, '.wf-truncated').hidden = !trace.isTruncated;
  const waterfall = new Waterfall(element, trace, source, texts);
  waterfall.start();
  return waterfall;
}
