/** Elements by hand: everything that came with a trace is set as text, never as markup. */

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined>} Attributes */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Attributes} [attributes] false, null and undefined leave the attribute out; `--name` sets a style property
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value == null) continue;
    if (name.startsWith('--')) element.style.setProperty(name, String(value));
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

/** @param {Element | DocumentFragment} parent @param {Child[]} children */
export function append(parent, children) {
  for (const child of children) {
    if (child === false || child == null) continue;
    parent.append(typeof child === 'number' ? String(child) : child);
  }
}

/**
 * @param {string} tag @param {Attributes} [attributes] @param {...Child} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value != null) element.setAttribute(name, String(value));
  }
  append(element, children);
  return element;
}

/** An icon of the sheet that the component carries. @param {string} name @param {string} [classes] */
export function icon(name, classes = '') {
  return svg('svg', { class: `i ${classes}`.trim(), viewBox: '0 0 24 24', 'aria-hidden': 'true' }, svg('use', { href: `#wf-i-${name}` }));
}

/** A small button that shows an icon and says its name. @param {string} name @param {string} text @param {Attributes} [attributes] */
export function iconButton(name, text, attributes = {}) {
  return h('button', { class: 'btn bare small icon', type: 'button', title: text, 'aria-label': text, ...attributes }, icon(name, 's'));
}

/** An element that the component's markup promises. @param {ParentNode} root @param {string} selector @returns {HTMLElement} */
export function part(root, selector) {
  const found = root.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`The waterfall's markup has no '${selector}'.`);
  return found;
}

/** The element of an event, or one that encloses it. @param {Event} event @param {string} selector */
export function closest(event, selector) {
  const found = event.target instanceof Element ? event.target.closest(selector) : null;
  return found instanceof HTMLElement ? found : null;
}

/** @param {HTMLElement} element @param {boolean} isPressed */
export const press = (element, isPressed) => element.setAttribute('aria-pressed', String(isPressed));
