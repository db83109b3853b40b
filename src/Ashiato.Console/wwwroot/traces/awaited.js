/** Entry of the page of a trace that nothing is known of: opens it once something has come. */

import { waits } from './waits.js';

const element = document.querySelector('.trace-awaited');

async function turn() {
  for (const millis of waits()) {
    await new Promise(resolve => setTimeout(resolve, millis));
    if (document.hidden) continue;
    try {
      const response = await fetch(element instanceof HTMLElement ? element.dataset.url ?? '' : '', { headers: { accept: 'application/json' } });
      if (response.ok && (await response.json()) > 0) return location.reload();
    } catch {
      // The server is away: it may come back.
    }
  }
}

void turn();
