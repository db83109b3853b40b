/** The waterfall: keeps what the reader chose, and tells the parts to draw it. */

import { Axis } from './axis.js';
import { Colouring } from './colouring.js';
import { Detail } from './detail.js';
import { BottomPanel } from './bottom-panel.js';
import { Columns } from './columns.js';
import { FoldMenu } from './fold-menu.js';
import { ViewMenu } from './view-menu.js';
import { part } from './dom.js';
import { readEdges, tellEdges } from './edges.js';
import { find, prepareFind, wordsIn } from './find.js';
import { bindKeys } from './keyboard.js';
import { later } from './later.js';
import { ROW_HEIGHT } from './measures.js';
import { Overview } from './overview.js';
import { Palette } from './palette.js';
import { bindPointer } from './pointer.js';
import { RowList } from './row-list.js';
import { RowPool } from './row-pool.js';
import { stickyAncestors } from './sticky.js';
import { TimeCanvas } from './time-canvas.js';
import { TimeRange } from './time-range.js';
import { Toolbar } from './toolbar.js';
import { Tooltip } from './tooltip.js';
import { TraceModel } from './trace-model.js';
import { applyView, rememberView } from './view-state.js';
import { animate } from './animate.js';
import { count } from './format.js';

const FEWEST_ROWS_TO_FIT = 12;
const IDLE_MILLIS = 400;

export class Waterfall {
  /**
   * @param {HTMLElement} element the component's root
   * @param {import('./types.js').Trace} trace
   * @param {import('./types.js').TraceSource} source for what the trace itself does not say
   * @param {import('./texts.js').Texts} texts
   */
  constructor(element, trace, source, texts) {
    this.element = element;
    this.source = source;
    this.texts = texts;
    this.model = new TraceModel(trace);
    this.list = new RowList(this.model, false);
    this.range = new TimeRange(this.model.total);
    this.colouring = new Colouring(this.model);
    /** Aborted when another timeline takes this one's place: it lets go of what is not its own. */
    this.ended = new AbortController();
    this.palette = new Palette(this.ended.signal);

    /** The ref that is selected, or −1. */
    this.selected = -1;
    /** The ref under the pointer, or −1. */
    this.hovered = -1;
    /** @type {number | null} */
    this.pointerX = null;
    /** Moments between which the reader measures. @type {number[]} */
    this.markers = [];
    /** @type {import('./axis-scale.js').AxisMode} */
    this.axisMode = 'since';
    /** Only where one service calls another. */
    this.isServicesOnly = false;
    this.findText = '';
    /** @type {import('./types.js').Found | null} */
    this.found = null;
    /** @type {string[]} */
    this.words = [];
    this.isOnly = false;
    this.isCriticalShown = false;
    /** Grows when rows must be filled anew. */
    this.version = 0;
    this.frame = 0;
    /** How far the rows are scrolled, and how wide they are, in pixels: as read last. */
    this.top = 0;
    this.width = 0;
    this.stopAnimation = () => {};

    this.scroll = part(element, '.wf-scroll');
    this.spacer = part(element, '.wf-spacer');
    this.view = part(element, '.wf-view');
    const canvas = (/** @type {string} */ selector) => /** @type {HTMLCanvasElement} */ (part(element, selector));
    this.time = new TimeCanvas(this, canvas('.wf-view canvas'));
    this.axis = new Axis(this, canvas('.wf-axis canvas'));
    this.toolbar = new Toolbar(this);
    this.columns = new Columns(this);
    this.pool = new RowPool(this, this.view);
    this.overview = new Overview(this);
    this.foldMenu = new FoldMenu(this);
    this.viewMenu = new ViewMenu(this);
    this.tooltip = new Tooltip(this);
    this.detail = new Detail(this);
    this.bottom = new BottomPanel(this);
  }

