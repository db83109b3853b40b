/** The columns between names and time: which there are, and what they say of a row. */

import { append, h, part } from './dom.js';
import { count, duration, percent } from './format.js';
import { bindMenu, tick } from './menu.js';
import { preference, setPreference } from './view-state.js';

/** @typedef {import('./waterfall.js').Waterfall} Waterfall */
/** @typedef {{ id: string, title: string, width: number, isText?: boolean, value: (ref: number) => string }} Column */

const ATTRIBUTE = 'attribute:';
const ATTRIBUTE_PIXELS = 120;
const MOST_ATTRIBUTES = 8;

export class Columns {
  /** @param {Waterfall} waterfall */
  constructor(waterfall) {
    this.waterfall = waterfall;
    this.head = part(waterfall.element, '.wf-head-cells');
    /** Values of attributes by field, then by the id of the row. @type {Map<string, Record<string, string>>} */
    this.values = new Map();
    this.known = this.builtIn();
    this.shown = this.remembered();
    for (const id of this.shown) if (id.startsWith(ATTRIBUTE)) void this.load(id.slice(ATTRIBUTE.length));
    bindMenu(part(waterfall.element, '.wf-columns'), waterfall.texts.get('Columns'), panel => this.fillMenu(panel));
    this.layOut();
  }

  /** Those in sight, in order. @returns {Column[]} */
  get all() {
    return this.shown.map(id => this.known.find(column => column.id === id) ?? this.attribute(id));
  }

  /** @returns {Column[]} */
  builtIn() {
    const { model, list, texts } = this.waterfall;
    const ofSpan = (/** @type {(i: number) => string} */ value) => (/** @type {number} */ ref) => (list.refs.isSpan(ref) ? value(ref) : '');
    const sum = (/** @type {number} */ ref, /** @type {(i: number) => number} */ value) => {
      if (list.isAside(ref)) return null;
      const group = list.group(ref);
      return group ? group.members.reduce((total, i) => total + value(i), 0) : value(ref);
    };
    return [
      { id: 'duration', title: texts.get('Duration'), width: 76, value: ref => this.durationOf(ref) },
      { id: 'self', title: texts.get('OwnTime'), width: 76, value: ref => timeOr(sum(ref, i => model.self[i])) },
      { id: 'share', title: texts.get('OfTheTrace'), width: 72, value: ref => shareOr(sum(ref, i => model.busy(i)), model.total) },
      { id: 'start', title: texts.get('Start'), width: 76, value: ofSpan(i => `+${duration(model.start[i])}`) },
      { id: 'status', title: texts.get('Status'), width: 72, value: ofSpan(i => statusOf(model.row(i), texts)) },
      {
        id: 'rows', title: texts.get('RowsAffected'), width: 60,
        value: ref => {
          const rows = sum(ref, i => model.row(i).rowsAffected ?? 0);
          return rows === null || !list.some(ref, i => model.row(i).rowsAffected !== undefined) ? '' : count(rows);
        },
      },
      { id: 'service', title: texts.get('Service'), width: 104, isText: true, value: ofSpan(i => model.service(i)?.name ?? '') },
      { id: 'type', title: texts.get('Type'), width: 96, isText: true, value: ofSpan(i => [model.row(i).type, model.row(i).subtype].filter(Boolean).join('.')) },
    ];
  }

  /** @param {number} ref */
  durationOf(ref) {
    const { model, list } = this.waterfall;
    const kind = list.refs.lostKind(ref);
    if (kind) return duration(kind.lost.sumMicros);
    if (list.isAside(ref)) return '';
    const group = list.group(ref);
    return duration(group ? group.sumMicros : model.busy(ref));
  }

  /** @param {string} id @returns {Column} */
  attribute(id) {
    const { model, list } = this.waterfall;
    const field = id.slice(ATTRIBUTE.length);
    return {
      id,
      title: field.replace(/^(labels|numeric_labels)\./, ''),
      width: ATTRIBUTE_PIXELS,
      isText: true,
      value: ref => {
        const values = this.values.get(field);
        if (!values || list.isAside(ref)) return '';
        const group = list.group(ref);
        const all = new Set((group?.members ?? [ref]).map(i => values[model.row(i).id]).filter(value => value !== undefined));
        return all.size > 1 ? `${[...all][0]} …` : [...all][0] ?? '';
      },
    };
  }

