/** <sql-text> sets a statement for reading. It holds the whole text, so that it stands there without a script too. */

import { h } from '../traces/dom.js';
import { layOut } from '../traces/sql.js';

/** @type {Record<string, string>} */
const classes = { keyword: 'kw', string: 'st', number: 'nu', placeholder: 'ho', comment: 'cm' };

class SqlText extends HTMLElement {
  connectedCallback() {
    const lines = layOut(this.textContent?.trim() ?? '');
    this.replaceChildren(...lines.map(line => h('span', { class: 'line' },
      ' '.repeat(line.indent),
      ...line.tokens.map(token => [token.spaced ? ' ' : '', h('span', { class: classes[token.kind] ?? '' }, token.text)]).flat(),
      '\n')));
  }
}

if (!customElements.get('sql-text')) customElements.define('sql-text', SqlText);
