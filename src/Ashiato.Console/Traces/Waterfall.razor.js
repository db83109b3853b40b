/** Entry: fetches the trace that the component names and starts the waterfall. */

import { h, part } from '../traces/dom.js';
import { Texts } from '../traces/texts.js';
import { Waterfall } from '../traces/waterfall.js';

/** @param {HTMLElement} element */
async function open(element) {
  const texts = new Texts(JSON.parse(part(element, 'script.wf-texts').textContent ?? '{}'));
  const status = part(element, '.wf-status');
  try {
    const response = await fetch(element.dataset.url ?? '', { headers: { accept: 'application/json' } });
    if (response.status === 404) throw new Error(texts.get('TraceUnknown'));
    if (!response.ok) throw new Error(texts.get('TraceFailed', `HTTP ${response.status}`));
    const trace = /** @type {import('../traces/types.js').Trace} */ (await response.json());
    if (trace.rows.length === 0) throw new Error(texts.get('TraceUnknown'));
    status.hidden = true;
    part(element, '.wf-split').hidden = false;
    part(element, '.wf-tools').inert = false;
    part(element, '.wf-truncated').hidden = !trace.isTruncated;
    new Waterfall(element, trace, texts).start();
  } catch (error) {
    const again = h('button', { class: 'btn small', type: 'button' }, texts.get('TryAgain'));
    again.addEventListener('click', () => void open(element));
    status.replaceChildren(h('p', {}, error instanceof Error ? error.message : String(error)), again);
    status.hidden = false;
  }
}

for (const element of document.querySelectorAll('.wf')) if (element instanceof HTMLElement) void open(element);
