/** Statements on pages: <sql-row> shows one in short, <sql-text> for reading. Both hold the whole text, so that it stands there without a script too. */

import { h } from '../traces/dom.js';
import { layOut, summarise } from '../traces/sql.js';

/** @type {Record<string, string>} */
const classes = { keyword: 'kw', string: 'st', number: 'nu', placeholder: 'ho', comment: 'cm' };

class SqlRow extends HTMLElement {
  connectedCallback() {
    const text = this.textContent?.trim() ?? '';
    const { verb, table, rest } = summarise(text);
    if (!table) return;
    if (this.dataset.part === 'table') {
      this.replaceChildren(h('b', {}, table), h('span', { class: 'muted' }, rest));
      return;
    }
    this.replaceChildren(h('span', { class: 'muted' }, `${verb} `), table, h('span', { class: 'muted' }, rest));
  }
}

class SqlText extends HTMLElement {
  connectedCallback() {
    const lines = layOut(this.textContent?.trim() ?? '');
    this.replaceChildren(...lines.map(line => h('span', { class: 'line' },
      ' '.repeat(line.indent),
      ...line.tokens.map(token => [token.spaced ? ' ' : '', h('span', { class: classes[token.kind] ?? '' }, token.text)]).flat(),
      '\n')));
  }
}

if (!customElements.get('sql-row')) customElements.define('sql-row', SqlRow);
if (!customElements.get('sql-text')) customElements.define('sql-text', SqlText);
