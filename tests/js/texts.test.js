import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';
import { Texts } from '../../src/Ashiato.Console/wwwroot/traces/texts.js';
import { kindTexts } from '../../src/Ashiato.Console/wwwroot/traces/span-kinds.js';

const project = new URL('../../src/Ashiato.Console/', import.meta.url);
const read = path => readFileSync(new URL(path, project), 'utf8');
const textsOf = path => Object.fromEntries([...read(path).matchAll(/<data name="(\w+)"[^>]*><value>([^<]*)<\/value>/g)].map(([, key, text]) => [key, text]));
const english = textsOf('Traces/WaterfallTexts.resx');
const japanese = textsOf('Traces/WaterfallTexts.ja.resx');
const holes = text => (text.match(/\{\d\}/g) ?? []).sort();

test('Every text exists in both languages, with the same holes', () => {
  assert.deepEqual(Object.keys(japanese), Object.keys(english));
  for (const key of Object.keys(english)) assert.deepEqual(holes(japanese[key]), holes(english[key]), key);
});

test('Every text that the markup and the modules name exists, and none is left over', () => {
  const modules = readdirSync(new URL('wwwroot/traces/', project)).filter(name => name.endsWith('.js')).map(name => read(`wwwroot/traces/${name}`));
  const sources = [read('Traces/Waterfall.razor'), read('Traces/Waterfall.razor.js'), ...modules].join('\n');
  const asked = [...sources.matchAll(/(?:@Text\(|texts\.get\(|say\()["'](\w+)["']/g)].map(([, key]) => key);
  for (const key of [...asked, ...Object.values(kindTexts)]) assert.ok(key in english, key);
  for (const key of Object.keys(english)) assert.ok(sources.includes(`'${key}'`) || sources.includes(`"${key}"`), `${key} is not used`);
});

test('Values take their places, and a missing text shows its key', () => {
  const texts = new Texts({ Found: '{1}: {0}' });
  assert.equal(texts.get('Found', 2, 'spans'), 'spans: 2');
  assert.equal(texts.get('Unknown'), 'Unknown');
});
