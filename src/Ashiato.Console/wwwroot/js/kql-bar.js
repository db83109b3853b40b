/** The query bar: suggests how the query may go on. The server knows the fields and their values. */

import { h } from '../traces/dom.js';
import { written } from './kql-edit.js';

/** Typing pauses that long before anything is asked for, in milliseconds. */
const PAUSE = 60;
const MOST = 12;

class KqlBar extends HTMLElement {
  /** @type {import('./kql-edit.js').Suggestion[]} */
  suggestions = [];
  /** What they are suggestions for: they name places in it. */
  text = '';
  chosen = -1;
  asked = 0;
  /** Keys that wait for suggestions of what is written by now. @type {Promise<void> | undefined} */
  waiting;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer;
  /** @type {HTMLUListElement | undefined} */
  list;

  connectedCallback() {
    const input = this.input;
    if (!input || this.list) return;
    this.list = h('ul', { class: 'pop suggestions', role: 'listbox', id: 'kql-list', 'aria-label': this.dataset.list, hidden: true });
    this.append(this.list);
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-controls', 'kql-list');
    input.setAttribute('aria-expanded', 'false');
    input.addEventListener('input', () => this.later());
    input.addEventListener('click', () => this.later());
    input.addEventListener('focus', () => this.later());
    input.addEventListener('blur', () => this.shut());
    input.addEventListener('keydown', event => this.key(event));
  }

  get input() {
    return this.querySelector('input');
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), PAUSE);
  }

  async ask() {
    const input = this.input;
    if (!input) return;
    const { root = '', from = '', to = '', environment } = this.dataset;
    const text = input.value;
    const query = new URLSearchParams({ text, caret: String(input.selectionStart ?? text.length), from, to });
    if (environment) query.set('environment', environment);
    const mine = ++this.asked;
    try {
      const response = await fetch(`${root}/api/kql/suggestions?${query}`, { headers: { accept: 'application/json' } });
      // An answer to what was typed before is no answer any more.
      if (mine !== this.asked || !response.ok || document.activeElement !== input) return;
      const suggestions = (await response.json()).slice(0, MOST);
      if (mine !== this.asked) return;
      this.suggestions = suggestions;
      this.text = text;
      this.show();
    } catch {
      this.shut();
    }
  }

  show() {
    const { list, input } = this;
    if (!list || !input) return;
    this.chosen = -1;
    list.replaceChildren(...this.suggestions.map((suggestion, i) => {
      const item = h('li', { class: `it ${suggestion.kind}`, role: 'option', id: `kql-${i}`, 'aria-selected': 'false' }, h('span', { class: 'mono clip' }, suggestion.text));
      // Before the field loses the focus.
      item.addEventListener('pointerdown', event => {
        event.preventDefault();
        this.take(i);
      });
      return item;
    }));
    list.hidden = this.suggestions.length === 0;
    input.setAttribute('aria-expanded', String(!list.hidden));
    input.removeAttribute('aria-activedescendant');
  }

  shut() {
    clearTimeout(this.timer);
    this.asked++;
    this.suggestions = [];
    this.show();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (!['ArrowDown', 'ArrowUp', 'Enter', 'Tab', 'Escape'].includes(event.key) || (event.key === 'Tab' && event.shiftKey)) return;
    const isStale = this.suggestions.length > 0 && this.text !== this.input?.value;
    if (this.waiting || (isStale && ['ArrowDown', 'ArrowUp', 'Tab'].includes(event.key))) {
      event.preventDefault();
      event.stopPropagation();
      this.afterwards(event.key);
    } else if (this.act(event.key)) {
      event.preventDefault();
      if (event.key === 'Escape') event.stopPropagation();
    }
  }

  /** Whoever types faster than suggestions come means those that come. @param {string} key */
  afterwards(key) {
    clearTimeout(this.timer);
    const done = (this.waiting ?? this.ask()).then(() => {
      if (!this.act(key) && key === 'Enter') this.input?.form?.requestSubmit();
      if (this.waiting === done) this.waiting = undefined;
    });
    this.waiting = done;
  }

  /** @param {string} key @returns {boolean} whether the key was meant for the list */
  act(key) {
    const { length } = this.suggestions;
    if (length === 0) return false;
    if (key === 'Escape') this.shut();
    else if (this.text !== this.input?.value) return false;
    else if (key === 'ArrowDown') this.choose((this.chosen + 1) % length);
    else if (key === 'ArrowUp') this.choose(this.chosen <= 0 ? length - 1 : this.chosen - 1);
    else if (key === 'Tab' || this.chosen >= 0) this.take(Math.max(0, this.chosen));
    else return false;
    return true;
  }

  /** @param {number} i */
  choose(i) {
    this.chosen = i;
    this.list?.querySelectorAll('li').forEach((item, at) => {
      item.setAttribute('aria-selected', String(at === i));
      if (at === i) item.scrollIntoView({ block: 'nearest' });
    });
    this.input?.setAttribute('aria-activedescendant', `kql-${i}`);
  }

  /** @param {number} i */
  take(i) {
    const input = this.input;
    if (!input) return;
    const { text, caret } = written(input.value, this.suggestions[i]);
    input.value = text;
    input.setSelectionRange(caret, caret);
    this.later();
  }
}

customElements.define('kql-bar', KqlBar);
