/** A page that a script has fetched, as the browser would show it. */

/** Puts what was streamed into its place, as the browser does for a page of its own. @param {Document} page */
export function settle(page) {
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
