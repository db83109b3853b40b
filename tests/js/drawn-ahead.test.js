import assert from 'node:assert/strict';
import test from 'node:test';
import { staysFresh } from '../../src/Ashiato.Console/wwwroot/js/drawn-ahead.js';

/** How often a page is read again that its reader comes to after a time. */
function readAgain({ prerendering, afterMillis }) {
  let times = 0;
  const page = Object.assign(new EventTarget(), prerendering === undefined ? {} : { prerendering });
  const before = [globalThis.document, globalThis.performance, globalThis.location];
  const put = (document, performance, location) => Object.defineProperties(globalThis, Object.fromEntries(
    Object.entries({ document, performance, location }).map(([name, value]) => [name, { value, configurable: true, writable: true }])));
  put(page, { now: () => afterMillis }, { reload: () => times++ });
  try {
    staysFresh();
    page.dispatchEvent(new Event('prerenderingchange'));
    page.dispatchEvent(new Event('prerenderingchange'));
  } finally {
    put(...before);
  }
  return times;
}

test('A page that was drawn ahead is shown as it is for a while', () => assert.equal(readAgain({ prerendering: true, afterMillis: 14_000 }), 0));

test('A page that was drawn ahead and waited for long is read again, once', () => assert.equal(readAgain({ prerendering: true, afterMillis: 16_000 }), 1));

test('A page that was opened is not read again, in browsers that draw ahead and in others', () => {
  assert.equal(readAgain({ prerendering: false, afterMillis: 16_000 }), 0);
  assert.equal(readAgain({ afterMillis: 16_000 }), 0);
});
