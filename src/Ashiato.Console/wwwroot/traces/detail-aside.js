/** What the detail panel says of a row from beside the tree: links, log lines, marks, folded calls, lost spans. */

import { factList, section } from './detail-event.js';
import { figure } from './detail-parts.js';
import { h } from './dom.js';
import { count, duration } from './format.js';
import { logHue } from './time-canvas.js';

/** @typedef {import('./waterfall.js').Waterfall} Waterfall */

const MOST_LOGS = 100;
const MOST_LINKS = 50;

/** @param {Waterfall} waterfall @param {number} i @returns {HTMLElement[]} */
export function asideSections(waterfall, i) {
  return [compositeSection(waterfall, i), linkSection(waterfall, i), markSection(waterfall, i), logSection(waterfall, i)].filter(each => each !== null);
}

/** Calls that the agent folded. @param {Waterfall} waterfall @param {number} i */
function compositeSection({ model, texts }, i) {
  const calls = model.calls(i);
  if (calls < 2) return null;
  const busy = model.busy(i);
  return section(texts.get('FoldedByAgent', count(calls)),
    h('div', { class: 'dt-nums' },
      figure(texts.get('Total'), busy),
      figure(texts.get('Average'), busy / calls),
      figure(texts.get('FromFirstToLast'), model.duration[i])),
    h('p', { class: 'quiet' }, texts.get('FoldedExplained')));
}

/** Spans that this one links to, and spans elsewhere that link to it. @param {Waterfall} waterfall @param {number} i */
function linkSection(waterfall, i) {
  const { model, texts } = waterfall;
  const out = model.row(i).links ?? [];
  const into = model.aside.linkedFrom.get(i) ?? [];
  if (out.length + into.length === 0) return null;
  const item = (/** @type {string} */ direction, /** @type {Node} */ target, /** @type {string} */ more) =>
    h('li', {}, h('span', { class: 'tag' }, direction), target, more && h('span', { class: 'muted' }, ` ${more}`));
  const all = [
    ...out.map(link => item(texts.get('LinkOut'), linkTo(waterfall, link.traceId, link.spanId, link.spanId), link.traceId === model.trace.traceId ? '' : link.traceId)),
    ...into.map(link => item(texts.get('LinkIn'), linkTo(waterfall, link.traceId, link.spanId, link.name || link.spanId), link.service)),
  ];
  return section(texts.get('Links'),
    h('ul', { class: 'wf-links' }, ...all.slice(0, MOST_LINKS)),
    all.length > MOST_LINKS && h('p', { class: 'quiet' }, texts.get('AndMore', count(all.length - MOST_LINKS))));
}

/** A button to a row of this trace, or the address of another. @param {Waterfall} waterfall @param {string} traceId @param {string} spanId @param {string} name */
function linkTo({ model, detail }, traceId, spanId, name) {
  const here = traceId === model.trace.traceId ? model.indexOf(spanId) : -1;
  if (here >= 0) return h('button', { class: 'wf-link', type: 'button', 'data-go': here }, model.row(here).name);
  const href = detail.places.trace(traceId, spanId);
  return href ? h('a', { href }, name) : h('span', { class: 'mono' }, name);
}

/** @param {Waterfall} waterfall @param {number} i */
function markSection({ model, texts }, i) {
  const marks = model.aside.marks.get(i);
  if (!marks) return null;
  return section(texts.get('Marks'), factList(marks.map(mark => [`${mark.group} · ${mark.name}`, `+${duration(mark.atMicros)}`])));
}

/** @param {Waterfall} waterfall @param {number} i */
function logSection({ model, texts }, i) {
  const logs = model.aside.logs.get(i);
  if (!logs) return null;
  return section(texts.get('LogLines', count(logs.length)),
    h('ol', { class: 'wf-logs' }, ...logs.slice(0, MOST_LOGS).map(log => h('li', {},
      h('span', { class: 'num muted' }, `+${duration(model.aside.timeOfLog(i, log) - model.start[i])}`),
      h('i', { class: 'mark dot', '--c': `var(${logHue(log.level)})`, title: log.level ?? '' }),
      h('span', { title: log.logger ?? '' }, log.level && h('span', { class: 'wf-hidden' }, `${log.level}: `), log.message)))),
    logs.length > MOST_LOGS && h('p', { class: 'quiet' }, texts.get('AndMore', count(logs.length - MOST_LOGS))));
}

/** What stands in place of spans that never came. @param {Waterfall} waterfall @param {number} i the transaction */
export function lostSections({ model, texts }, i) {
  const { lost } = model.row(i);
  const title = h('div', { class: 'dt-head' }, h('div', { class: 't' }, h('h2', {}, texts.get('LostTitle'))));
  const explained = h('div', { class: 'dt-sec quiet' }, texts.get('LostExplained', count(model.lost(i))));
  if (!lost) return [title, explained];
  return [title, explained, section(texts.get('LostKinds'), h('table', { class: 'wf-small' }, h('tbody', {}, ...lost.map(each => h('tr', {},
    h('td', {}, each.destination, each.isFailed && h('span', { class: 'badge fail' }, texts.get('Failed'))),
    h('td', { class: 'r' }, `×${count(each.count)}`),
    h('td', { class: 'r' }, duration(each.sumMicros)),
    h('td', { class: 'r muted' }, `⌀ ${duration(each.sumMicros / each.count)}`))))))];
}

/** @param {Waterfall} waterfall @param {number} owner @param {import('./types.js').TraceLog} log */
export function logSections({ model, texts }, owner, log) {
  const at = model.aside.timeOfLog(owner, log);
  return [
    h('div', { class: 'dt-head' }, h('div', { class: 't' },
      h('i', { class: 'mark dot', '--c': `var(${logHue(log.level)})` }),
      h('h2', {}, texts.get('LogLine'), log.level && h('span', { class: 'badge' }, log.level)))),
    h('div', { class: 'dt-sec wf-message-text' }, log.message),
    section(texts.get('WhereAndWhen'), factList([
      [texts.get('Start'), `+${duration(at)}`],
      [texts.get('Span'), h('button', { class: 'wf-link', type: 'button', 'data-go': owner }, model.row(owner).name)],
      ...(log.logger ? [/** @type {import('./detail-event.js').Fact} */ ([texts.get('Logger'), log.logger])] : []),
      ...(log.service ? [/** @type {import('./detail-event.js').Fact} */ ([texts.get('Service'), log.service])] : []),
    ])),
  ];
}
