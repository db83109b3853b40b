/** Statements for reading: split into tokens, laid out in lines, shortened for a row. Understands enough SQL to show it. */

/** @typedef {'keyword' | 'name' | 'string' | 'number' | 'placeholder' | 'comment' | 'sign'} TokenKind */
/** @typedef {{ kind: TokenKind, text: string, spaced: boolean }} Token `spaced`: white space stood before it */

const keywords = new Set((
  'ADD ALL ALTER AND ANY AS ASC BEGIN BETWEEN BY CASE COLUMN COMMIT CONFLICT CREATE CROSS CURRENT DEFAULT DELETE DESC ' +
  'DISTINCT DO DROP DUPLICATE ELSE END EXCEPT EXISTS EXPLAIN FALSE FETCH FIRST FOR FORCE FROM FULL GROUP HAVING IF IGNORE ' +
  'IN INDEX INNER INSERT INTERSECT INTERVAL INTO IS JOIN KEY LATERAL LEFT LIKE LIMIT LOCKED MERGE NATURAL NEXT NOT ' +
  'NOTHING NOWAIT NULL OFFSET ON ONLY OR ORDER OUTER OVER PARTITION PRIMARY RECURSIVE REPLACE RETURNING RIGHT ROLLBACK ROW ' +
  'ROWS SELECT SET SHARE SKIP TABLE THEN TOP TRUE TRUNCATE UNION UNIQUE UPDATE USING VALUES VIEW WHEN WHERE WINDOW WITH').split(' '));

