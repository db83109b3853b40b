import { put } from './settle.js';

// Must be there before the first part of the page that comes late.
// The server ends the page with what its panels say once they know: each a template that names the place it belongs to,
// marked there by two comments.
customElements.define('blazor-ssr-end', class extends HTMLElement {
  connectedCallback() {
    const update = this.parentElement;
    if (!update) return;
    for (const template of update.querySelectorAll('template[blazor-component-id]')) put(template);
    update.remove();
    dispatchEvent(new Event('ashiato:drawn'));
  }
});
