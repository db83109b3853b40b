/** What the server streams behind a page, as templates that name the places they belong to, each marked there by two comments. */

/** Puts a template's content into its place. @param {Element} template */
export function put(template) {
  if (!(template instanceof HTMLTemplateElement)) return;
  const id = template.getAttribute('blazor-component-id');
  const page = template.ownerDocument;
  const marks = page.createTreeWalker(page, NodeFilter.SHOW_COMMENT);
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

/** Puts all of it into its place, as the browser does for a page of its own. @param {Document} page one that a script has fetched */
export function settle(page) {
  for (const template of page.querySelectorAll('blazor-ssr template[blazor-component-id]')) put(template);
}