  /** @param {string} field */
  async load(field) {
    const { waterfall } = this;
    try {
      this.values.set(field, await waterfall.source.values(field));
    } catch {
      waterfall.toolbar.say('ValuesFailed');
    }
    waterfall.refill();
  }

  /** @param {string} id @param {boolean} isShown */
  show(id, isShown) {
    const others = this.shown.filter(other => other !== id);
    if (!isShown) this.shown = others;
    else if (id.startsWith(ATTRIBUTE)) this.shown = [...others, id];
    // Built-in columns keep their order, whenever they were chosen.
    else this.shown = [...this.known.map(column => column.id).filter(known => known === id || others.includes(known)), ...others.filter(other => other.startsWith(ATTRIBUTE))];
    setPreference('columns', JSON.stringify(this.shown));
    const field = id.slice(ATTRIBUTE.length);
    if (isShown && id.startsWith(ATTRIBUTE) && !this.values.has(field)) void this.load(field);
    this.layOut();
    this.waterfall.pool.clear();
    this.waterfall.refill();
    this.waterfall.layOut();
  }

  /** @returns {string[]} */
  remembered() {
    try {
      const ids = JSON.parse(preference('columns') ?? '');
      if (Array.isArray(ids)) return ids.filter(id => typeof id === 'string' && (id.startsWith(ATTRIBUTE) || this.known.some(column => column.id === id)));
    } catch {
      // Nothing was chosen yet, or not by this program.
    }
    return ['duration'];
  }

  /** Widths for the style sheet, and the head. */
  layOut() {
    const { element, scroll } = this.waterfall;
    const { all } = this;
    setProperty(element, '--cols-wide', `${all.reduce((sum, column) => sum + column.width, 0)}px`);
    setProperty(element, '--columns', all.map(column => `${column.width}px`).join(' '));
    this.head.replaceChildren(...all.map(column => h('div', { class: column.isText ? 'wf-cell-head text' : 'wf-cell-head', title: column.title }, column.title)));
    scroll.setAttribute('aria-colcount', String(1 + all.length));
  }

  /** @param {HTMLElement} panel */
  fillMenu(panel) {
    const { texts, source } = this.waterfall;
    const attributes = this.shown.filter(id => id.startsWith(ATTRIBUTE));
    const input = h('input', { type: 'text', class: 'field', list: 'wf-fields', placeholder: 'labels.customer', 'aria-label': texts.get('AddAttribute'), spellcheck: 'false' });
    const fields = h('datalist', { id: 'wf-fields' });
    const add = () => {
      const field = input.value.trim();
      if (field === '' || attributes.length >= MOST_ATTRIBUTES) return;
      this.show(ATTRIBUTE + field, true);
      this.fillMenu(panel);
      panel.querySelector('input[type=text]')?.scrollIntoView({ block: 'nearest' });
    };
    input.addEventListener('keydown', event => {
      if (event.key !== 'Enter' || event.isComposing) return;
      event.preventDefault();
      add();
    });
    const button = h('button', { type: 'button', class: 'btn small' }, texts.get('Add'));
    button.addEventListener('click', add);
    panel.replaceChildren();
    append(panel, [
      ...this.known.map(column => tick(column.title, this.shown.includes(column.id), isOn => this.show(column.id, isOn))),
      ...attributes.map(id => tick(id.slice(ATTRIBUTE.length), true, isOn => this.show(id, isOn))),
      h('div', { class: 'wf-add' }, input, fields, button),
    ]);
    source.fields().then(names => append(fields, names.map(name => h('option', { value: name }))), () => {});
  }
}

/** What all below inherit is styled anew for, even if nothing changes. @param {HTMLElement} element @param {string} name @param {string} value */
function setProperty(element, name, value) {
  if (getComputedStyle(element).getPropertyValue(name).trim() !== value) element.style.setProperty(name, value);
}

/** @param {number | null} micros */
const timeOr = micros => (micros === null ? '' : duration(micros));

/** @param {number | null} micros @param {number} total */
const shareOr = (micros, total) => (micros === null ? '' : percent(micros / total));

/** @param {import('./types.js').TraceRow} row @param {import('./texts.js').Texts} texts */
function statusOf(row, texts) {
  if (row.statusCode) return String(row.statusCode);
  if (row.result) return row.result;
  return row.isFailed ? texts.get('Failed') : '';
}
