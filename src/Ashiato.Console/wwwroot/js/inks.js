/** What tokens and colour classes of the style sheet stand for in the theme of now. Each is looked up once: every look makes the browser style what has changed since. */

/** @type {Map<string, string>} */
const known = new Map();
addEventListener('ashiato:theme', () => known.clear());

/** @param {string} name of a token, such as `--ink-2` */
export function token(name) {
  return remembered(name, () => getComputedStyle(document.documentElement).getPropertyValue(name).trim());
}

/** The colour of a class, such as `c-asagi`. @param {string} name */
export function colourOf(name) {
  return remembered(name, () => {
    const swatch = document.createElement('i');
    swatch.className = name;
    document.body.append(swatch);
    const colour = getComputedStyle(swatch).getPropertyValue('--c').trim();
    swatch.remove();
    return colour;
  });
}

/** The face that text is set in. */
export function face() {
  return remembered('font-family', () => getComputedStyle(document.body).fontFamily);
}

/** @param {string} name @param {() => string} look */
function remembered(name, look) {
  let value = known.get(name);
  if (value === undefined) known.set(name, value = look());
  return value;
}
