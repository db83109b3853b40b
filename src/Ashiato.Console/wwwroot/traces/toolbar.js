/** Find, legend, colours and switches above the waterfall. */

import { colourModes } from './colouring.js';
import { closest, h, iconButton, part, press } from './dom.js';
import { count, duration, percent } from './format.js';

/** @typedef {import('./waterfall.js').Waterfall} Waterfall */

const MESSAGE_MILLIS = 1_800;

export class Toolbar {
  /** @param {Waterfall} waterfall */
  constructor(waterfall) {
    this.waterfall = waterfall;
    const { element } = waterfall;
    this.input = /** @type {HTMLInputElement} */ (part(element, '.wf-find input'));
    this.mode = part(element, '.wf-mode');
    this.hits = part(element, '.wf-hits');
    this.legend = part(element, '.wf-legend');
    this.colour = /** @type {HTMLSelectElement} */ (part(element, '.wf-colour select'));
    this.critical = part(element, '.wf-critical');
    this.message = part(element, '.wf-message');
    this.help = /** @type {HTMLDialogElement} */ (part(element, '.wf-help'));
    this.timer = 0;
    this.shownFind = '';
    this.bind();
  }

  bind() {
    const { waterfall, input, help } = this;
    const { scroll, element } = waterfall;
    input.addEventListener('input', () => waterfall.setFind(input.value));
    input.addEventListener('keydown', event => {
      if (event.isComposing) return;
      if (event.key === 'Enter') this.step(event.shiftKey ? -1 : 1);
      else if (event.key === 'Escape') {
        input.value = '';
        waterfall.setFind('');
        scroll.focus({ preventScroll: true });
      } else return;
      event.preventDefault();
      event.stopPropagation();
    });
    this.hits.addEventListener('click', event => {
      const button = closest(event, 'button');
      if (button) this.step(button.dataset.step === '-1' ? -1 : 1);
    });
    this.mode.addEventListener('click', event => {
      const button = closest(event, 'button');
      if (button) waterfall.setOnly(button.dataset.mode === 'only');
    });
    this.legend.addEventListener('click', event => {
      const key = closest(event, 'button')?.dataset.key;
      if (key === undefined) return;
      if (event.altKey) waterfall.colouring.toggleAlone(key);
      else waterfall.colouring.toggle(key);
      waterfall.refresh();
      /** @type {HTMLElement | null} */ (this.legend.querySelector(`[data-key="${key}"]`))?.focus();
    });
    this.colour.addEventListener('change', () => {
      const mode = colourModes.find(known => known === this.colour.value);
      if (mode) waterfall.colourBy(mode);
    });
    this.critical.addEventListener('click', () => waterfall.toggleCritical());
    part(element, '.wf-keys').addEventListener('click', () => this.showHelp());
    help.addEventListener('click', event => {
      if (event.target === help || closest(event, 'button')) help.close();
    });
  }

  /** @param {1 | -1} direction */
  step(direction) {
    const { waterfall } = this;
    waterfall.step(direction, i => waterfall.found?.hit[i] === 1);
  }

  focusFind() {
    this.input.focus();
    this.input.select();
  }

  showHelp() {
    if (!this.help.open) this.help.showModal();
  }

  /** How far the markers are apart. */
  tellMarkers() {
    const { markers, texts } = this.waterfall;
    if (markers.length === 2) this.tell(texts.get('Distance', duration(Math.abs(markers[1] - markers[0]))));
  }

  /** Says something in passing. @param {string} key */
  say(key) {
    this.tell(this.waterfall.texts.get(key));
  }

  /** @param {string} text */
  tell(text) {
    clearTimeout(this.timer);
    this.message.textContent = text;
    this.message.hidden = false;
    this.timer = setTimeout(() => (this.message.hidden = true), MESSAGE_MILLIS);
  }

  refresh() {
    const { waterfall } = this;
    press(this.critical, waterfall.isCriticalShown);
    for (const button of /** @type {Iterable<HTMLElement>} */ (this.mode.children)) {
      press(button, (button.dataset.mode === 'only') === waterfall.isOnly);
    }
    if (this.input.value !== waterfall.findText) this.input.value = waterfall.findText;
    this.colour.value = waterfall.colouring.mode;
    this.showHits();
    this.showLegend();
  }

  showHits() {
    const { found, model, texts, findText } = this.waterfall;
    if (!found) this.hits.replaceChildren();
    else if (found.count === 0) {
      this.hits.replaceChildren(h('span', { class: 'muted' }, texts.get('NoMatch')));
    } else if (this.shownFind !== findText || this.hits.childElementCount < 3) {
      const share = percent(found.coverMicros / model.total);
      const summary = texts.get('Found', count(found.count), duration(found.sumMicros));
      this.hits.replaceChildren(
        iconButton('left', texts.get('Previous'), { 'data-step': -1 }),
        h('span', { class: 'num', title: texts.get('FoundTitle', share) }, `${summary} · ${share}`),
        iconButton('chev', texts.get('Next'), { 'data-step': 1 }));
    }
    this.shownFind = findText;
  }

  showLegend() {
    const { colouring, texts } = this.waterfall;
    const entries = colouring.legend();
    const all = entries.reduce((sum, entry) => sum + entry.selfMicros, 0) || 1;
    this.legend.replaceChildren(...entries.map(entry => h('button', {
      type: 'button',
      'data-key': entry.key,
      'aria-pressed': String(!colouring.hidden.has(entry.key)),
      title: texts.get('LegendTitle', count(entry.count), duration(entry.selfMicros)),
      '--c': `var(${entry.hue})`,
    },
    h('i', { class: 'swatch' }),
    h('b', {}, entry.name ?? texts.get(entry.text ?? '')),
    h('span', { class: 'num' }, percent(entry.selfMicros / all)))));
  }
}

