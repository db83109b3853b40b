/** A trace as the server tells it: the tree first, everything else when it is asked for. */

import { fromColumns } from './columns-reader.js';
import { EventLoader } from './event-loader.js';

/** The server knows nothing of the trace. */
export class UnknownTraceError extends Error {}

/** @typedef {import('./types.js').TraceSource} TraceSource */

/** After so long without the whole answer there is none: the reader is told, and may ask again. */
const LONGEST_MILLIS = 120_000;

/** @implements {TraceSource} */
export class ServerSource {
  /** @param {string} url of the trace below `/api/` @param {string | null} [brought] the trace in columns, as JSON, where the page brings it along */
  constructor(url, brought) {
    this.url = url;
    this.brought = brought;
    this.events = new EventLoader(url);
  }

  /** @returns {Promise<import('./types.js').Trace>} @throws {Error} when the server does not answer with the trace */
  async trace() {
    // Where the page did not bring it, it has asked for it already. The browser takes that answer for a question with the same headers only.
    const trace = fromColumns(this.brought ? JSON.parse(this.brought) : await fetchJson(`${this.url}/columns`, {}));
    if (trace.rows.length === 0) throw new UnknownTraceError();
    return trace;
  }

  /** @param {string} id */
  event(id) {
    return this.events.load(id);
  }

  /** @returns {Promise<import('./types.js').TraceNotes>} */
  notes() {
    return fetchJson(`${this.url}/notes`);
  }

  /** @returns {Promise<string[]>} */
  fields() {
    return fetchJson(`${this.url}/fields`);
  }

  /** @param {string} field @returns {Promise<Record<string, string>>} */
  values(field) {
    return fetchJson(`${this.url}/values?field=${encodeURIComponent(field)}`);
  }
}

/** @param {string} url @param {Record<string, string>} [headers] @returns {Promise<any>} */
async function fetchJson(url, headers = { accept: 'application/json' }) {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(LONGEST_MILLIS) });
  if (response.status === 404) throw new UnknownTraceError();
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
}
