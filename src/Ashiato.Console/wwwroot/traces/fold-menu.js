/** What can be folded: everything, levels, equal calls, services. */

import { part } from './dom.js';
import { bindMenu, command, tick } from './menu.js';

const LEVELS = [1, 2, 3];

export class FoldMenu {
  /** @param {import('./waterfall.js').Waterfall} waterfall */
  constructor(waterfall) {
    this.waterfall = waterfall;
    bindMenu(part(waterfall.element, '.wf-fold'), waterfall.texts.get('Fold'), panel => this.fill(panel));
  }

  /** @param {HTMLElement} panel */
  fill(panel) {
    const { waterfall } = this;
    const { list, model, texts } = waterfall;
    const services = model.trace.services.map((service, at) => ({ name: service.name, at })).filter(({ at }) => list.entriesOf(at).length > 0);
    panel.replaceChildren(
      command(texts.get('FoldUnfoldAll'), () => waterfall.toggleAll()),
      ...LEVELS.map(levels => command(texts.get('OpenLevels', levels), () => waterfall.openLevels(levels), String(levels))),
      tick(texts.get('FoldEqual'), list.isFolding, () => waterfall.toggleFolding(), 'g'));
    if (model.trace.services.length < 2) return;
    panel.append(
      tick(texts.get('ServicesOnly'), waterfall.isServicesOnly, isOn => waterfall.setServicesOnly(isOn), 's'),
      ...services.map(({ name, at }) =>
        tick(texts.get('FoldService', name), list.isServiceFolded(at), isOn => waterfall.foldService(at, isOn))));
  }
}
