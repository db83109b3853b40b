/** Shapes on the time canvas. Positions and sizes are CSS pixels. */

import { BAR_HEIGHT } from './measures.js';

/** @typedef {CanvasRenderingContext2D} Pen */

/** @param {Pen} g @param {number} left @param {number} top @param {number} wide */
export function bar(g, left, top, wide) {
  g.beginPath();
  g.roundRect(left, top, wide, BAR_HEIGHT, Math.min(2, wide / 2));
  g.fill();
}

/** Slanted lines: what is not known. @param {Pen} g @param {number} left @param {number} wide @param {number} top @param {string} ink */
export function hatch(g, left, wide, top, ink) {
  g.save();
  g.beginPath();
  g.roundRect(left, top, wide, BAR_HEIGHT, 2);
  g.clip();
  g.strokeStyle = ink;
  g.lineWidth = 1;
  g.beginPath();
  for (let x = left - BAR_HEIGHT; x < left + wide; x += 6) {
    g.moveTo(x, top + BAR_HEIGHT);
    g.lineTo(x + BAR_HEIGHT, top);
  }
  g.stroke();
  g.restore();
}

/** Points at what is out of view. @param {Pen} g @param {number} width of the area @param {boolean} isBefore @param {number} top @param {string} ink */
export function arrow(g, width, isBefore, top, ink) {
  const tip = isBefore ? 3 : width - 3;
  const back = isBefore ? 8 : width - 8;
  g.fillStyle = ink;
  g.beginPath();
  g.moveTo(back, top + 1);
  g.lineTo(tip, top + 5);
  g.lineTo(back, top + 9);
  g.fill();
}

/** @param {Pen} g @param {number} left @param {number} wide @param {number} top @param {string} ink */
export function failedFrame(g, left, wide, top, ink) {
  g.strokeStyle = ink;
  g.lineWidth = 1.5;
  g.beginPath();
  g.roundRect(left - 0.75, top - 0.75, wide + 1.5, BAR_HEIGHT + 1.5, 2.5);
  g.stroke();
}

/** Nobody waits for what is drawn so. @param {Pen} g @param {number} left @param {number} wide @param {number} top @param {string} ink */
export function dashedFrame(g, left, wide, top, ink) {
  g.strokeStyle = ink;
  g.lineWidth = 1;
  g.setLineDash([3, 2]);
  g.strokeRect(left + 0.5, top + 0.5, Math.max(1, wide - 1), BAR_HEIGHT - 1);
  g.setLineDash([]);
}

/** A dotted lead-in: the row was moved, because two clocks disagreed. @param {Pen} g @param {number} left @param {number} top @param {string} ink */
export function leadIn(g, left, top, ink) {
  g.strokeStyle = ink;
  g.lineWidth = 1;
  g.setLineDash([2, 2]);
  g.beginPath();
  g.moveTo(left - 6, top + BAR_HEIGHT / 2);
  g.lineTo(left, top + BAR_HEIGHT / 2);
  g.moveTo(left - 6.5, top + 1);
  g.lineTo(left - 6.5, top + BAR_HEIGHT - 1);
  g.stroke();
  g.setLineDash([]);
}

/** @param {Pen} g @param {number} x @param {number} y @param {string} ink @param {string} ground */
export function diamond(g, x, y, ink, ground) {
  g.fillStyle = ink;
  g.strokeStyle = ground;
  g.lineWidth = 1.5;
  g.beginPath();
  g.moveTo(x, y - 5);
  g.lineTo(x + 5, y);
  g.lineTo(x, y + 5);
  g.lineTo(x - 5, y);
  g.closePath();
  g.stroke();
  g.fill();
}

/** @param {Pen} g @param {number} x @param {number} y @param {number} radius @param {string} ink @param {string} ground */
export function dot(g, x, y, radius, ink, ground) {
  g.fillStyle = ink;
  g.strokeStyle = ground;
  g.lineWidth = 1.5;
  g.beginPath();
  g.arc(x, y, radius, 0, 2 * Math.PI);
  g.stroke();
  g.fill();
}
