/** How time and what stands beside the rows are shown: axis, clocks, log lines. */

import { axisModes } from './axis-scale.js';
import { part } from './dom.js';
import { count } from './format.js';
import { bindMenu, choice, tick } from './menu.js';

const axisTexts = { since: 'AxisSince', clock: 'AxisClock', percent: 'AxisPercent' };

export class ViewMenu {
  /** @param {import('./waterfall.js').Waterfall} waterfall */
  constructor(waterfall) {
    this.waterfall = waterfall;
    this.raw = part(waterfall.element, '.wf-raw');
    bindMenu(part(waterfall.element, '.wf-view-menu'), waterfall.texts.get('View'), panel => this.fill(panel));
    this.raw.addEventListener('click', () => this.setRaw(!waterfall.model.isRaw));
    this.fit();
  }

  /** The clock's button is there when there is something to correct. */
  fit() {
    const { model } = this.waterfall;
    this.raw.hidden = !model.hasShifts;
    this.raw.setAttribute('aria-pressed', String(model.isRaw));
  }

  /** @param {boolean} isRaw */
  setRaw(isRaw) {
    this.waterfall.setRaw(isRaw);
    this.fit();
  }

  /** @param {HTMLElement} panel */
  fill(panel) {
    const { waterfall } = this;
    const { texts, model, list } = waterfall;
    panel.replaceChildren(choice(
      texts.get('Axis'),
      axisModes.map(mode => [mode, texts.get(axisTexts[mode])]),
      waterfall.axisMode,
      mode => waterfall.setAxis(mode)));
    panel.append(tick(texts.get('LogsInPlace', count(model.aside.logCount)), list.hasLogs, isOn => waterfall.showLogs(isOn), 'o'));
    if (model.hasShifts) panel.append(tick(texts.get('ClockAsSent'), model.isRaw, isOn => this.setRaw(isOn)));
  }
}
