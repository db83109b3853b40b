/** Colours and sizes for the canvases: the computed tokens, read once until the theme changes. */

export class Palette {
  /** @param {AbortSignal} signal ends it */
  constructor(signal) {
    /** @type {Map<string, string>} */
    this.values = new Map();
    /** @type {(() => void)[]} */
    this.listeners = [];
    const renew = () => {
      this.values.clear();
      for (const listener of this.listeners) listener();
    };
    const themes = new MutationObserver(renew);
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', renew, { signal });
    signal.addEventListener('abort', () => themes.disconnect());
  }

  /** @param {string} token such as `--ink-2` */
  get(token) {
    let value = this.values.get(token);
    if (value === undefined) {
      value = getComputedStyle(document.documentElement).getPropertyValue(token).trim();
      this.values.set(token, value);
    }
    return value;
  }

  /** @param {number} pixels */
  font(pixels) {
    return `${pixels}px ${this.get('--font')}`;
  }

  /** @param {() => void} listener */
  onChange(listener) {
    this.listeners.push(listener);
  }
}
