/** What the detail panel says of one span once its document has come: HTTP, stack, errors, labels, metadata. */

import { stackBlock } from './code.js';
import { h } from './dom.js';
import { at, leaves, listOf } from './ecs.js';

/** @typedef {import('./texts.js').Texts} Texts */
/** @typedef {import('./types.js').EcsDocument} EcsDocument */
/** @typedef {[term: string, value: Node | string]} Fact */

/** Shown elsewhere in the panel, or of use to the machine alone. */
const shownElsewhere = [
  'span.stacktrace', 'span.db.statement', 'labels', 'numeric_labels', 'transaction.custom', 'transaction.message.body',
  'transaction.name', 'span.name',
  'span.duration', 'transaction.duration', 'span.self_time', 'processor', 'timestamp', 'data_stream', 'ecs', 'observer',
  'http.request.body', 'http.request.headers', 'http.response.headers',
];

/** @param {string} title @param {...import('./dom.js').Child} children */
export const section = (title, ...children) => h('section', { class: 'dt-sec' }, h('h3', {}, title), ...children);

/** @param {Fact[]} facts */
export const factList = facts => h('dl', { class: 'kv' }, ...facts.flatMap(([term, value]) => [h('dt', {}, term), h('dd', {}, value)]));

/** @param {import('./types.js').EventDetails} details @param {Texts} texts @returns {Node[]} */
export function eventSections({ event, errors }, texts) {
  const sections = [
    ...listOf(errors).map(error => errorSection(error, texts)),
    httpSection(event, texts),
    messageSection(event, texts),
    stackSection(event, texts),
    pathSection(texts.get('Labels'), { ...at(event, 'labels'), ...at(event, 'numeric_labels') }),
    pathSection(texts.get('CustomContext'), at(event, 'transaction.custom')),
    pathSection(texts.get('RequestHeaders'), at(event, 'http.request.headers'), true),
    pathSection(texts.get('ResponseHeaders'), at(event, 'http.response.headers'), true),
    bodySection(event, texts),
    metadataSection(event, texts),
  ];
  return sections.filter(node => node !== null);
}

/** @param {EcsDocument} error @param {Texts} texts */
function errorSection(error, texts) {
  const exceptions = listOf(at(error, 'error.exception'));
  const log = at(error, 'error.log');
  const first = exceptions[0];
  const title = first?.type ?? at(log, 'logger_name') ?? texts.get('Error');
  const message = first?.message ?? at(log, 'message') ?? at(error, 'message') ?? '';
  const frames = listOf(first?.stacktrace ?? at(log, 'stacktrace'));
  const causes = exceptions.slice(1).map(cause =>
    h('p', { class: 'quiet' }, texts.get('CausedBy', [cause.type, cause.message].filter(Boolean).join(': '))));
  const isUnhandled = first?.handled === false;
  return section(texts.get('Error'),
    h('div', { class: 'wf-callout' },
      h('b', {}, title),
      isUnhandled && h('span', { class: 'badge fail' }, texts.get('Unhandled')),
      h('div', {}, message),
      ...causes),
    frames.length > 0 && stackBlock(frames, texts));
}

/** @param {EcsDocument} event @param {Texts} texts */
function httpSection(event, texts) {
  const url = at(event, 'url.full') ?? at(event, 'url.original') ?? at(event, 'http.url');
  const status = at(event, 'http.response.status_code');
  if (url === undefined && status === undefined) return null;
  /** @type {Fact[]} */
  const facts = [];
  if (url !== undefined) {
    const request = [at(event, 'http.request.method'), url].filter(Boolean).join(' ');
    facts.push([texts.get('Request'), h('span', { class: 'mono' }, request)]);
  }
  if (status !== undefined) {
    const meaning = status >= 500 ? 'fail' : status >= 400 ? 'warn' : 'ok';
    facts.push([texts.get('Status'), h('span', { class: `badge ${meaning}` }, status)]);
  }
  const agent = at(event, 'user_agent.original');
  if (agent) facts.push([texts.get('UserAgent'), agent]);
  const client = at(event, 'client.ip') ?? at(event, 'source.ip');
  if (client) facts.push([texts.get('Client'), client]);
  return section('HTTP', factList(facts));
}

/** @param {EcsDocument} event @param {Texts} texts */
function messageSection(event, texts) {
  const message = at(event, 'span.message') ?? at(event, 'transaction.message');
  const queue = at(message, 'queue.name');
  return queue ? section(texts.get('Queue'), factList([[texts.get('Queue'), queue]])) : null;
}

/** @param {EcsDocument} event @param {Texts} texts */
function stackSection(event, texts) {
  const frames = listOf(at(event, 'span.stacktrace'));
  return frames.length > 0 ? section(texts.get('Stack'), stackBlock(frames, texts)) : null;
}

/** @param {string} title @param {EcsDocument | undefined} values @param {boolean} [isFolded] */
function pathSection(title, values, isFolded = false) {
  const facts = values ? leaves(values) : [];
  if (facts.length === 0) return null;
  const list = factList(facts);
  return isFolded ? folded(title, list) : section(title, list);
}

/** @param {EcsDocument} event @param {Texts} texts */
function bodySection(event, texts) {
  const body = at(event, 'http.request.body.original') ?? at(event, 'http.request.body');
  if (body === undefined) return null;
  const text = typeof body === 'string' ? body : JSON.stringify(body, null, 2);
  return folded(texts.get('RequestBody'), h('div', { class: 'wf-code' }, h('code', {}, text)));
}

/** @param {EcsDocument} event @param {Texts} texts */
function metadataSection(event, texts) {
  const facts = leaves(event, path => !shownElsewhere.includes(path));
  return facts.length > 0 ? folded(texts.get('Metadata'), factList(facts)) : null;
}

/** @param {string} title @param {Node} content */
const folded = (title, content) => h('details', { class: 'dt-sec' }, h('summary', {}, h('h3', {}, title)), content);
