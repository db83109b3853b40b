/** Where the frames of a flame graph lie. */

/**
 * @typedef {{ name: string, service: string, type?: string, subtype?: string, count: number, totalMicros: number, selfMicros: number, criticalMicros: number, failedCount: number, children: FlameNode[] }} FlameNode
 * @typedef {{ traceCount: number, durationMicros: number, roots: FlameNode[] }} FlameGraph
 * @typedef {{ node: FlameNode, parent: FlameNode | null, depth: number, from: number, to: number }} Frame places from 0 to 1
 */

/** Frames that are narrower than this part of the width are left out. */
const LEAST = 0.0008;

/**
 * Frames from the top down. Children share the width of their parent by their time; what ran side by side is squeezed into it.
 * @param {FlameNode[]} roots @param {FlameNode | null} focus the frame that takes all of the width
 * @param {boolean} isCritical widths by time on the critical path
 * @returns {Frame[]}
 */
export function framesOf(roots, focus, isCritical) {
  /** @type {Frame[]} */
  const frames = [];
  const weight = (/** @type {FlameNode} */ node) => isCritical ? criticalOf(node) : node.totalMicros;

  /** @param {FlameNode[]} nodes @param {FlameNode | null} parent @param {number} depth @param {number} from @param {number} to @param {number} whole */
  const place = (nodes, parent, depth, from, to, whole) => {
    const sum = nodes.reduce((total, node) => total + weight(node), 0);
    const scale = (to - from) / Math.max(whole, sum, 1);
    let at = from;
    for (const node of nodes) {
      const width = weight(node) * scale;
      if (width >= LEAST) {
        frames.push({ node, parent, depth, from: at, to: at + width });
        place(node.children, node, depth + 1, at, at + width, weight(node));
      }
      at += width;
    }
  };
  const first = focus ? [focus] : roots;
  place(first, null, 0, 0, 1, first.reduce((total, node) => total + weight(node), 0));
  return frames;
}

/** Time on the critical path of a frame and all below it. @param {FlameNode} node @returns {number} */
export function criticalOf(node) {
  return node.children.reduce((total, child) => total + criticalOf(child), node.criticalMicros);
}
