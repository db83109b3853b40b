/**
 * A panel that its page does not wait for: asked for once it comes near the window, and then put into its place. The browser tells so with its first frame,
 * which what is asked for can no longer hold back.
 */

/** How near, so that it is mostly there before it is looked at. */
const NEAR = '300px';

const sight = new IntersectionObserver(entries => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting || !(target instanceof LatePanel)) continue;
    sight.unobserve(target);
    void target.load();
  }
}, { rootMargin: NEAR });

class LatePanel extends HTMLElement {
  connectedCallback() {
    if (this.querySelector('.panel[aria-busy]')) sight.observe(this);
  }

  disconnectedCallback() {
    sight.unobserve(this);
  }

  async load() {
    try {
      const response = await fetch(this.dataset.source ?? '');
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      this.show(await response.text());
    } catch {
      this.fail();
    }
  }

  /** @param {string} html */
  show(html) {
    const page = new DOMParser().parseFromString(html, 'text/html');
    this.replaceChildren(...document.importNode(page.body, true).childNodes);
    dispatchEvent(new Event('ashiato:drawn'));
  }

  fail() {
    const body = this.querySelector('.body');
    if (!body) return;
    const sentence = document.createElement('p');
    sentence.textContent = this.dataset.failed ?? '';
    const again = document.createElement('button');
    again.className = 'btn small';
    again.type = 'button';
    again.textContent = this.dataset.again ?? '';
    again.addEventListener('click', () => void this.load());
    body.className = 'empty slim';
    body.setAttribute('role', 'alert');
    body.replaceChildren(sentence, again);
    this.querySelector('.panel')?.removeAttribute('aria-busy');
  }
}

customElements.define('late-panel', LatePanel);
