/**
 * Find in a trace: `categories >1ms type:db service:shipment error`. All terms must hold. Words look in names,
 * statements and addresses, without regard to case; quotes keep a phrase together.
 */

/** @typedef {import('./trace-model.js').TraceModel} TraceModel */
/** @typedef {(i: number) => boolean} Test */

const unitMicros = { us: 1, 'µs': 1, ms: 1e3, s: 1e6 };
const durationTerm = /^([<>])(\d+(?:\.\d+)?)(us|µs|ms|s|%)?$/;

/** @type {WeakMap<TraceModel, string[]>} */
const haystacks = new WeakMap();

/**
 * @param {TraceModel} model @param {string} text
 * @returns {import('./types.js').Found | null} null when there is nothing to look for
 */
export function find(model, text) {
  const tests = terms(text).map(term => asTest(model, term));
  if (tests.length === 0) return null;

  const hit = new Uint8Array(model.count);
  const matches = [];
  let sumMicros = 0;
  for (let i = 0; i < model.count; i++) {
    if (!tests.every(test => test(i))) continue;
    hit[i] = 1;
    matches.push(i);
    sumMicros += model.duration[i];
  }
  return { hit, count: matches.length, sumMicros, coverMicros: cover(model, matches) };
}

/** The words to mark in what is shown. @param {string} text */
export function wordsIn(text) {
  return terms(text).filter(term => !durationTerm.test(term) && !/^\w+:./.test(term) && term !== 'error').map(unquoted);
}

/** @param {string} text */
const terms = text => text.match(/\w+:"[^"]*"|"[^"]+"|\S+/g) ?? [];

/** @param {string} term */
const unquoted = term => term.replaceAll('"', '').toLowerCase();

/** @param {TraceModel} model @param {string} term @returns {Test} */
function asTest(model, term) {
  const limit = durationTerm.exec(term);
  if (limit) {
    const unit = limit[3] === '%' ? model.total / 100 : unitMicros[/** @type {'ms'} */ (limit[3] ?? 'ms')];
    const micros = Number(limit[2]) * unit;
    return limit[1] === '>' ? i => model.duration[i] > micros : i => model.duration[i] < micros;
  }
  if (term === 'error') return i => model.hasError(i);

  const [, field, rest] = /^(type|service):(.+)$/.exec(term) ?? [];
  if (field === 'type') return typeTest(model, unquoted(rest));
  if (field === 'service') {
    const word = unquoted(rest);
    const isMeant = model.trace.services.map(service => service.name.toLowerCase().includes(word));
    return i => isMeant[model.row(i).service] ?? false;
  }
  const word = unquoted(term);
  const texts = haystack(model);
  return i => texts[i].includes(word);
}

/** @param {TraceModel} model @param {string} word @returns {Test} */
function typeTest(model, word) {
  return i => {
    const { type, subtype, action } = model.row(i);
    return [model.kinds[i], type, subtype, action].some(text => text?.toLowerCase().startsWith(word));
  };
}

/** Makes ready what a search for words needs. @param {TraceModel} model */
export const prepareFind = model => void haystack(model);

/** @param {TraceModel} model */
function haystack(model) {
  const known = haystacks.get(model);
  if (known) return known;
  const texts = model.trace.rows.map(row =>
    `${row.name}\n${row.statement ?? ''}\n${row.url ?? ''}\n${row.destination ?? ''}\n${row.id}`.toLowerCase());
  haystacks.set(model, texts);
  return texts;
}

/** @param {TraceModel} model @param {number[]} rows */
function cover(model, rows) {
  const byStart = [...rows].sort((a, b) => model.start[a] - model.start[b]);
  let covered = 0;
  let until = -Infinity;
  for (const i of byStart) {
    const end = model.end(i);
    if (end <= until) continue;
    covered += end - Math.max(until, model.start[i]);
    until = end;
  }
  return covered;
}
