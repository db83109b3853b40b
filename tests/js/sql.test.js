import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { asText, layOut, summarise, tokens } from '../../src/Ashiato.Console/wwwroot/traces/sql.js';

const set = sql => asText(layOut(sql));

test('Each clause begins a line', () => {
  assert.equal(set('SELECT * FROM `categories` WHERE `id` = ? ORDER BY id DESC LIMIT 10'),
    'SELECT *\nFROM categories\nWHERE id = ?\nORDER BY id DESC\nLIMIT 10');
});

test('Conditions are indented below their clause, those in parentheses stay together', () => {
  assert.equal(set('SELECT id FROM items WHERE (seller = ? OR buyer = ?) AND price BETWEEN 1 AND 9 AND sold'),
    'SELECT id\nFROM items\nWHERE (seller = ? OR buyer = ?)\n  AND price BETWEEN 1 AND 9\n  AND sold');
});

test('A subquery is set further in', () => {
  assert.equal(set('SELECT id FROM a WHERE id IN (SELECT a_id FROM b WHERE x = 1) LIMIT 1'),
    'SELECT id\nFROM a\nWHERE id IN (\n  SELECT a_id\n  FROM b\n  WHERE x = 1\n)\nLIMIT 1');
});

test('Joins begin a line once', () => {
  assert.equal(set('SELECT 1 FROM a LEFT OUTER JOIN b ON a.id = b.id JOIN c USING (id)'),
    'SELECT 1\nFROM a\nLEFT OUTER JOIN b ON a.id = b.id\nJOIN c USING (id)');
});

test('UPDATE stays with FOR and with KEY', () => {
  assert.equal(set('SELECT 1 FROM a FOR UPDATE'), 'SELECT 1\nFROM a\nFOR UPDATE');
  assert.equal(set('INSERT INTO a (x) VALUES (1) ON DUPLICATE KEY UPDATE x = 2'), 'INSERT INTO a (x)\nVALUES (1) ON DUPLICATE KEY UPDATE x = 2');
});

test('Long lists are broken after commas', () => {
  const columns = Array.from({ length: 30 }, (_, k) => `column_${k}`);
  const lines = set(`SELECT ${columns.join(',')} FROM a`).split('\n');
  assert.ok(lines.every(line => line.length <= 66), lines.join('\n'));
  assert.equal(lines.join(' ').replace(/\s+/g, ' '), `SELECT ${columns.join(', ')} FROM a`);
});

test('Keywords inside strings and comments are left alone', () => {
  assert.equal(set("SELECT 'a FROM b -- c' /* WHERE */ FROM t"), "SELECT 'a FROM b -- c' /* WHERE */\nFROM t");
  assert.deepEqual(tokens("'it''s'").map(token => token.kind), ['string']);
});

test('Placeholders of every dialect are told from names and casts', () => {
  const kinds = tokens('? $1 :name @p0 %s x::text 12.5').filter(token => token.kind === 'placeholder').map(token => token.text);
  assert.deepEqual(kinds, ['?', '$1', ':name', '@p0', '%s']);
});

test('Broken statements are shown, not thrown away', () => {
  for (const sql of ['', "SELECT 'open", ')))', '((((', 'SELECT "a', '/* open', '日本語 ☃ FROM']) {
    assert.equal(set(sql).replace(/\s/g, ''), sql.replace(/\s/g, ''));
  }
});

/** @type {{ statement: string, verb: string, table: string, rest: string, lines: string[] }[]} what the pages of the server are held to as well */
const cases = JSON.parse(readFileSync(new URL('statements.json', import.meta.url), 'utf8'));

test('A row says the verb, the table and the rest in short', () => {
  for (const { statement, verb, table, rest } of cases) assert.deepEqual(summarise(statement), { verb, table, rest }, statement);
});

test('A statement is set in lines as on the pages of the server', () => {
  for (const { statement, lines } of cases) assert.equal(set(statement), lines.join('\n'), statement);
});
