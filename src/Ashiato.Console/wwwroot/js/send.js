/** Buttons and forms that tell /api/ something: data-send is the method, data-url where to, data-body what. Afterwards the page is drawn anew. */

/** What a form says: empty fields are absent, fields of numbers are numbers. @param {HTMLFormElement} form */
export function bodyOf(form) {
  /** @type {Record<string, unknown>} */
  const body = {};
  for (const field of form.elements) {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) || !field.name) continue;
    const text = field.value.trim();
    if (text === '') body[field.name] = null;
    else body[field.name] = field instanceof HTMLInputElement && field.type === 'number' ? Number(text) : text;
  }
  return body;
}

/** @param {HTMLElement} from @param {string | undefined} body */
async function send(from, body) {
  const response = await fetch(from.dataset.url ?? '', body === undefined
    ? { method: from.dataset.send }
    : { method: from.dataset.send, headers: { 'content-type': 'application/json' }, body });
  if (response.ok) {
    if (from.dataset.sent) tell(from, from.dataset.sent);
    else if (from.dataset.then) location.assign(from.dataset.then);
    else location.reload();
    return;
  }
  const problem = await response.json().catch(() => null);
  tell(from, problem?.detail ?? String(response.status));
}

/** @param {HTMLElement} from @param {string} sentence */
function tell(from, sentence) {
  let status = from.parentElement?.querySelector(':scope > .sent');
  if (!status) {
    status = document.createElement('p');
    status.className = 'sent muted small';
    status.setAttribute('role', 'status');
    from.after(status);
  }
  status.textContent = sentence;
}

// The module has no document where its tests run.
if (typeof document !== 'undefined') {
  addEventListener('click', event => {
    const button = event.target instanceof Element ? event.target.closest('button[data-send]') : null;
    if (button instanceof HTMLElement) void send(button, button.dataset.body);
  });
  addEventListener('submit', event => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.dataset.send) return;
    event.preventDefault();
    void send(form, JSON.stringify({ ...JSON.parse(form.dataset.body ?? '{}'), ...bodyOf(form) }));
  });
}
