/** A table as text, the way it stands on the page. */

/** @typedef {string[][]} Rows the heads first */

/** @param {HTMLTableElement} table @returns {Rows} */
export function rowsOf(table) {
  return [...table.rows].map(row => [...row.cells].map(textOf));
}

/** What a cell says. A cell may hold a shorter text for copies. @param {HTMLElement} cell */
function textOf(cell) {
  const text = cell.dataset.text ?? cell.textContent ?? '';
  return text.replace(/\s+/g, ' ').trim();
}

/** Columns that say nothing in any row, such as one of buttons, are left out. @param {Rows} rows */
function told(rows) {
  const columns = (rows[0] ?? []).map((_, i) => i).filter(i => rows.slice(1).some(row => row[i]));
  return rows.map(row => columns.map(i => row[i] ?? ''));
}

/** @param {Rows} rows */
export const toTsv = rows => told(rows).map(row => row.join('\t')).join('\n') + '\n';

/** Numbers stand right, as on the page. @param {Rows} rows */
export function toMarkdown(rows) {
  const [heads = [], ...body] = told(rows);
  const line = (/** @type {string[]} */ cells) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const isNumber = heads.map((_, i) => body.every(row => /^[–<±+−×\d]/.test(row[i])));
  return [line(heads), `|${isNumber.map(number => number ? '---:' : '---').join('|')}|`, ...body.map(line)].join('\n') + '\n';
}
