/** A small panel that a button opens: it goes when one looks elsewhere, and gives the focus back. */

import { h } from './dom.js';

const EDGE_PIXELS = 8;
let last = 0;

/**
 * @param {HTMLElement} button
 * @param {string} label
 * @param {(panel: HTMLElement) => void} fill called each time before the panel is shown
 */
export function bindMenu(button, label, fill) {
  const id = `wf-menu-${++last}`;
  const panel = h('div', { id, class: 'wf-menu', popover: 'auto', role: 'group', 'aria-label': label });
  button.after(panel);
  button.setAttribute('popovertarget', id);
  button.setAttribute('aria-haspopup', 'true');
  button.setAttribute('aria-expanded', 'false');
  panel.addEventListener('beforetoggle', event => {
    if (/** @type {ToggleEvent} */ (event).newState === 'open') fill(panel);
  });
  panel.addEventListener('toggle', event => {
    const isOpen = /** @type {ToggleEvent} */ (event).newState === 'open';
    button.setAttribute('aria-expanded', String(isOpen));
    if (!isOpen) return;
    const at = button.getBoundingClientRect();
    panel.style.left = `${Math.max(EDGE_PIXELS, Math.min(at.left, innerWidth - panel.offsetWidth - EDGE_PIXELS))}px`;
    panel.style.top = `${Math.max(EDGE_PIXELS, Math.min(at.bottom + 4, innerHeight - panel.offsetHeight - EDGE_PIXELS))}px`;
    /** @type {HTMLElement | null} */ (panel.querySelector('input, button'))?.focus();
  });
}

/**
 * A line with a box to tick. @param {string} text @param {boolean} isOn @param {(isOn: boolean) => void} change
 * @param {string} [key] that does the same
 */
export function tick(text, isOn, change, key) {
  const box = h('input', { type: 'checkbox' });
  box.checked = isOn;
  box.addEventListener('change', () => change(box.checked));
  return h('label', { class: 'wf-tick' }, box, h('span', {}, text), key && h('kbd', {}, key));
}

/**
 * Lines of which one is chosen. @template {string} T @param {string} name @param {[value: T, text: string][]} choices
 * @param {T} chosen @param {(value: T) => void} choose
 */
export function choice(name, choices, chosen, choose) {
  return h('fieldset', { class: 'wf-choice' }, h('legend', {}, name), ...choices.map(([value, text]) => {
    const box = h('input', { type: 'radio', name: `wf-${name}`, value });
    box.checked = value === chosen;
    box.addEventListener('change', () => choose(value));
    return h('label', { class: 'wf-tick' }, box, h('span', {}, text));
  }));
}

/** A line that does something. @param {string} text @param {() => void} act @param {string} [key] that does the same */
export function command(text, act, key) {
  const button = h('button', { type: 'button', class: 'wf-command' }, h('span', {}, text), key && h('kbd', {}, key));
  button.addEventListener('click', () => {
    act();
    /** @type {HTMLElement | null} */ (button.closest('[popover]'))?.hidePopover();
  });
  return button;
}
