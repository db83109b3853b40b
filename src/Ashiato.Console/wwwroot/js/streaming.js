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

/** @param {Element} template */
function put(template) {
  if (!(template instanceof HTMLTemplateElement)) return;
  const id = template.getAttribute('blazor-component-id');
  const marks = document.createTreeWalker(document, NodeFilter.SHOW_COMMENT);
  while (marks.nextNode()) {
    const start = marks.currentNode;
    if (start.nodeValue !== `bl:${id}`) continue;
    let last = start.nextSibling;
    while (last && !(last.nodeType === Node.COMMENT_NODE && last.nodeValue === `/bl:${id}`)) {
      const next = last.nextSibling;
      last.remove();
      last = next;
    }
    start.parentNode?.insertBefore(template.content, last);
    return;
  }
}
