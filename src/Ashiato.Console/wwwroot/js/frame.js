/** What every page has: menus, copying, keys, and the charts when the page has any. */

import './kql-bar.js';
import './late-panel.js';
import './late-sparks.js';
import './time-strip.js';
import { rowsOf, toMarkdown, toTsv } from './copy-table.js';
import { staysFresh } from './drawn-ahead.js';
import { showRecentTimes } from './recent-times.js';
import { later } from '../traces/later.js';

const menus = 'details.menu[open]';

/** @param {EventTarget | null} inside */
function closeMenus(inside) {
  for (const menu of document.querySelectorAll(menus)) {
    if (inside instanceof Node && menu.contains(inside)) continue;
    menu.removeAttribute('open');
  }
}

/** @param {string} text */
function say(text) {
  let toast = document.querySelector('.toast');
  if (!toast) {
    toast = document.createElement('div');
    toast.className = 'toast';
    toast.setAttribute('role', 'status');
    document.body.append(toast);
  }
  toast.textContent = text;
  toast.classList.add('on');
  setTimeout(() => toast.classList.remove('on'), 1800);
}

/** @param {HTMLElement} button */
function textOf(button) {
  const table = button.closest('.panel')?.querySelector('table');
  if (!button.dataset.copyTable || !table) return button.dataset.copy ?? '';
  return button.dataset.copyTable === 'tsv' ? toTsv(rowsOf(table)) : toMarkdown(rowsOf(table));
}

/** @param {HTMLElement} button */
async function copy(button) {
  const text = textOf(button);
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Outside of https and localhost there is no clipboard to write to: select the text in a field instead.
    const field = document.createElement('textarea');
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
  }
  say(button.dataset.copied ?? '');
}

addEventListener('click', event => {
  closeMenus(event.target);
  const button = event.target instanceof Element ? event.target.closest('[data-copy], [data-copy-table]') : null;
  if (button instanceof HTMLElement) void copy(button);
});

addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape') {
    const menu = document.querySelector(menus);
    closeMenus(null);
    if (menu instanceof HTMLElement) menu.querySelector('summary')?.focus();
    return;
  }
  if (event.target instanceof Element && event.target.matches('input, textarea, select')) return;
  if (event.key === 'k') {
    event.preventDefault();
    /** @type {HTMLElement | null} */ (document.querySelector('.search kql-bar input'))?.focus();
  } else if (event.key === 'y') {
    /** @type {HTMLElement | null} */ (document.querySelector('[data-key="y"]'))?.click();
  }
});

/** Elements and the modules that bring them to life, beside those of every page. A page loads only those it has; more may be streamed in. */
const modules = {
  'time-chart, latency-distribution, flame-graph': './charts.js',
  'route-rules': './route-rules.js',
  '[data-save-view]': './saved-views.js',
  '[data-send]': './send.js',
};

function bringToLife() {
  for (const [element, module] of Object.entries(modules)) {
    if (document.querySelector(element)) void import(module);
  }
}

addEventListener('ashiato:drawn', bringToLife);
bringToLife();
staysFresh();
later(showRecentTimes);
if (document.querySelector('[data-live]')) void import('./live.js');
