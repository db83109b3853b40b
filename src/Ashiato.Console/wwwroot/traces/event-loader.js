/** Fetches the details of events, one at a time, and keeps the last ones. */

/** @typedef {import('./types.js').EventDetails} EventDetails */

const MOST_KEPT = 50;

export class EventLoader {
  /** @param {string} traceUrl */
  constructor(traceUrl) {
    this.traceUrl = traceUrl;
    /** @type {Map<string, EventDetails>} */
    this.kept = new Map();
    this.abort = new AbortController();
  }

  /**
   * Answers null when another event was asked for in the meantime.
   * @param {string} id
   * @returns {Promise<EventDetails | null>}
   * @throws {Error} when the server does not answer with the event
   */
  async load(id) {
    this.abort.abort();
    const known = this.kept.get(id);
    if (known) return known;

    this.abort = new AbortController();
    const { signal } = this.abort;
    try {
      const url = `${this.traceUrl}/events/${encodeURIComponent(id)}`;
      const response = await fetch(url, { signal, headers: { accept: 'application/json' } });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const details = /** @type {EventDetails} */ (await response.json());
      const oldest = this.kept.keys().next().value;
      if (this.kept.size >= MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
      this.kept.set(id, details);
      return details;
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  }
}
