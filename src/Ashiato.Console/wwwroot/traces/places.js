/** Where names and calls of a trace lead: the console's other pages. A file that stands alone has none. */

export class Places {
  /**
   * @param {string | undefined} home what all addresses begin with, and after a `?` what they carry on
   * @param {string} [traceId] of the trace, where the server knows it
   */
  constructor(home, traceId) {
    const [root, carried] = home?.split('?') ?? [];
    this.root = root;
    this.carried = carried ?? '';
    this.traceId = traceId;
  }

  /** @param {string} path @param {Record<string, string | undefined>} [values] @returns {string | null} null where there are no pages */
  page(path, values = {}) {
    if (this.root === undefined) return null;
    const query = new URLSearchParams(this.carried);
    for (const [name, value] of Object.entries(values)) if (value) query.set(name, value);
    const text = query.toString();
    return `${this.root}${path}${text && `?${text}`}`;
  }

  /** @param {string} name */
  service(name) {
    return this.page(`/services/${encodeURIComponent(name)}`);
  }

  /** All transactions of a name. @param {string} service @param {string} name @param {string} [type] */
  transaction(service, name, type) {
    return this.page(`/services/${encodeURIComponent(service)}/transactions`, { name, type });
  }

  /** What a service calls. @param {string} resource @param {string} [service] */
  dependency(resource, service) {
    return this.page('/dependencies/details', { resource, service });
  }

  /** All calls that are like a span. @param {string} spanId */
  alike(spanId) {
    return this.traceId ? this.page(`/traces/${encodeURIComponent(this.traceId)}/spans/${encodeURIComponent(spanId)}/alike`) : null;
  }

  /** A span of another trace. @param {string} traceId @param {string} span */
  trace(traceId, span) {
    return this.page(`/traces/${encodeURIComponent(traceId)}`, { span });
  }
}
