/** Reading of an ECS document, whose shape the agents decide. */

/** @typedef {import('./types.js').EcsDocument} EcsDocument */

/** The value at a dotted path, or undefined. @param {EcsDocument | undefined} document @param {string} path @returns {any} */
export function at(document, path) {
  if (document === undefined || document === null) return undefined;
  if (path in document) return document[path];
  /** @type {any} */
  let value = document;
  for (const name of path.split('.')) value = value?.[name];
  return value;
}

/** A value that may come alone or in a list. @param {any} value @returns {any[]} */
export const listOf = value => (Array.isArray(value) ? value : value == null ? [] : [value]);

/**
 * Every leaf with its dotted path, in the document's order.
 * @param {EcsDocument} document @param {(path: string) => boolean} [isWanted]
 * @returns {[path: string, value: string][]}
 */
export function leaves(document, isWanted = () => true) {
  /** @type {[string, string][]} */
  const found = [];
  const walk = (/** @type {any} */ value, /** @type {string} */ path) => {
    if (value === null || value === undefined || (path !== '' && !isWanted(path))) return;
    if (Array.isArray(value) && value.every(item => typeof item !== 'object')) found.push([path, value.join(', ')]);
    else if (typeof value === 'object') {
      for (const [name, inner] of Object.entries(value)) walk(inner, path === '' ? name : `${path}.${name}`);
    } else found.push([path, String(value)]);
  };
  walk(document, '');
  return found;
}
