/** Dragging with the main button: nothing happens until the pointer has moved a little. */

const SLACK_PIXELS = 3;

/**
 * @param {HTMLElement} area
 * @param {(start: { x: number, width: number }, event: PointerEvent) => ((x: number, event: PointerEvent) => void)} begin
 *   answers what to do as the pointer moves; x counts from the left edge of the area and stays inside it
 * @param {(hasMoved: boolean) => void} [end]
 */
export function dragged(area, begin, end) {
  area.addEventListener('pointerdown', down => {
    if (down.button !== 0) return;
    area.setPointerCapture(down.pointerId);
    const { left, width } = area.getBoundingClientRect();
    const start = { x: down.clientX - left, width };
    const move = begin(start, down);
    let hasMoved = false;
    const onMove = (/** @type {PointerEvent} */ event) => {
      hasMoved ||= Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) > SLACK_PIXELS;
      if (hasMoved) move(Math.max(0, Math.min(width, event.clientX - left)), event);
    };
    const onEnd = () => {
      area.removeEventListener('pointermove', onMove);
      area.removeEventListener('pointerup', onEnd);
      area.removeEventListener('pointercancel', onEnd);
      end?.(hasMoved);
    };
    area.addEventListener('pointermove', onMove);
    area.addEventListener('pointerup', onEnd);
    area.addEventListener('pointercancel', onEnd);
  });
}
