/** The rules that bring names of transactions together: shown what they would do before they are saved. */

import { count } from '../traces/format.js';
import { h } from '../traces/dom.js';

/** Typing pauses that long before a preview is asked for, in milliseconds. */
const PAUSE = 250;

class RouteRules extends HTMLElement {
  asked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer;
  isAlive = false;

  connectedCallback() {
    if (this.isAlive) return;
    this.isAlive = true;
    this.form?.addEventListener('input', () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.preview(), PAUSE);
    });
    this.form?.addEventListener('submit', event => {
      event.preventDefault();
      void this.save([...this.rules(), this.typed()]);
    });
    for (const row of this.querySelectorAll('[data-rule]')) {
      row.querySelector('[data-remove]')?.addEventListener('click', () => void this.save(this.rules(row)));
    }
    if (this.typed().pattern) void this.preview();
  }

  get form() {
    return this.querySelector('form');
  }

  /** @param {Element} [without] a row that is to go; it stands until its rule is gone */
  rules(without) {
    const rows = [.../** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll('[data-rule]'))].filter(row => row !== without);
    return rows.map(row => ({ pattern: row.dataset.pattern ?? '', service: row.dataset.service || null }));
  }

  typed() {
    const data = new FormData(this.form ?? undefined);
    return { pattern: String(data.get('pattern') ?? '').trim(), service: String(data.get('service') ?? '').trim() || null };
  }

  /** @param {...(Node | string)} what */
  say(...what) {
    this.querySelector('.preview')?.replaceChildren(...what);
  }

  async preview() {
    const { pattern, service } = this.typed();
    const mine = ++this.asked;
    if (!pattern) {
      this.say();
      return;
    }
    const url = new URL(this.dataset.preview ?? '', location.href);
    url.searchParams.set('pattern', pattern);
    if (service) url.searchParams.set('service', service);
    else url.searchParams.delete('service');
    try {
      const response = await fetch(url, { headers: { accept: 'application/json' } });
      const answer = await response.json();
      if (mine !== this.asked) return;
      if (!response.ok) this.say(h('p', { class: 'fail' }, answer.detail));
      else if (answer.length === 0) this.say(h('p', { class: 'muted' }, this.dataset.nothing));
      else this.say(...answer.map((/** @type {any} */ group) => this.group(group)));
    } catch {
      this.say(h('p', { class: 'fail' }, this.dataset.failed));
    }
  }

  /** @param {{ group: string, names: string[], nameCount: number, transactionCount: number }} group */
  group({ group, names, nameCount, transactionCount }) {
    const sentence = (this.dataset.names ?? '').replace('{0}', count(nameCount)).replace('{1}', count(transactionCount));
    return h('div', { class: 'preview-group' }, h('p', {}, h('b', { class: 'mono' }, group), ` ${sentence}`), h('p', { class: 'mono muted' }, names.slice(0, 8).join(' · ')));
  }

  /** @param {{ pattern: string, service: string | null }[]} rules */
  async save(rules) {
    const response = await fetch(this.dataset.api ?? '', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(rules) });
    if (!response.ok) {
      const problem = await response.json().catch(() => ({}));
      this.say(h('p', { class: 'fail' }, problem.detail ?? this.dataset.failed ?? ''));
      return;
    }
    const url = new URL(location.href);
    url.searchParams.delete('pattern');
    location.assign(url);
  }
}

customElements.define('route-rules', RouteRules);