  start() {
    this.list.openToFit(Math.max(FEWEST_ROWS_TO_FIT, Math.floor(this.scroll.clientHeight / ROW_HEIGHT)));
    applyView(this);
    this.bottom.fit();
    this.refresh();
    bindPointer(this);
    bindKeys(this);
    this.scroll.addEventListener('scroll', () => this.draw(), { passive: true });
    new ResizeObserver(([{ contentRect }]) => {
      // It tells first what start() has laid out already.
      if (Math.round(contentRect.width) !== this.width || Math.round(contentRect.height) !== this.time.height) this.layOut();
    }).observe(this.scroll);
    this.palette.onChange(() => {
      this.overview.repaint();
      this.draw();
    });
    if (this.selected < 0) this.choose(this.list.rows[0] ?? -1);
    else this.select(this.selected);
    if (this.list.rowOf(this.selected) >= 0) {
      // All is painted by now: the frame that layOut() asked for would paint the same.
      cancelAnimationFrame(this.frame);
      this.frame = 0;
    }
    this.element.setAttribute('aria-busy', 'false');
    later(() => void this.addNotes());
    // What a first search needs is made while nobody waits.
    setTimeout(() => prepareFind(this.model), IDLE_MILLIS);
  }

  /** What stands beside the rows comes after them: nobody waits for it. */
  async addNotes() {
    try {
      this.model.aside.add(await this.source.notes());
    } catch {
      this.toolbar.say('NotesFailed');
      return;
    }
    // Most traces have none: what is shown stays as it is.
    if (this.model.aside.noteCount > 0) this.showNotes();
    this.element.dataset.notes = 'there';
  }

  showNotes() {
    this.list.addLogs();
    this.viewMenu.fit();
    this.refresh();
    this.detail.refresh();
  }

  /** Fills the rows in sight anew. */
  refill() {
    this.version++;
    this.draw();
  }

  /** Lays the rows out anew, after something was folded, hidden or coloured differently. */
  refresh() {
    const { list, colouring } = this;
    list.hide = this.isSifting || this.isCutting || this.isServicesOnly || colouring.hidden.size > 0 ? ref => this.isHidden(ref) : null;
    list.refresh();
    this.version++;
    this.spacer.style.height = `${list.length * ROW_HEIGHT}px`;
    this.scroll.setAttribute('aria-rowcount', String(list.length));
    const shown = count(list.length);
    part(this.element, '.wf-count').textContent = list.length < this.model.count ? `${shown} / ${count(this.model.count)}` : shown;
    this.toolbar.refresh();
    this.overview.repaint();
    this.layOut();
  }

  /** @param {number} ref */
  isHidden(ref) {
    const { list, model, colouring, isServicesOnly, isSifting } = this;
    if (list.isAside(ref)) return isSifting || this.isCutting || isServicesOnly;
    const i = list.spanOf(ref);
    if (model.parent(i) < 0) return false;
    if (colouring.isHidden(i) || (isServicesOnly && !list.some(ref, each => model.isBetweenServices(each)))) return true;
    if (isSifting) return !this.isHit(ref);
    return this.isCutting && !list.some(ref, each => model.onPath[each]);
  }

  /** Only what was found is shown. */
  get isSifting() {
    return this.isOnly && this.found !== null;
  }

  /** Only the critical path is shown. */
  get isCutting() {
    return this.isOnly && this.isCriticalShown && this.found === null;
  }

  /** @param {number} ref */
  isHit(ref) {
    const { found } = this;
    return found !== null && this.list.some(ref, i => found.hit[i]);
  }

  /** Rows that the reader did not ask for stand back. @param {number} ref */
  isDimmed(ref) {
    if (this.found && !this.isOnly && !this.isHit(ref)) return true;
    return this.isCriticalShown && !this.list.isAside(ref) && !this.list.some(ref, i => this.model.onPath[i]);
  }

  /** Whether one of a group's calls is drawn in its lane. @param {number} i */
  isTickShown(i) {
    return !this.colouring.isHidden(i) && (!this.found || this.found.hit[i] === 1);
  }

  /** @param {number} ref */
  rowClasses(ref) {
    const { list, model } = this;
    const classes = [];
    if (list.refs.log(ref)) classes.push('log');
    else if (list.isAside(ref)) classes.push('ghost');
    else if (list.some(ref, i => model.failed[i])) classes.push('bad');
    if (ref < model.count && model.row(ref).kind === 'transaction') classes.push('tx');
    if (ref < model.count && model.kinds[ref] === 'missing') classes.push('ghost');
    if (this.isDimmed(ref)) classes.push('dim');
    return classes;
  }