const tokenPattern = new RegExp([
  /(?<comment>--[^\n]*|\/\*[^]*?\*\/)/,
  /(?<string>'(?:[^'\\]|''|\\.)*'?)/,
  /(?<quoted>"[^"]*"?|`[^`]*`?|\[[A-Za-z_][^\]\n]*\])/,
  /(?<placeholder>\?|\$\d+|%s|(?<![:\w]):[A-Za-z_]\w*|@\w+)/,
  /(?<number>\d+(?:\.\d+)?)/,
  /(?<word>[\p{L}_][\p{L}\p{N}_$#]*)/u,
  /(?<sign><=>|[<>!]=|<>|\|\||::|->>?|[^\s])/,
].map(part => part.source).join('|'), 'gu');

/** @param {string} sql @returns {Token[]} */
export function tokens(sql) {
  /** @type {Token[]} */
  const found = [];
  let end = 0;
  for (const match of sql.matchAll(tokenPattern)) {
    const groups = /** @type {Record<string, string | undefined>} */ (match.groups);
    const text = match[0];
    const spaced = match.index > end;
    end = match.index + text.length;
    if (groups.word) found.push({ kind: keywords.has(text.toUpperCase()) ? 'keyword' : 'name', text, spaced });
    else if (groups.quoted) found.push({ kind: 'name', text: plainName(text), spaced });
    else {
      const kind = /** @type {TokenKind} */ (['comment', 'string', 'placeholder', 'number'].find(name => groups[name]) ?? 'sign');
      found.push({ kind, text, spaced });
    }
  }
  return found;
}

/** A quoted name without its quotes where it reads the same without them. @param {string} text */
function plainName(text) {
  const inner = text.slice(1, -1);
  return /^[A-Za-z_]\w*$/.test(inner) && !keywords.has(inner.toUpperCase()) ? inner : text;
}

/** Keywords that begin a line of their own, unless one of the given words stands before them. @type {Record<string, string[]>} */
const clauseStarts = {
  SELECT: [], FROM: ['DELETE', 'DISTINCT'], WHERE: [], GROUP: [], HAVING: [], ORDER: [], LIMIT: [], OFFSET: [], VALUES: [],
  SET: [], RETURNING: [], UNION: [], INTERSECT: [], EXCEPT: [], WINDOW: [], FOR: [], INSERT: [], DELETE: [], UPDATE: ['FOR', 'KEY', 'DO'],
  LEFT: [], RIGHT: [], FULL: [], INNER: [], CROSS: [], NATURAL: [], JOIN: ['LEFT', 'RIGHT', 'FULL', 'INNER', 'OUTER', 'CROSS', 'NATURAL'],
};
const WIDTH = 64;

/** @typedef {{ indent: number, tokens: Token[] }} Line */

/**
 * One clause a line, conditions and long lists indented below it, subqueries further in.
 * @param {string} sql @returns {Line[]}
 */
export function layOut(sql) {
  const all = tokens(sql);
  /** @type {Line[]} */
  const lines = [];
  /** @type {Line} */
  let line = { indent: 0, tokens: [] };
  /** What each open parenthesis holds: a query of its own, or a list. @type {('query' | 'list')[]} */
  const open = [];
  let base = 0;
  let isBetween = false;
  const breakLine = (/** @type {number} */ indent) => {
    if (line.tokens.length > 0) lines.push(line);
    line = { indent, tokens: [] };
  };

  all.forEach((token, at) => {
    const word = token.kind === 'keyword' ? token.text.toUpperCase() : '';
    const before = all[at - 1]?.text.toUpperCase() ?? '';
    const isInList = open.at(-1) === 'list';
    const isCall = all[at + 1]?.text === '(' && (word === 'LEFT' || word === 'RIGHT');

    if (token.text === ')' && open.length > 0) {
      if (open.pop() === 'query') breakLine(--base * 2);
    } else if (!isInList && word in clauseStarts && !clauseStarts[word].includes(before) && !isCall) {
      breakLine(base * 2);
      isBetween = false;
    } else if (!isInList && (word === 'AND' || word === 'OR') && !isBetween) {
      breakLine(base * 2 + 2);
    } else if (before === ',' && lengthOf(line) + token.text.length > WIDTH) {
      breakLine(base * 2 + 2);
    }
    if (word === 'BETWEEN') isBetween = true;
    else if (word === 'AND') isBetween = false;

    line.tokens.push(line.tokens.length === 0 ? { ...token, spaced: false } : spacedFor(token, all[at - 1]));
    if (token.kind === 'comment') breakLine(base * 2);
    if (token.text !== '(') return;
    const next = all[at + 1]?.text.toUpperCase();
    const isQuery = next === 'SELECT' || next === 'WITH';
    open.push(isQuery ? 'query' : 'list');
    if (isQuery) breakLine(++base * 2);
  });
  breakLine(0);
  return lines;
}

/** @param {Token} token @param {Token} before @returns {Token} */
function spacedFor(token, before) {
  if (before.text === ',') return { ...token, spaced: true };
  if (token.text === ',' || token.text === ')' || before.text === '(') return { ...token, spaced: false };
  return token;
}

/** @param {Line} line */
const lengthOf = line => line.indent + line.tokens.reduce((sum, token) => sum + token.text.length + (token.spaced ? 1 : 0), 0);

/** @param {Line[]} lines */
export const asText = lines => lines.map(line => ' '.repeat(line.indent) + textOf(line.tokens)).join('\n');

/** @param {Token[]} parts */
const textOf = parts => parts.map(token => (token.spaced ? ' ' : '') + token.text).join('');

/** @typedef {{ verb: string, table: string, rest: string }} StatementSummary */

/** @type {Map<string, StatementSummary>} */
const summaries = new Map();
const MOST_SUMMARIES = 2_000;
/** Lists longer than this are shortened to their first item. */
const LONG_LIST = 26;

/** What a row has room for: the verb, the table, and the rest in short. @param {string} sql @returns {StatementSummary} */
export function summarise(sql) {
  const known = summaries.get(sql);
  if (known) return known;
  if (summaries.size >= MOST_SUMMARIES) summaries.clear();
  const summary = summaryOf(tokens(sql).filter(token => token.kind !== 'comment'));
  summaries.set(sql, summary);
  return summary;
}

/** @param {Token[]} all @returns {StatementSummary} */
function summaryOf(all) {
  const verb = all[0]?.text.toUpperCase() ?? '';
  const before = { SELECT: 'FROM', DELETE: 'FROM', INSERT: 'INTO', REPLACE: 'INTO', UPDATE: 'UPDATE' }[verb];
  const at = before ? all.findIndex(token => token.text.toUpperCase() === before) : -1;
  let end = at + 1;
  if (at < 0 || all[end]?.kind !== 'name') return { verb: '', table: '', rest: short(all) };
  // A name may carry its schema: shop.items.
  while (all[end + 1]?.text === '.' && all[end + 2]?.kind === 'name') end += 2;
  const table = all.slice(at + 1, end + 1).map(token => token.text).join('');
  return { verb, table, rest: short(all.slice(end + 1)) };
}

/** @param {Token[]} parts */
function short(parts) {
  return textOf(parts.slice(0, 200)).replace(/\(([^()]+)\)/g, (list, inside) =>
    inside.length < LONG_LIST ? list : inside.includes('?') ? '(?…)' : `(${inside.split(',')[0]}, …)`);
}
