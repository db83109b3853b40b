/** Statements and stack traces, set for reading. */

import { at } from './ecs.js';
import { h, icon, iconButton } from './dom.js';
import { layOut } from './sql.js';

/** @typedef {import('./texts.js').Texts} Texts */
/** @typedef {import('./types.js').EcsDocument} EcsDocument */

/** Longer statements are shown as they came: laying them out would help nobody. */
const LONGEST_STATEMENT = 20_000;

/** @param {string} sql @param {Texts} texts */
export function statementBlock(sql, texts) {
  const code = h('code');
  if (sql.length > LONGEST_STATEMENT) code.append(sql);
  else {
    for (const line of layOut(sql)) {
      code.append(' '.repeat(line.indent));
      for (const token of line.tokens) {
        if (token.spaced) code.append(' ');
        code.append(token.kind === 'sign' || token.kind === 'name' ? token.text : h('span', { class: `sql-${token.kind}` }, token.text));
      }
      code.append('\n');
    }
  }
  return h('div', { class: 'wf-code' }, code, copyButton(sql, texts));
}

/** @param {string} text @param {Texts} texts */
export function copyButton(text, texts) {
  const button = iconButton('copy', texts.get('Copy'), { class: 'btn bare small icon copy' });
  button.addEventListener('click', async () => {
    await navigator.clipboard?.writeText(text);
    button.replaceChildren(icon('check', 's'));
    setTimeout(() => button.replaceChildren(icon('copy', 's')), 1_200);
  });
  return button;
}

/**
 * The application's own frames; those of libraries wait behind a line that counts them.
 * @param {EcsDocument[]} frames @param {Texts} texts
 */
export function stackBlock(frames, texts) {
  const list = h('ol', { class: 'wf-frames' });
  const own = frames.filter(frame => !isLibrary(frame));
  if (own.length === 0 || own.length === frames.length) {
    list.append(...frames.map(frameItem));
    return list;
  }
  for (let from = 0; from < frames.length;) {
    if (!isLibrary(frames[from])) {
      list.append(frameItem(frames[from++]));
      continue;
    }
    let to = from;
    while (to < frames.length && isLibrary(frames[to])) to++;
    const inner = h('ol', {}, ...frames.slice(from, to).map(frameItem));
    list.append(h('li', { class: 'lib' }, h('details', {}, h('summary', {}, texts.get('LibraryFrames', to - from)), inner)));
    from = to;
  }
  return list;
}

/** @param {EcsDocument} frame */
const isLibrary = frame => at(frame, 'library_frame') === true;

/** @param {EcsDocument} frame */
function frameItem(frame) {
  const file = at(frame, 'filename') ?? at(frame, 'abs_path') ?? '';
  const number = at(frame, 'line.number');
  const name = [at(frame, 'classname'), at(frame, 'function')].filter(Boolean).join('.') || at(frame, 'module') || file;
  const head = [
    h('b', { class: 'clip', title: [at(frame, 'module'), name].filter(Boolean).join(' ') }, name),
    h('span', { class: 'clip', title: at(frame, 'abs_path') ?? file }, number == null ? file : `${file}:${number}`),
  ];
  const context = at(frame, 'line.context');
  if (context == null) return h('li', {}, h('div', { class: 'frame' }, ...head));

  const before = at(frame, 'context.pre') ?? [];
  const lines = [...before, context, ...(at(frame, 'context.post') ?? [])];
  const source = h('code', {}, ...lines.map((line, k) =>
    h('span', { class: k === before.length ? 'hot' : '' }, h('i', {}, (number ?? 0) - before.length + k), `${line}\n`)));
  return h('li', {}, h('details', {}, h('summary', { class: 'frame' }, ...head), h('div', { class: 'wf-code source' }, source)));
}
