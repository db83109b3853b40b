/** Entry of a saved file: the trace lies in the page itself. */

import { part } from './dom.js';
import { FileSource } from './file-source.js';
import { startWaterfall } from './start.js';
import { Texts } from './texts.js';

const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => {
  document.documentElement.dataset.theme = dark.matches ? 'dark' : 'light';
};
follow();
dark.addEventListener('change', follow);

const element = part(document, '.wf');
const texts = new Texts(JSON.parse(part(element, 'script.wf-texts').textContent ?? '{}'));
const file = JSON.parse(part(document, '#trace-file').textContent ?? '');
void startWaterfall(element, new FileSource(file), texts);
