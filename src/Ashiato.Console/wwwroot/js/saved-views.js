/** Saves the view of this page under a name, and forgets views. */

addEventListener('submit', event => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !('saveView' in form.dataset)) return;
  event.preventDefault();
  void save(form);
});

/** @param {HTMLFormElement} form */
async function save(form) {
  const name = String(new FormData(form).get('name') ?? '');
  const response = await fetch(form.dataset.api ?? '', {
    method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name, address: form.dataset.address }),
  });
  const status = form.querySelector('[role=status]');
  const problem = response.ok ? null : await response.json().catch(() => null);
  if (status) status.textContent = response.ok ? form.dataset.saved ?? '' : problem?.detail ?? String(response.status);
  if (response.ok) setTimeout(() => location.reload(), 600);
}

addEventListener('click', event => {
  const button = event.target instanceof Element ? event.target.closest('[data-forget-view]') : null;
  if (button instanceof HTMLElement) void forget(button);
});

/** @param {HTMLElement} button */
async function forget(button) {
  const response = await fetch(`${button.dataset.api}/${encodeURIComponent(button.dataset.forgetView ?? '')}`, { method: 'DELETE' });
  if (response.ok) button.closest('.it-row')?.remove();
}

export {};
