/** A trace from a file: everything is there, nothing is asked of a server. */

import { at, leaves } from './ecs.js';

/** @typedef {import('./types.js').TraceSource} TraceSource */

/** @implements {TraceSource} */
export class FileSource {
  /** @param {import('./types.js').TraceFile} file */
  constructor(file) {
    this.file = file;
  }

  async trace() {
    return this.file.trace;
  }

  /** @param {string} id */
  async event(id) {
    return this.file.events[id] ?? null;
  }

  async notes() {
    return this.file.notes;
  }

  async fields() {
    /** @type {Set<string>} */
    const names = new Set();
    for (const { event } of Object.values(this.file.events)) {
      for (const [path] of leaves(event)) names.add(path);
    }
    return [...names].sort();
  }

  /** @param {string} field */
  async values(field) {
    /** @type {Record<string, string>} */
    const values = {};
    for (const [id, { event }] of Object.entries(this.file.events)) {
      const value = at(event, field);
      if (value !== undefined && value !== null && typeof value !== 'object') values[id] = String(value);
    }
    return values;
  }
}
