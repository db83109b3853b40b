/** Draws the page anew every few seconds: asks for it again, and puts its parts into the places of the old ones. */

/** What is replaced. What floats and what is typed into stays. */
const parts = ['.obi', 'main'];

/** @returns {HTMLElement | null} */
const button = () => document.querySelector('[data-live]');

/** True while the reader is doing something that must not be disturbed. */
const isBusy = () => document.hidden || document.querySelector('details.menu[open], dialog[open]') !== null || document.querySelector('main :focus, main .dragging') !== null;

export async function draw() {
  const response = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  if (isBusy()) return;
  settle(page);
  for (const part of parts) {
    const [now, next] = [document.querySelector(part), page.querySelector(part)];
    // A timeline is looked at for longer than a few seconds.
    if (!now || !next || now.querySelector('.wf')) continue;
    const { scrollTop } = now;
    now.replaceChildren(...document.importNode(next, true).childNodes);
    now.scrollTop = scrollTop;
  }
  dispatchEvent(new Event('ashiato:drawn'));
}

/** Puts what was streamed into its place, as the browser does for a page of its own. @param {Document} page */
function settle(page) {
  for (const template of page.querySelectorAll('blazor-ssr template[blazor-component-id]')) {
    if (!(template instanceof HTMLTemplateElement)) continue;
    const id = template.getAttribute('blazor-component-id');
    const marks = page.createTreeWalker(page, NodeFilter.SHOW_COMMENT);
    while (marks.nextNode()) {
      const start = marks.currentNode;
      if (start.nodeValue !== `bl:${id}`) continue;
      while (start.nextSibling && start.nextSibling.nodeValue !== `/bl:${id}`) start.nextSibling.remove();
      start.parentNode?.insertBefore(template.content, start.nextSibling);
      break;
    }
  }
}

async function turn() {
  const seconds = Number(button()?.dataset.live);
  if (!seconds) return;
  try {
    if (!isBusy()) await draw();
  } catch {
    // The server is away: it may come back.
  }
  setTimeout(() => void turn(), seconds * 1000);
}

const seconds = Number(button()?.dataset.live);
if (seconds) setTimeout(() => void turn(), seconds * 1000);
