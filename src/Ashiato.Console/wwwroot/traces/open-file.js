/** Entry of the page that shows a trace from a file: the server reads the file, stores nothing, and answers with the trace. */

import { closest, part } from './dom.js';
import { FileSource } from './file-source.js';
import { startWaterfall } from './start.js';
import { Texts } from './texts.js';

const page = part(document, '.trace-file');
const element = part(page, '.wf');
const input = /** @type {HTMLInputElement} */ (part(page, 'input[type=file]'));
const problem = part(page, '.trace-file-problem');
const drop = part(page, '.trace-file-drop');
const texts = new Texts(JSON.parse(part(element, 'script.wf-texts').textContent ?? '{}'));

/** @param {File} file */
async function open(file) {
  problem.hidden = true;
  page.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(page.dataset.url ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: await jsonOf(file),
    });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(answer.detail ?? answer.title ?? `HTTP ${response.status}`);
    part(page, '.trace-file-name').textContent = `${answer.trace.rows[0].name} · ${file.name}`;
    drop.hidden = true;
    part(page, '.trace-file-again').hidden = false;
    part(page, '.trace-file-waterfall').hidden = false;
    await startWaterfall(element, new FileSource(answer), texts);
  } catch (error) {
    problem.textContent = error instanceof Error ? error.message : String(error);
    problem.hidden = false;
  } finally {
    page.removeAttribute('aria-busy');
    input.value = '';
  }
}

/** A saved page holds its trace as JSON. @param {File} file @returns {Promise<Blob | string>} */
async function jsonOf(file) {
  if (!/\.html?$/i.test(file.name)) return file;
  return /<script type="application\/json" id="trace-file">([^]*?)<\/script>/.exec(await file.text())?.[1] ?? '';
}

input.addEventListener('change', () => {
  const file = input.files?.[0];
  if (file) void open(file);
});
addEventListener('dragover', event => event.preventDefault());
addEventListener('drop', event => {
  event.preventDefault();
  const file = event.dataTransfer?.files[0];
  // A second file needs a page of its own: the first one's rows are bound to their elements.
  if (file && !drop.hidden) void open(file);
});
page.addEventListener('click', event => {
  if (closest(event, '.trace-file-again')) location.reload();
});
