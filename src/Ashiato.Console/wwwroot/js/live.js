/** Draws the page anew every few seconds: asks for it again, and puts its parts into the places of the old ones. */

import { settle } from './settle.js';

/** What is replaced. What floats and what is typed into stays. */
const parts = ['.obi', 'main'];

/** @returns {HTMLElement | null} */
const button = () => document.querySelector('[data-live]');

/** True while the reader is doing something that must not be disturbed. */
const isBusy = () => document.hidden || document.querySelector('details.menu[open], dialog[open]') !== null || document.querySelector('main :focus, main .dragging') !== null;

export async function draw() {
  const response = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  if (isBusy()) return;
  settle(page);
  for (const part of parts) {
    const [now, next] = [document.querySelector(part), page.querySelector(part)];
    // A timeline is looked at for longer than a few seconds.
    if (!now || !next || now.querySelector('.wf')) continue;
    const { scrollTop } = now;
    now.replaceChildren(...document.importNode(next, true).childNodes);
    now.scrollTop = scrollTop;
  }
  dispatchEvent(new Event('ashiato:drawn'));
}

async function turn() {
  const seconds = Number(button()?.dataset.live);
  if (!seconds) return;
  try {
    if (!isBusy()) await draw();
  } catch {
    // The server is away: it may come back.
  }
  setTimeout(() => void turn(), seconds * 1000);
}

const seconds = Number(button()?.dataset.live);
if (seconds) setTimeout(() => void turn(), seconds * 1000);