  layOut() {
    const { scroll, view, element } = this;
    const width = scroll.clientWidth;
    const height = scroll.clientHeight;
    const names = parseFloat(getComputedStyle(element).getPropertyValue('--name')) + part(element, '.wf-head-cells').offsetWidth;
    const overview = this.overview.area.clientWidth;
    const edges = readEdges(element);
    this.top = scroll.scrollTop;
    // After all that is read: each change makes the browser style the timeline anew before it can say a size.
    this.width = width;
    view.style.width = `${width}px`;
    view.style.height = `${height}px`;
    this.time.resize(Math.max(40, width - names), height);
    this.axis.resize(this.time.width);
    this.overview.resize(overview);
    this.bottom.repaint();
    tellEdges(element, edges);
    this.draw();
  }

  draw() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.top = this.scroll.scrollTop;
      this.paint();
    });
  }

  paint() {
    const { list, top } = this;
    const sticky = stickyAncestors(list.parents, top, ROW_HEIGHT);
    const isSticky = new Set(sticky);
    const first = Math.max(0, Math.floor(top / ROW_HEIGHT));
    const last = Math.min(list.length - 1, Math.ceil((top + this.time.height) / ROW_HEIGHT));
    const places = [];
    for (let row = first; row <= last; row++) {
      if (!isSticky.has(row)) places.push({ row, y: row * ROW_HEIGHT - top, isSticky: false, isLastSticky: false });
    }
    const held = sticky.map((row, k) => ({ row, y: k * ROW_HEIGHT, isSticky: true, isLastSticky: k === sticky.length - 1 }));
    // Colours are asked for before rows are changed, which would be styled for each answer.
    this.time.paint(places, held, top);
    this.axis.paint();
    this.pool.show([...places, ...held]);
  }

  /** @param {number} from @param {number} to @param {boolean} [isAnimated] */
  zoom(from, to, isAnimated = false) {
    this.stopAnimation();
    const target = this.range.clamped(from, to);
    const { from: from0, to: to0 } = this.range;
    const step = (/** @type {number} */ share) => {
      this.range.set(from0 + (target.from - from0) * share, to0 + (target.to - to0) * share);
      this.overview.place();
      this.draw();
      if (share === 1) rememberView(this);
    };
    this.stopAnimation = isAnimated ? animate(step) : (step(1), () => {});
  }

  zoomOut() {
    this.markers = [];
    this.zoom(0, this.model.total, true);
  }

  /** @param {number} ref */
  zoomTo(ref) {
    if (ref < 0) return;
    const group = this.list.group(ref);
    const i = this.list.spanOf(ref);
    const from = group?.startMicros ?? this.model.start[i];
    const to = group?.endMicros ?? this.model.end(i);
    const margin = Math.max((to - from) * 0.06, this.model.total * 1e-4);
    this.zoom(from - margin, to + margin, true);
  }

  /** Selects a row and brings it into sight. @param {number} ref −1 selects nothing */
  select(ref) {
    this.scrollTo(this.list.rowOf(ref));
    this.choose(ref);
  }

  /** @param {number} ref of a row in sight, or −1 */
  choose(ref) {
    this.selected = ref;
    const row = this.list.rowOf(ref);
    if (row >= 0) {
      this.paint();
      this.scroll.setAttribute('aria-activedescendant', `wf-r${row}`);
    } else {
      this.scroll.removeAttribute('aria-activedescendant');
      this.draw();
    }
    this.detail.show(ref);
    rememberView(this);
  }

  /** Selects a span, unfolding what hides it. @param {number} i */
  reveal(i) {
    this.list.reveal(i);
    this.refresh();
    this.select(i);
  }

  /** Selects a span, or the equal calls it is folded into. @param {number} i */
  go(i) {
    const row = this.list.nearestRowOf(i);
    if (row >= 0) this.select(this.list.rows[row]);
    else this.reveal(i);
  }

  /** @param {number} row */
  scrollTo(row) {
    if (row < 0) return;
    const { scroll } = this;
    const y = row * ROW_HEIGHT;
    const held = Math.min(5, this.list.depths[row]) * ROW_HEIGHT;
    if (y < scroll.scrollTop + held) scroll.scrollTop = Math.max(0, y - held - ROW_HEIGHT);
    else if (y + ROW_HEIGHT > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = y - scroll.clientHeight + 2 * ROW_HEIGHT;
    this.top = scroll.scrollTop;
  }

  /** @param {number} ref @param {boolean} [isOpen] */
  toggle(ref, isOpen = !this.list.isOpen(ref)) {
    if (!this.list.canOpen(ref)) return;
    this.list.setOpen(ref, isOpen);
    this.refresh();
  }

  toggleAll() {
    this.list.toggleAll();
    this.refresh();
  }

  toggleFolding() {
    const { list } = this;
    const i = this.selected < 0 ? -1 : list.spanOf(this.selected);
    list.isFolding = !list.isFolding;
    this.refresh();
    // The selection stays on the same call, now alone or among its equals.
    if (i >= 0 && list.rowOf(this.selected) < 0) this.select(list.rows[list.nearestShownRowOf(i)]);
  }

  toggleCritical() {
    this.isCriticalShown = !this.isCriticalShown;
    // What is only dimmed keeps its place.
    if (this.isOnly) this.refresh();
    else {
      this.toolbar.refresh();
      this.refill();
    }
    rememberView(this);
  }

  /** @param {import('./colouring.js').ColourMode} mode */
  colourBy(mode) {
    this.colouring.mode = mode;
    this.colouring.hidden.clear();
    this.refresh();
    this.bottom.fill();
    this.detail.refresh();
    rememberView(this);
  }

  /** Shows times with clocks corrected, or as they were sent. @param {boolean} isRaw */
  setRaw(isRaw) {
    const { model, list, range } = this;
    const selected = this.selected < 0 ? -1 : list.spanOf(this.selected);
    model.setRaw(isRaw);
    list.regroup();
    this.colouring.forget();
    this.markers = [];
    range.total = model.total;
    range.set(0, model.total);
    this.refresh();
    this.bottom.fill();
    this.select(list.rows[list.nearestShownRowOf(Math.max(0, selected))] ?? -1);
  }

  /** @param {import('./axis-scale.js').AxisMode} mode */
  setAxis(mode) {
    this.axisMode = mode;
    this.overview.repaint();
    this.draw();
    rememberView(this);
  }

  /** @param {boolean} isShown */
  showLogs(isShown) {
    this.list.hasLogs = isShown;
    this.refresh();
    rememberView(this);
  }

  /** @param {boolean} isOnly */
  setServicesOnly(isOnly) {
    this.isServicesOnly = isOnly;
    this.refresh();
    if (this.selected >= 0 && this.list.rowOf(this.selected) < 0) this.select(this.list.rows[this.list.nearestShownRowOf(this.list.spanOf(this.selected))] ?? -1);
    rememberView(this);
  }

  /** @param {number} service @param {boolean} isFolded */
  foldService(service, isFolded) {
    this.list.foldService(service, isFolded);
    this.refresh();
  }

  /** @param {number} levels */
  openLevels(levels) {
    this.list.openLevels(levels);
    this.refresh();
  }

  /** @param {string} text */
  setFind(text) {
    this.findText = text;
    this.found = find(this.model, text);
    this.words = wordsIn(text);
    // What is only dimmed keeps its place.
    if (this.isOnly) this.refresh();
    else {
      this.refill();
      this.toolbar.refresh();
    }
    this.bottom.sift();
    rememberView(this);
  }

  /** @param {boolean} isOnly */
  setOnly(isOnly) {
    this.isOnly = isOnly;
    this.refresh();
    rememberView(this);
  }

  /**
   * Goes to the next span that passes, around the end. Stops once at equal calls that hold such spans.
   * @param {1 | -1} direction @param {(i: number) => boolean} test
   * @returns {boolean} false when no span passes
   */
  step(direction, test) {
    const { list, model } = this;
    const n = model.count;
    const from = this.selected < 0 ? 0 : list.spanOf(this.selected);
    for (let k = 1; k <= n; k++) {
      const i = (((from + direction * k) % n) + n) % n;
      if (!test(i)) continue;
      const group = list.isFolding ? list.groupOf[i] : -1;
      const ref = list.refs.refOfGroup(group);
      if (group < 0 || list.groupOpen[group] || list.rowOf(ref) < 0) this.reveal(i);
      else if (ref === this.selected) continue;
      else this.select(ref);
      return true;
    }
    return false;
  }
}
