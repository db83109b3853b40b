/** The time strip: a drag over it sets the range of the page. */

import { hideTip, showTip } from './tip.js';
import { readerTime } from '../traces/reader-time.js';

/** A pointer that moves less was a click. */
const CLICK_PIXELS = 4;

class TimeStrip extends HTMLElement {
  /** @type {number | null} */
  from = null;
  /** @type {HTMLElement | undefined} */
  band;

  connectedCallback() {
    if (this.band) return;
    this.band = document.createElement('i');
    this.band.className = 'band';
    this.band.hidden = true;
    this.append(this.band);
    this.addEventListener('pointerdown', event => this.press(event));
    this.addEventListener('pointermove', event => this.move(event));
    this.addEventListener('pointerup', event => this.release(event));
    this.addEventListener('pointerleave', hideTip);
    this.addEventListener('click', event => this.compare(event));
  }

  /** @param {number} x */
  micros(x) {
    const from = Number(this.dataset.from);
    const to = Number(this.dataset.to);
    return Math.round(from + Math.min(1, Math.max(0, x / this.clientWidth)) * (to - from));
  }

  /** @param {PointerEvent} event */
  at(event) {
    return event.clientX - this.getBoundingClientRect().left;
  }

  /** With the shift key, a run is not shown but compared with. @param {MouseEvent} event */
  compare(event) {
    const flag = event.target instanceof Element ? event.target.closest('a[data-compare]') : null;
    if (!event.shiftKey || !flag) return;
    event.preventDefault();
    location.assign(flag.getAttribute('data-compare') ?? '');
  }

  /** @param {PointerEvent} event */
  press(event) {
    // The flag of a run is a link.
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest('a'))) return;
    this.from = this.at(event);
    this.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  move(event) {
    const x = this.at(event);
    showTip(readerTime(this.micros(x)).toLocaleTimeString('en-GB'), [], event);
    if (this.from == null || !this.band) return;
    this.band.hidden = Math.abs(x - this.from) <= CLICK_PIXELS;
    this.band.style.left = `${Math.min(x, this.from)}px`;
    this.band.style.width = `${Math.abs(x - this.from)}px`;
  }

  /** @param {PointerEvent} event */
  release(event) {
    const { from } = this;
    this.from = null;
    const x = this.at(event);
    if (from == null || Math.abs(x - from) <= CLICK_PIXELS) return;
    const url = new URL(location.href);
    url.searchParams.set('from', new Date(this.micros(Math.min(from, x)) / 1e3).toISOString());
    url.searchParams.set('to', new Date(this.micros(Math.max(from, x)) / 1e3).toISOString());
    for (const key of ['live', 'sample']) url.searchParams.delete(key);
    location.assign(url);
  }
}

customElements.define('time-strip', TimeStrip);
