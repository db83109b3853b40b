/** The one tooltip of a page: what is under the pointer, in figures. */

const element = document.createElement('div');
element.className = 'tip';
element.setAttribute('role', 'tooltip');

/**
 * @param {string} title
 * @param {{ name: string, value: string, colour?: string }[]} facts
 * @param {PointerEvent | MouseEvent} at
 */
export function showTip(title, facts, at) {
  if (!element.isConnected) document.body.append(element);
  const head = document.createElement('div');
  head.className = 'h num';
  head.textContent = title;
  const list = document.createElement('dl');
  for (const { name, value, colour } of facts) {
    const term = document.createElement('dt');
    if (colour) {
      const swatch = document.createElement('i');
      swatch.className = `sw ${colour}`;
      term.append(swatch);
    }
    term.append(name);
    const figure = document.createElement('dd');
    figure.textContent = value;
    list.append(term, figure);
  }
  element.replaceChildren(head, list);

  const { offsetWidth: width, offsetHeight: height } = element;
  const isCramped = at.clientX + 16 + width > innerWidth - 8;
  element.style.left = `${isCramped ? Math.max(8, at.clientX - width - 16) : at.clientX + 16}px`;
  element.style.top = `${Math.max(8, Math.min(at.clientY + 14, innerHeight - height - 8))}px`;
  element.classList.add('on');
}

export function hideTip() {
  element.classList.remove('on');
}
