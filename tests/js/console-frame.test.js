import assert from 'node:assert/strict';
import test from 'node:test';
import { toMarkdown, toTsv } from '../../src/Ashiato.Console/wwwroot/js/copy-table.js';
import { loudness, partners, perRequest } from '../../src/Ashiato.Console/wwwroot/js/flame-differences.js';
import { criticalOf, framesOf } from '../../src/Ashiato.Console/wwwroot/js/flame-layout.js';
import { written } from '../../src/Ashiato.Console/wwwroot/js/kql-edit.js';
import { remembered } from '../../src/Ashiato.Console/wwwroot/js/recent-times.js';

/** @param {string} text @param {number} start @param {number} length @returns {import('../../src/Ashiato.Console/wwwroot/js/kql-edit.js').Suggestion} */
const suggestion = (text, start, length) => ({ kind: 'field', text, replaces: { start, length } });

test('A suggestion takes the place of what was begun, and typing goes on behind it', () =>
  assert.deepEqual(written('serv', suggestion('service.name', 0, 4)), { text: 'service.name ', caret: 13 }));

test('A suggestion between two words stands apart from both', () =>
  assert.deepEqual(written('a : 1', suggestion('and', 5, 0)), { text: 'a : 1 and ', caret: 10 }));

test('A suggestion before a space makes no second one', () =>
  assert.deepEqual(written('ser : x', suggestion('service.name', 0, 3)), { text: 'service.name : x', caret: 13 }));

const rows = [['Name', 'Count', ''], ['GET /a|b', '1,234', ''], ['POST /', '7', '']];

test('A table copies as Markdown with numbers to the right and without empty columns', () =>
  assert.equal(toMarkdown(rows), '| Name | Count |\n|---|---:|\n| GET /a\\|b | 1,234 |\n| POST / | 7 |\n'));

test('A table copies as tab separated values', () => assert.equal(toTsv(rows), 'Name\tCount\nGET /a|b\t1,234\nPOST /\t7\n'));

test('The newest range stands first and only once', () => {
  const [a, b] = [{ from: 'now-1h', to: null, name: 'Last hour' }, { from: 'now-5m', to: null, name: 'Last 5 minutes' }];
  assert.deepEqual(remembered([a, b], b), [b, a]);
  assert.equal(remembered(Array.from({ length: 9 }, (_, i) => ({ from: `now-${i}m`, to: null, name: '' })), a).length, 6);
});

/** @param {string} name @param {number} totalMicros @param {import('../../src/Ashiato.Console/wwwroot/js/flame-layout.js').FlameNode[]} [children] */
const node = (name, totalMicros, children = []) => ({ name, service: 's', count: 1, totalMicros, selfMicros: 0, criticalMicros: totalMicros / 10, failedCount: 0, children });
const root = node('root', 100, [node('left', 60, [node('leaf', 30)]), node('right', 20)]);

test('Frames share the width of their parent by their time', () =>
  assert.deepEqual(framesOf([root], null, false).map(frame => [frame.node.name, frame.depth, frame.from, Number(frame.to.toFixed(3))]),
    [['root', 0, 0, 1], ['left', 1, 0, 0.6], ['leaf', 2, 0, 0.3], ['right', 1, 0.6, 0.8]]));

test('Children that ran side by side do not leave their parent', () => {
  const frames = framesOf([node('root', 100, [node('a', 90), node('b', 90)])], null, false);
  assert.ok(frames.every(frame => frame.to <= 1.0001));
});

test('A frame that is looked at takes all of the width', () => assert.deepEqual(framesOf([root], root.children[0], false).map(frame => frame.node.name), ['left', 'leaf']));

test('The critical path of a frame is its own and that of all below', () => assert.equal(criticalOf(root), 21));

test('A frame is compared with the same step below the same steps, and with no other', () => {
  const before = [node('root', 300, [node('left', 100, [node('gone', 10)]), node('leaf', 30)])];
  const found = partners([root], before);
  assert.deepEqual([...found].map(([now, then]) => [now.name, now.totalMicros, then.totalMicros]), [['root', 100, 300], ['left', 60, 100]]);
});

test('Differences are those of one request, and as loud as their part of it', () => {
  const graph = { traceCount: 2, durationMicros: 200, roots: [root] };
  assert.equal(perRequest(root, graph), 50);
  assert.equal(perRequest(undefined, graph), 0);
  assert.deepEqual([loudness(50, 50, graph), loudness(55, 50, graph), loudness(90, 50, graph), loudness(0, 50, graph)], [0, 0.5, 1, -1]);
});
