import assert from 'node:assert/strict';
import test from 'node:test';
import { Places } from '../../src/Ashiato.Console/wwwroot/traces/places.js';

test('Names and calls lead to pages that keep what the reader looks at', () => {
  const places = new Places('/apm?from=now-1h&environment=a+b', 'abc');
  assert.equal(places.service('shop/eu'), '/apm/services/shop%2Feu?from=now-1h&environment=a+b');
  assert.equal(places.transaction('shop', 'GET /x?y'), '/apm/services/shop/transactions?from=now-1h&environment=a+b&name=GET+%2Fx%3Fy');
  assert.equal(places.alike('12'), '/apm/traces/abc/spans/12/alike?from=now-1h&environment=a+b');
});

test('Without a range nothing is carried on', () => {
  const places = new Places('', 'abc');
  assert.equal(places.dependency('mysql', 'shop'), '/dependencies/details?resource=mysql&service=shop');
  assert.equal(places.trace('ffff', '12'), '/traces/ffff?span=12');
});

test('A file that stands alone leads nowhere, and a trace that the server does not know has no calls like it', () => {
  const offline = new Places(undefined);
  assert.deepEqual([offline.service('shop'), offline.alike('12'), offline.trace('ffff', '12')], [null, null, null]);
  assert.equal(new Places('').alike('12'), null);
});
