/** The small charts in the rows of a table: their question costs more than the table's own, so that they come after it, into the room that it keeps for them. */

/** The chart that a narrow table gives up last: without its room, none is asked for. */
const LAST = 'svg[data-spark="average"]';

const roomsInSight = new IntersectionObserver(entries => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) continue;
    roomsInSight.unobserve(target);
    const table = target.closest('late-sparks');
    if (table instanceof LateSparks) void table.load();
  }
}, { rootMargin: '300px' });

class LateSparks extends HTMLElement {
  connectedCallback() {
    const room = this.querySelector(LAST);
    if (room && !room.firstElementChild) roomsInSight.observe(room);
  }

  disconnectedCallback() {
    const room = this.querySelector(LAST);
    if (room) roomsInSight.unobserve(room);
  }

  async load() {
    try {
      const response = await fetch(this.dataset.source ?? '');
      if (response.ok) this.show(await response.text());
    } catch {
      // The figures beside them say the same: the room stays empty.
    }
    this.dataset.came = '';
  }

  /** @param {string} html */
  show(html) {
    const page = new DOMParser().parseFromString(html, 'text/html');
    const drawn = new Map([...page.querySelectorAll('[data-sparks]')].map(row => [row.getAttribute('data-sparks'), row]));
    for (const row of this.querySelectorAll('[data-sparks]')) {
      for (const room of row.querySelectorAll('svg[data-spark]')) {
        const chart = drawn.get(row.getAttribute('data-sparks'))?.querySelector(`[data-spark="${room.getAttribute('data-spark')}"]`);
        if (chart) room.replaceChildren(...chart.childNodes);
      }
    }
  }
}

customElements.define('late-sparks', LateSparks);
