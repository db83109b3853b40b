/** How the frames of one flame graph stand against those of another: the same steps below the same steps. */

/** @typedef {import('./flame-layout.js').FlameNode} FlameNode @typedef {import('./flame-layout.js').FlameGraph} FlameGraph */

/** Differences below this part of a request are as pale as can be told apart from none. */
const LOUDEST = 0.1;

/** @param {FlameNode} node */
const keyOf = node => JSON.stringify([node.service, node.name, node.type, node.subtype]);

/**
 * The frame of the other graph for each frame of a graph; those that the other has not are absent.
 * @param {FlameNode[]} nodes @param {FlameNode[]} others @param {Map<FlameNode, FlameNode>} [found]
 */
export function partners(nodes, others, found = new Map()) {
  const byKey = new Map(others.map(other => [keyOf(other), other]));
  for (const node of nodes) {
    const other = byKey.get(keyOf(node));
    if (!other) continue;
    found.set(node, other);
    partners(node.children, other.children, found);
  }
  return found;
}

/** How long a step took for each request. @param {FlameNode | undefined} node @param {FlameGraph} graph */
export function perRequest(node, graph) {
  return (node?.totalMicros ?? 0) / Math.max(1, graph.traceCount);
}

/**
 * How loudly a frame shall say that it changed: 0 for not at all, up to 1 for a loss, down to -1 for a gain, by what the change is of a whole request.
 * @param {number} now microseconds per request @param {number} then the same before @param {FlameGraph} graph the graph whose requests are looked at
 */
export function loudness(now, then, graph) {
  const whole = Math.max(1, graph.durationMicros / Math.max(1, graph.traceCount));
  return Math.max(-1, Math.min(1, (now - then) / (whole * LOUDEST)));
}
