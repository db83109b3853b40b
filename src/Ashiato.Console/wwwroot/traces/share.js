/** Entry of the trace page's own buttons: a pin keeps the trace for ever, the link carries what the reader sees. */

import { part, press } from './dom.js';
import { later } from './later.js';

const acts = part(document, '.trace-acts');
const pin = part(acts, '.trace-pin');
const link = part(acts, '.trace-link');

/** The reader zooms, selects and finds after the page was drawn: all of it stands in the address, which is copied as it is by then. */
function copyWhatIsSeen() {
  const url = new URL(location.href);
  // Relative times would mean something else tomorrow.
  for (const name of /** @type {const} */ (['from', 'to'])) {
    const absolute = link.dataset[name];
    if (absolute && url.searchParams.has(name)) url.searchParams.set(name, absolute);
  }
  for (const name of ['lang', 'theme', 'density', 'clock']) url.searchParams.delete(name);
  return url.href;
}

for (const button of /** @type {Iterable<HTMLElement>} */ (document.querySelectorAll('.trace-link, [data-key="y"]'))) {
  button.addEventListener('click', () => (button.dataset.copy = copyWhatIsSeen()), { capture: true });
}

const SAID_MILLIS = 2_400;
let timer = 0;

/** Says something in passing, without moving what stands beside it. @param {string} text */
function say(text) {
  const said = part(document, '.trace-said');
  said.textContent = text;
  said.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => (said.hidden = true), SAID_MILLIS);
}

/** @param {boolean} isPinned */
function show(isPinned) {
  press(pin, isPinned);
  const text = (isPinned ? pin.dataset.unpin : pin.dataset.pin) ?? '';
  pin.title = text;
  pin.setAttribute('aria-label', text);
}

async function load() {
  const response = await fetch(pin.dataset.pins ?? '', { headers: { accept: 'application/json' } });
  // A store that keeps no events itself has no pins.
  pin.hidden = !response.ok;
  if (response.ok) show((await response.json()).includes(pin.dataset.trace));
}

pin.addEventListener('click', async () => {
  const isPinned = pin.getAttribute('aria-pressed') === 'true';
  const url = `${pin.dataset.pins}/${encodeURIComponent(pin.dataset.trace ?? '')}`;
  const response = await fetch(url, { method: isPinned ? 'DELETE' : 'PUT' }).catch(() => null);
  if (response?.ok) {
    show(!isPinned);
    say((isPinned ? pin.dataset.unpinned : pin.dataset.pinned) ?? '');
  } else say(pin.dataset.failed ?? '');
});

later(() => void load().catch(() => (pin.hidden = true)));
