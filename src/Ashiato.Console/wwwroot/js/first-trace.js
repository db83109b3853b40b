/** Waits for the first trace and opens it. */

/** How long to wait before asking again when the server cannot push. */
const ASK_AGAIN_MILLIS = 2000;

class FirstTrace extends HTMLElement {
  connectedCallback() {
    const live = new EventSource(`${this.root}/api/live`);
    live.addEventListener('trace', event => {
      live.close();
      this.open(JSON.parse(event.data).traceId);
    });
    // A proxy may hold pushed events back, and a closed stream is not always opened again: asking works everywhere.
    live.addEventListener('error', () => {
      if (live.readyState === EventSource.CLOSED) void this.ask();
    });
  }

  get root() {
    return this.dataset.root ?? '';
  }

  async ask() {
    try {
      const response = await fetch(`${this.root}/api/traces?limit=1&from=1970-01-01T00:00:00Z`, { headers: { accept: 'application/json' } });
      const [first] = response.ok ? await response.json() : [];
      if (first) {
        this.open(first.traceId);
        return;
      }
    } catch {
      // The server is away: it may come back.
    }
    setTimeout(() => void this.ask(), ASK_AGAIN_MILLIS);
  }

  /** @param {string} traceId */
  open(traceId) {
    location.assign(`${this.root}/traces/${encodeURIComponent(traceId)}`);
  }
}

customElements.define('first-trace', FirstTrace);
