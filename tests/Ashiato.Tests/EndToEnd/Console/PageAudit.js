// What axe does not look at, of WCAG 2.2 AA: the focus can be seen and goes where it should, nothing moves for those who want no movement, and
// nothing is wider than the window. Evaluated in the page; gives sentences, none when all is well.
() => {
  const problems = [];
  const tell = (what, element) => problems.push(`${what}: ${element.outerHTML.slice(0, 300)}`);
  const isSeen = element => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.getClientRects().length > 0;
  const controls = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]')]
    .filter(element => element.tabIndex >= 0 && !element.disabled && isSeen(element) && !element.closest('[inert]'));

  // 2.4.3 order: as in the document, for no index of an own is given. 2.4.7 visible, 2.4.11 not hidden behind what stays in place.
  const told = new Set();
  const sample = new Map();
  for (const control of controls) {
    if (control.tabIndex > 0) tell('an order of its own', control);
    const kind = `${control.tagName} ${control.className} ${control.closest('table, nav, header, .panel')?.className ?? ''}`;
    if ((sample.get(kind) ?? 0) < 2) sample.set(kind, (sample.get(kind) ?? 0) + 1);
    else told.add(control);
  }
  for (const control of controls) {
    if (told.has(control)) continue;
    const before = look(control);
    control.focus({ focusVisible: true });
    if (document.activeElement !== control) continue;
    if (look(control) === before) tell('focus not seen', control);
    const above = coverOf(control);
    if (above) tell(`focus hidden behind ${above.getAttribute('class')}`, control);
  }
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();

  // 2.3.3: asked for no movement, there is none.
  for (const animation of document.getAnimations())
    if (animation.effect?.getComputedTiming().duration > 1) problems.push(`moves: ${animation.animationName ?? animation.transitionProperty}`);

  if (document.querySelectorAll('h1').length !== 1) problems.push(`main headings: ${document.querySelectorAll('h1').length}`);
  if (document.querySelectorAll('main').length !== 1) problems.push(`main parts: ${document.querySelectorAll('main').length}`);
  if (!/^(en|ja)$/.test(document.documentElement.lang)) problems.push(`language: ${document.documentElement.lang}`);
  if (!document.title) problems.push('no title');
  // 1.4.10: down to the width of a phone nothing has to be scrolled sideways.
  if (document.documentElement.scrollWidth > innerWidth + 1) problems.push(`wider than the window: ${document.documentElement.scrollWidth} > ${innerWidth}`);
  return [...new Set(problems)];

  // What lies over all of a control: over its middle, and over the ends of one that is tall. A browser shows the line of a text area that is written in, not all of it.
  function coverOf(control) {
    const box = control.getBoundingClientRect();
    if (box.height >= innerHeight) return null;
    const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
    const places = box.height > 60 ? [box.top + 12, box.top + box.height / 2, box.bottom - 12] : [box.top + box.height / 2];
    const covers = places.map(y => {
      const top = document.elementFromPoint(x, Math.min(Math.max(y, 0), innerHeight - 1));
      return !top || control.contains(top) || top.contains(control) || top.closest('label')?.contains(control) ? null : top;
    });
    return covers.every(cover => cover !== null) ? covers[0] : null;
  }

  function look(element) {
    const looks = [];
    const active = document.getElementById(element.getAttribute('aria-activedescendant') ?? '');
    for (const one of [element, element.parentElement, element.parentElement?.parentElement, active]) {
      if (!one) continue;
      const style = getComputedStyle(one);
      const outline = style.outlineStyle === 'none' || parseFloat(style.outlineWidth) === 0 ? '' : `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}`;
      looks.push(outline, style.boxShadow, style.borderColor, getComputedStyle(one, '::after').content, one === element ? style.backgroundColor : '');
    }
    return looks.join('|');
  }
}
