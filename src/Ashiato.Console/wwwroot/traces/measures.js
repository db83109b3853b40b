/** Sizes that the canvas and the style sheet must agree on, in CSS pixels. */

export const ROW_HEIGHT = 24;
export const BAR_HEIGHT = 10;
export const AXIS_HEIGHT = 26;
export const OVERVIEW_HEIGHT = 62;
