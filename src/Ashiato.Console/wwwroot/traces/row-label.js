/** What a row says: the name column, and the same words in the digest. */

import { count } from './format.js';
import { h, icon } from './dom.js';
import { summarise } from './sql.js';
import { logHue } from './time-canvas.js';

/** @typedef {import('./waterfall.js').Waterfall} Waterfall */

/** Verb and table of a statement, host and path of an address, or the name. @param {import('./types.js').TraceRow} row */
export function callParts(row) {
  if (row.statement) {
    const { verb, table, rest } = summarise(row.statement);
    return { quiet: verb && `${verb} `, loud: table, rest: table ? rest : '', plain: table ? '' : rest };
  }
  if (row.kind === 'span' && row.url && URL.canParse(row.url)) {
    const { host, pathname, search } = new URL(row.url);
    const method = row.method ?? (/^[A-Z]+(?= )/.exec(row.name)?.[0] ?? '');
    return { quiet: method && `${method} `, loud: host, rest: pathname + search, plain: '' };
  }
  return { quiet: '', loud: '', rest: '', plain: row.name };
}

/** @param {import('./types.js').TraceRow} row @param {string[]} [words] to be marked */
export function callLabel(row, words = []) {
  const { quiet, loud, rest, plain } = callParts(row);
  return h('span', { class: 'lb', title: [row.name, row.statement ?? row.url].filter(Boolean).join('\n') },
    quiet && h('span', { class: 'v' }, ...marked(quiet, words)),
    ...marked(loud || plain, words),
    rest && h('span', { class: 'd' }, ...marked(rest, words)));
}

/** @param {string} text @param {string[]} words lower case */
function marked(text, words) {
  if (words.length === 0) return [text];
  const pattern = new RegExp(`(${words.map(word => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`, 'i');
  return text.split(pattern).map((part, at) => (at % 2 === 1 ? h('mark', {}, part) : part));
}

/** The name cell of a row. @param {Waterfall} waterfall @param {number} row */
export function nameCell(waterfall, row) {
  const { list, texts } = waterfall;
  const ref = list.rows[row];
  const indent = h('span', { class: 'ind', '--depth': Math.min(list.depths[row], 24) });
  const twist = list.canOpen(ref)
    ? h('button', { class: 'twist', type: 'button', tabindex: -1, 'aria-label': texts.get('FoldUnfold') }, icon('chev'))
    : h('span', { class: 'twist' });
  return [indent, twist, ...(list.isAside(ref) ? asideLabel(waterfall, ref) : spanLabel(waterfall, ref))];
}

/** @param {Waterfall} waterfall @param {number} ref */
function asideLabel(waterfall, ref) {
  const line = waterfall.list.refs.log(ref);
  if (line) return logLabel(waterfall, line.log);
  const kind = waterfall.list.refs.lostKind(ref);
  if (!kind) return lostLabel(waterfall, ref);
  const { destination, isFailed, count: times } = kind.lost;
  return [
    h('i', { class: 'mark lost' }),
    h('b', { class: 'times' }, `×${count(times)}`),
    h('span', { class: 'lb' }, destination),
    isFailed && h('span', { class: 'tag bad' }, waterfall.texts.get('Failed')),
  ];
}

/** @param {Waterfall} waterfall @param {import('./types.js').TraceLog} log */
function logLabel({ words }, { level, message }) {
  return [
    h('i', { class: 'mark dot', '--c': `var(${logHue(level)})` }),
    level && h('span', { class: 'tag level' }, level),
    h('span', { class: 'lb', title: message }, ...marked(message, words)),
  ];
}

/** @param {Waterfall} waterfall @param {number} ref */
function lostLabel({ list, model, texts }, ref) {
  const lost = count(model.lost(list.spanOf(ref)));
  return [h('i', { class: 'mark lost' }), h('span', { class: 'lb' }, texts.get('LostSpans', lost))];
}

/** @param {Waterfall} waterfall @param {number} ref */
function spanLabel({ list, model, texts, colouring, words }, ref) {
  const group = list.group(ref);
  const i = list.spanOf(ref);
  const row = model.row(i);
  const hue = model.failed[i] && !group ? '--fail' : colouring.hueOf(i);
  const times = group ? group.callCount : model.calls(i);
  const isMissing = model.kinds[i] === 'missing';
  const tag = (/** @type {string} */ text, isBad = false) => h('span', { class: isBad ? 'tag bad' : 'tag' }, text);
  return [
    h('i', { class: isMissing ? 'mark lost' : 'mark', '--c': `var(${hue})` }),
    times > 1 && h('b', { class: 'times' }, `×${count(times)}`),
    isMissing ? h('span', { class: 'lb' }, texts.get('MissingParent')) : callLabel(row, words),
    !group && model.kinds[i] === 'prepare' && tag(texts.get('KindPrepare')),
    model.entersService(i) && tag(model.service(i).name),
    row.isAsync && tag(texts.get('Async')),
    row.isUnfinished && tag(texts.get('Unfinished')),
    !group && model.aside.linkCount(i) > 0 && h('span', { class: 'tag links', title: texts.get('Links') }, icon('link', 's'), count(model.aside.linkCount(i))),
    group?.isFailed && tag(texts.get('Failed'), true),
    !group && model.failed[i] === 1 && tag(row.statusCode ? String(row.statusCode) : texts.get('Failed'), true),
    !group && (row.errorCount ?? 0) > 0 && tag(texts.get('ErrorCount', count(row.errorCount ?? 0)), true),
  ];
}
