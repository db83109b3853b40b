/** What is under the pointer, in figures. */

import { h } from './dom.js';
import { count, duration, percent, percentile } from './format.js';

/** How near a bar the pointer must be, in pixels. */
const NEAR_PIXELS = 4;
const MOST_LOGS = 4;
const LONGEST_MESSAGE = 160;

export class Tooltip {
  /** @param {import('./waterfall.js').Waterfall} waterfall */
  constructor(waterfall) {
    this.waterfall = waterfall;
    this.element = h('div', { class: 'wf-tip', role: 'tooltip', hidden: true });
    document.body.append(this.element);
    this.shown = '';
  }

  hide() {
    this.element.hidden = true;
  }

  /** @param {number} ref @param {number} x in the time area @param {PointerEvent} event */
  show(ref, x, event) {
    const { list, model, range, time } = this.waterfall;
    const at = range.toMicros(x, time.width);
    const near = range.width / time.width * NEAR_PIXELS;
    const isNear = (/** @type {number} */ i) => at >= model.start[i] - near && at <= model.end(i) + near;
    const group = list.group(ref);
    const here = group?.members.find(isNear) ?? -1;
    if (list.isAside(ref) || (!group && !isNear(ref))) {
      this.hide();
      return;
    }
    const key = `${ref} ${here} ${this.waterfall.version} ${group ? 0 : this.logsNear(ref, x).length}`;
    if (key !== this.shown) this.fill(group ? this.groupFacts(group, here) : this.spanFacts(ref, x), this.titleOf(ref));
    this.shown = key;
    this.element.hidden = false;
    this.place(event.clientX, event.clientY);
  }

  /** What stands on the axis: errors, and moments that agents marked. @param {import('./axis.js').AxisMark[]} marks @param {PointerEvent} event */
  showMarks(marks, event) {
    this.shown = '';
    this.element.replaceChildren(h('dl', { class: 'words' }, ...marks.flatMap(({ micros, text }) => [h('dt', {}, `+${duration(micros)}`), h('dd', {}, text.slice(0, LONGEST_MESSAGE))])));
    this.element.hidden = false;
    this.place(event.clientX, event.clientY);
  }

  /** @param {number} ref */
  titleOf(ref) {
    const { list, model } = this.waterfall;
    const group = list.group(ref);
    const { name } = model.row(list.spanOf(ref));
    return group && group.callCount > 1 ? `×${count(group.callCount)} ${name}` : name;
  }

  /** @param {import('./types.js').EqualCalls} group @param {number} here @returns {[string, string][]} */
  groupFacts(group, here) {
    const { texts, model } = this.waterfall;
    /** @type {[string, string][]} */
    const facts = [[texts.get('Total'), duration(group.sumMicros)]];
    if (group.prepareCount > 0) facts.push([texts.get('OfItPrepare'), duration(group.prepareMicros)]);
    if (group.calls.length > 1) {
      facts.push(['p50', duration(percentile(group.sorted, 0.5))], [texts.get('Slowest'), duration(group.sorted.at(-1))]);
    }
    if (here >= 0) facts.push([texts.get('HereNumber', group.members.indexOf(here) + 1), duration(model.duration[here])]);
    return facts;
  }

  /** The log lines under the pointer. @param {number} i @param {number} x */
  logsNear(i, x) {
    const { model, range, time } = this.waterfall;
    const near = range.width / time.width * NEAR_PIXELS;
    const at = range.toMicros(x, time.width);
    return (model.aside.logs.get(i) ?? [])
      .map(log => ({ log, micros: model.aside.timeOfLog(i, log) }))
      .filter(({ micros }) => Math.abs(micros - at) <= near)
      .slice(0, MOST_LOGS);
  }

  /** @param {number} i @param {number} x @returns {[string, string][]} */
  spanFacts(i, x) {
    const { texts, model } = this.waterfall;
    const shift = model.row(i).shiftMicros ?? 0;
    /** @type {[string, string][]} */
    const facts = [
      [texts.get('Duration'), duration(model.duration[i])],
      [texts.get('OwnTime'), duration(model.self[i])],
      [texts.get('Start'), `+${duration(model.start[i])}`],
      [texts.get('OfTheTrace'), percent(model.duration[i] / model.total)],
    ];
    if (model.calls(i) > 1) facts.push([texts.get('CallsTogether', count(model.calls(i))), duration(model.busy(i))]);
    for (const { log, micros } of this.logsNear(i, x)) facts.push([`+${duration(micros)}`, log.message.slice(0, LONGEST_MESSAGE)]);
    if (shift !== 0) facts.push([texts.get('Clock'), texts.get(shift > 0 ? 'ClockBehind' : 'ClockAhead', duration(Math.abs(shift)))]);
    return facts;
  }

  /** @param {[string, string][]} facts @param {string} title */
  fill(facts, title) {
    const list = h('dl', {}, ...facts.flatMap(([term, value]) => [h('dt', {}, term), h('dd', {}, value)]));
    this.element.replaceChildren(h('div', { class: 'clip strong' }, title), list);
  }

  /** @param {number} x @param {number} y */
  place(x, y) {
    const { offsetWidth, offsetHeight } = this.element;
    const isCramped = x + 16 + offsetWidth > innerWidth - 8;
    this.element.style.left = `${isCramped ? Math.max(8, x - offsetWidth - 16) : x + 16}px`;
    this.element.style.top = `${Math.max(8, Math.min(y + 14, innerHeight - offsetHeight - 8))}px`;
  }
}
