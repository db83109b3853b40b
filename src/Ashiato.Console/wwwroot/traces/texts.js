/** The localised texts that the component hands over as JSON. */

export class Texts {
  /** @param {Record<string, string>} texts by key */
  constructor(texts) {
    this.texts = texts;
  }

  /** The text of a key, with `{0}`, `{1}` … replaced. @param {string} key @param {...(string | number)} values */
  get(key, ...values) {
    const text = this.texts[key] ?? key;
    return values.length === 0 ? text : text.replace(/\{(\d)\}/g, (hole, at) => String(values[Number(at)] ?? hole));
  }
}
