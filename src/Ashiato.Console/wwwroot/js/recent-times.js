/** The ranges that this reader looked at last, kept by the browser. */

const KEY = 'ashiato:times';
const MOST = 6;

/** @typedef {{ from: string, to: string | null, name: string }} Chosen */

/** The list with a choice at its front. @param {Chosen[]} list @param {Chosen} chosen @returns {Chosen[]} */
export function remembered(list, chosen) {
  return [chosen, ...list.filter(other => other.from !== chosen.from || other.to !== chosen.to)].slice(0, MOST);
}

/** @returns {Chosen[]} */
function read() {
  try {
    const list = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

/** Remembers the range of this page and lists those before it. */
export function showRecentTimes() {
  const place = document.querySelector('[data-recent-times]');
  if (!(place instanceof HTMLElement)) return;
  const before = read();
  const url = new URL(location.href);
  const from = url.searchParams.get('from');
  const name = place.closest('details')?.querySelector('summary .clip')?.textContent ?? '';
  try {
    if (from) localStorage.setItem(KEY, JSON.stringify(remembered(before, { from, to: url.searchParams.get('to'), name })));
  } catch {
    // A browser may keep nothing; then there is nothing to list.
  }
  for (const chosen of before) {
    if (chosen.from === from && chosen.to === url.searchParams.get('to')) continue;
    const link = document.createElement('a');
    link.className = 'it num';
    link.textContent = chosen.name;
    url.searchParams.set('from', chosen.from);
    if (chosen.to) url.searchParams.set('to', chosen.to);
    else url.searchParams.delete('to');
    link.href = url.href;
    place.append(link);
    place.hidden = false;
  }
}
