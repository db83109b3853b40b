/** Keeps the doctor's board up to date while the page is looked at. */

/** What a person takes for "at once". */
const ASK_AGAIN_MILLIS = 400;

class DoctorBoard extends HTMLElement {
  connectedCallback() {
    /** @type {string} */
    this.shown = this.innerHTML;
    void this.ask();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  async ask() {
    try {
      if (!document.hidden) {
        const response = await fetch(this.dataset.source ?? '', { headers: { accept: 'text/html' } });
        // Whoever is not signed in any more is led to the login page, which does not belong here.
        if (response.ok && !response.redirected) this.show(await response.text());
      }
    } catch {
      // The console is away: it may come back.
    }
    if (this.isConnected) this.timer = setTimeout(() => void this.ask(), ASK_AGAIN_MILLIS);
  }

  /** @param {string} html */
  show(html) {
    // Somebody who is copying a line must not lose it.
    const selection = getSelection();
    if (html === this.shown || (selection && !selection.isCollapsed && this.contains(selection.anchorNode))) return;
    const open = new Map(this.findings().map(finding => [finding.dataset.key, finding.open]));
    this.shown = html;
    this.innerHTML = html;
    for (const finding of this.findings()) {
      const was = open.get(finding.dataset.key);
      if (was !== undefined) finding.open = was;
    }
  }

  /** @returns {HTMLDetailsElement[]} */
  findings() {
    return [...this.querySelectorAll('details.finding')].filter(element => element instanceof HTMLDetailsElement);
  }
}

customElements.define('doctor-board', DoctorBoard);

// A module, so that its names are its own.
export {};
