/** Entry: starts the waterfall with the trace that the page brought along, or fetches the one it names. */

import { h, part } from '../traces/dom.js';
import { followLate } from '../traces/late-spans.js';
import { ServerSource, UnknownTraceError } from '../traces/server-source.js';
import { isStarted, startWaterfall } from '../traces/start.js';
import { Texts } from '../traces/texts.js';

/** @param {HTMLElement} element */
async function open(element) {
  element.setAttribute('aria-busy', 'true');
  const texts = new Texts(JSON.parse(part(element, 'script.wf-texts').textContent ?? '{}'));
  try {
    const waterfall = await startWaterfall(element, new ServerSource(element.dataset.url ?? '', element.querySelector('script.wf-trace')?.textContent), texts);
    if (waterfall && element.dataset.age && !waterfall.model.trace.isTruncated) void followLate(waterfall);
  } catch (error) {
    const again = h('button', { class: 'btn small', type: 'button' }, texts.get('TryAgain'));
    again.addEventListener('click', () => void open(element));
    const reason = error instanceof UnknownTraceError ? texts.get('TraceUnknown') : texts.get('TraceFailed', error instanceof Error ? error.message : String(error));
    const status = part(element, '.wf-status');
    status.replaceChildren(h('p', {}, reason), again);
    status.hidden = false;
    element.setAttribute('aria-busy', 'false');
  }
}

function openAll() {
  for (const element of document.querySelectorAll('.wf[data-url]')) {
    if (element instanceof HTMLElement && !isStarted(element)) void open(element);
  }
}

openAll();
// A panel that is streamed may come twice: first without its trace, and then with it, in place of what stood there. A module runs once only.
addEventListener('ashiato:drawn', openAll);
