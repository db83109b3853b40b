/** Below the rows: statistics, flame graph, and all spans; one at a time, as high as the reader likes. */

import { part } from './dom.js';
import { dragged } from './drag.js';
import { FlameGraph } from './flame-graph.js';
import { AXIS_HEIGHT, OVERVIEW_HEIGHT, ROW_HEIGHT } from './measures.js';
import { SpanTable } from './span-table.js';
import { StatisticsTable } from './statistics-table.js';
import { preference, setPreference } from './view-state.js';

/** Overview and axis, with the lines between them. */
const HEAD_PIXELS = OVERVIEW_HEIGHT + AXIS_HEIGHT + 14;
const ROOM_PIXELS = 150;
const LOWEST_PIXELS = 120;
const USUAL_PIXELS = 220;
/** Rows may unfold later: the panel never takes more than this share. */
const MOST_SHARE = 0.7;
const USUAL_SHARE = 0.4;
const PHONE_PIXELS = 720;
const KEY_PIXELS = 24;
const MOST_AT_ONCE = 2_000;

export class BottomPanel {
  /** @param {import('./waterfall.js').Waterfall} waterfall */
  constructor(waterfall) {
    this.waterfall = waterfall;
    const { element } = waterfall;
    this.panel = part(element, '.wf-bottom');
    this.button = part(element, '.wf-bottom-toggle');
    this.edge = part(element, '.wf-bottom-edge');
    this.grouping = part(element, '.wf-grouping');
    this.tabs = /** @type {HTMLElement[]} */ ([...element.querySelectorAll('.wf-tabs [role=tab]')]);
    this.parts = [new StatisticsTable(waterfall), new FlameGraph(waterfall), new SpanTable(waterfall)];
    this.chosen = Math.max(0, this.tabs.findIndex(tab => tab.dataset.tab === preference('tab')));
    /** As high as it is, and so much of it as the window showed at first, in pixels. */
    this.high = this.inSight = USUAL_PIXELS;
    /** Which of the parts show the trace as it is now. */
    this.isFilled = [false, false, false];
    this.bind();
  }

  get isOpen() {
    return !this.panel.classList.contains('shut');
  }

  /** Rows come first: the panel takes what they leave, and starts folded where that is little. */
  fit() {
    const { element, list } = this.waterfall;
    const main = part(element, '.wf-main');
    const { clientHeight } = main;
    const toWindowEnd = innerHeight - main.getBoundingClientRect().bottom;
    const room = clientHeight - HEAD_PIXELS - list.length * ROW_HEIGHT;
    const high = Number(preference('bottom')) || Math.max(USUAL_PIXELS, Math.min(room, clientHeight * USUAL_SHARE));
    this.setHeight(high);
    this.inSight = Math.min(this.high, this.high + toWindowEnd);
    const chosen = preference('digest');
    this.setOpen(chosen ? chosen === 'open' : innerWidth > PHONE_PIXELS && room > ROOM_PIXELS);
    this.choose(this.chosen);
  }

  /** @param {number} pixels */
  setHeight(pixels) {
    const most = part(this.waterfall.element, '.wf-main').clientHeight * MOST_SHARE;
    this.high = Math.max(LOWEST_PIXELS, Math.min(most, pixels));
    this.panel.style.setProperty('--bottom', `${this.high}px`);
    this.repaint();
  }

  /** @param {boolean} isOpen */
  setOpen(isOpen) {
    this.panel.classList.toggle('shut', !isOpen);
    this.button.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) this.fillChosen();
  }

  toggle() {
    this.setOpen(!this.isOpen);
    setPreference('digest', this.isOpen ? 'open' : 'shut');
    this.waterfall.layOut();
  }

  /** @param {number} at */
  choose(at) {
    this.chosen = at;
    this.tabs.forEach((tab, k) => {
      tab.setAttribute('aria-selected', String(k === at));
      tab.tabIndex = k === at ? 0 : -1;
      this.parts[k].panel.hidden = k !== at;
    });
    this.grouping.hidden = at !== 0;
    if (this.isOpen) this.fillChosen();
  }

  fillChosen() {
    const at = this.chosen;
    if (this.isFilled[at]) this.repaint();
    else {
      this.isFilled[at] = true;
      // The rows come first, whatever a long trace takes to be summed up; of another, all shows at once.
      if (this.waterfall.model.count > MOST_AT_ONCE) setTimeout(() => this.parts[at].fill());
      else this.parts[at].fill();
    }
  }

  /** Shows the trace anew: times or colours have changed. */
  fill() {
    this.isFilled = [false, false, false];
    if (this.isOpen) this.fillChosen();
  }

  /** What is looked for has changed. */
  sift() {
    this.isFilled[1] = this.isFilled[2] = false;
    if (this.isOpen && this.chosen > 0) this.fillChosen();
  }

  /** Sizes have changed. */
  repaint() {
    const shown = this.parts[this.chosen];
    if (this.isOpen && 'paint' in shown && this.isFilled[this.chosen]) shown.paint();
  }

  bind() {
    const { waterfall, tabs } = this;
    this.button.addEventListener('click', () => this.toggle());
    tabs.forEach((tab, at) => {
      tab.addEventListener('click', () => {
        this.choose(at);
        if (!this.isOpen) this.toggle();
        setPreference('tab', tab.dataset.tab ?? '');
      });
      tab.addEventListener('keydown', event => {
        const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (!by) return;
        event.preventDefault();
        event.stopPropagation();
        const next = tabs[(at + by + tabs.length) % tabs.length];
        next.click();
        next.focus();
      });
    });
    dragged(this.edge, (_, down) => {
      const { high } = this;
      return (_x, event) => {
        this.setHeight(high + down.clientY - event.clientY);
        waterfall.layOut();
      };
    }, () => setPreference('bottom', String(this.high)));
    this.edge.addEventListener('keydown', event => {
      const by = { ArrowUp: KEY_PIXELS, ArrowDown: -KEY_PIXELS }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      this.setHeight(this.high + by);
      setPreference('bottom', String(this.high));
      waterfall.layOut();
    });
  }
}
