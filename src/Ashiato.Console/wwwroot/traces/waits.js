/** How long to wait before each question for what comes late: agents send within seconds, so the first ones follow quickly. */

const FIRST_MILLIS = 1_500;
const LONGEST_MILLIS = 15_000;
const GROWTH = 1.4;

/** @returns {Generator<number>} */
export function* waits() {
  for (let millis = FIRST_MILLIS; ; millis = Math.min(LONGEST_MILLIS, millis * GROWTH)) yield millis;
}
