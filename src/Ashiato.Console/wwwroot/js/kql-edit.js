/** What becomes of a query when a suggestion is taken. */

/** @typedef {{ kind: 'field' | 'operator' | 'value' | 'conjunction', text: string, replaces: { start: number, length: number } }} Suggestion */

/**
 * The query with the suggestion in it, and where the caret stands: behind it, one space apart, so that typing goes on.
 * @param {string} text @param {Suggestion} suggestion
 * @returns {{ text: string, caret: number }}
 */
export function written(text, { text: put, replaces: { start, length } }) {
  const before = text.slice(0, start);
  const after = text.slice(start + length);
  const joint = before === '' || /[\s(]$/.test(before) ? '' : ' ';
  const tail = after.startsWith(' ') || after.startsWith(')') ? '' : ' ';
  const head = `${before}${joint}${put}${tail}`;
  return { text: head + after, caret: head.length + (after.startsWith(' ') ? 1 : 0) };
}
