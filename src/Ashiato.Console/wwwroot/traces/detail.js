/** The detail panel: what is known of the selected row, right of the waterfall or below it. */

import { statementBlock } from './code.js';
import { asideSections, logSections, lostSections } from './detail-aside.js';
import { eventSections, factList, section } from './detail-event.js';
import { breakdown, figure, slowestOf, spread, stepsOf } from './detail-parts.js';
import { closest, h, iconButton, part } from './dom.js';
import { clock, count, date, duration, percent, percentile } from './format.js';
import { later } from './later.js';
import { Places } from './places.js';
import { preference, setPreference } from './view-state.js';

/** @typedef {import('./types.js').EqualCalls} EqualCalls */

const SKELETON_AFTER_MILLIS = 150;
/** So many equal queries one after the other are worth a remark. */
const REMARKABLE_CALLS = 5;

export class Detail {
  /** @param {import('./waterfall.js').Waterfall} waterfall */
  constructor(waterfall) {
    this.waterfall = waterfall;
    this.element = part(waterfall.element, '.wf-dock');
    const { home, trace } = waterfall.element.dataset;
    this.places = new Places(home, trace);
    this.ref = -1;
    /** Grows with what is shown. */
    this.turn = 0;
    this.isBelow = preference('dock') === 'below';
    waterfall.element.classList.toggle('dock-below', this.isBelow);
    this.element.addEventListener('click', event => this.click(event));
  }

  focus() {
    this.element.focus({ preventScroll: true });
  }

  /** @param {Event} event */
  click(event) {
    const { waterfall } = this;
    const go = closest(event, '[data-go]');
    if (go) waterfall.reveal(Number(go.dataset.go));
    const action = closest(event, '[data-action]')?.dataset.action;
    if (action === 'zoom') waterfall.zoomTo(this.ref);
    else if (action === 'dock') this.setBelow(!this.isBelow);
    else if (action === 'clock') waterfall.viewMenu.setRaw(!waterfall.model.isRaw);
    else if (action === 'again') this.show(this.ref);
  }

  /** @param {boolean} isBelow */
  setBelow(isBelow) {
    const { waterfall } = this;
    this.isBelow = isBelow;
    setPreference('dock', isBelow ? 'below' : 'right');
    waterfall.element.classList.toggle('dock-below', isBelow);
    waterfall.element.style.removeProperty('--dock');
    this.refresh();
    waterfall.bottom.fit();
    waterfall.layOut();
  }

  refresh() {
    if (this.ref >= 0) this.show(this.ref);
  }

  /** @param {number} ref −1 for none */
  show(ref) {
    const { waterfall, element } = this;
    const { list, texts } = waterfall;
    this.ref = ref;
    const turn = ++this.turn;
    // Saying so of what was never filled would lay the whole page out.
    if (element.firstChild) element.scrollTop = 0;
    if (ref < 0) {
      element.replaceChildren(h('p', { class: 'dt-sec quiet' }, texts.get('NothingSelected')));
      return;
    }
    const line = list.refs.log(ref);
    if (line) {
      element.replaceChildren(...logSections(waterfall, line.owner, line.log));
      return;
    }
    if (list.isAside(ref)) {
      element.replaceChildren(...lostSections(waterfall, list.spanOf(ref)));
      return;
    }
    const group = list.group(ref);
    const i = list.spanOf(ref);
    element.replaceChildren(this.head(ref), ...(group ? this.groupSections(group) : []), ...this.spanSections(i, group));
    if (waterfall.model.kinds[i] === 'missing') return;
    // The page comes first: what is asked for while it is read takes a core from it.
    if (document.readyState === 'complete') void this.loadEvent(i, ref);
    else later(() => turn === this.turn && void this.loadEvent(i, ref));
  }

  /** @param {number} ref */
  head(ref) {
    const { model, list, texts, colouring } = this.waterfall;
    const group = list.group(ref);
    const i = list.spanOf(ref);
    const row = model.row(i);
    const micros = group ? group.sumMicros : model.busy(i);
    const times = group ? group.callCount : model.calls(i);
    const name = model.kinds[i] === 'missing' ? texts.get('MissingParent') : row.name;
    const status = row.statusCode ? String(row.statusCode) : row.result ?? texts.get('Failed');
    return h('div', { class: 'dt-head' },
      h('div', { class: 't' },
        h('i', { class: 'swatch', '--c': `var(${colouring.hueOf(i)})` }),
        h('h2', {}, times > 1 && `×${count(times)} `, name,
          !group && model.kinds[i] === 'prepare' && h('span', { class: 'badge' }, texts.get('KindPrepare')),
          row.isAsync && h('span', { class: 'badge', title: texts.get('AsyncExplained') }, texts.get('Async')),
          row.isUnfinished && h('span', { class: 'badge warn', title: texts.get('UnfinishedExplained') }, texts.get('Unfinished')),
          model.failed[i] === 1 && h('span', { class: 'badge fail' }, status)),
        h('div', { class: 'acts' },
          iconButton('zoom', `${texts.get('ZoomToRow')} (z)`, { 'data-action': 'zoom' }),
          this.isBelow
            ? iconButton('dock', texts.get('DockRight'), { 'data-action': 'dock' })
            : iconButton('dock-below', texts.get('DockBelow'), { 'data-action': 'dock' }))),
      h('div', { class: 'dt-nums' },
        figure(texts.get(group ? 'Total' : 'Duration'), micros),
        figure(texts.get('OfTheTrace'), percent(micros / model.total)),
        group ? figure(texts.get('EachP50'), percentile(group.sorted, 0.5) ?? 0) : figure(texts.get('OwnTime'), model.self[i])));
  }

  /** @param {EqualCalls} group */
  groupSections(group) {
    const { waterfall } = this;
    const { model, texts, colouring } = waterfall;
    const times = group.calls.length;
    const sections = [];
    if (model.kinds[group.lead] === 'query' && times >= REMARKABLE_CALLS) {
      const saved = duration(group.sumMicros - group.sumMicros / times);
      sections.push(h('section', { class: 'dt-sec' }, h('div', { class: 'wf-callout note' },
        h('b', {}, texts.get('SameQuery', count(times))), h('div', {}, texts.get('SameQuerySaves', saved)))));
    }
    if (group.prepareCount > 0) sections.push(section(texts.get('TwoSteps'), ...stepsOf(group, waterfall)));
    if (times > 2) {
      const title = texts.get('SpreadOf', count(times));
      sections.push(section(title, spread(group, colouring.hueOf(group.lead), title)));
      sections.push(section(texts.get('SlowestOfThem'), slowestOf(group, waterfall)));
    }
    return sections;
  }

  /** @param {number} i @param {EqualCalls | null} group */
  spanSections(i, group) {
    const { waterfall } = this;
    const { model, texts } = waterfall;
    const row = model.row(i);
    const sections = [];
    if (model.kinds[i] === 'missing') sections.push(h('div', { class: 'dt-sec quiet' }, texts.get('MissingExplained')));
    if (row.isUnfinished) sections.push(h('div', { class: 'dt-sec quiet' }, texts.get('UnfinishedExplained')));
    if (!group && model.parent(i) < 0) sections.push(section(texts.get('WhereTheTimeWent'), ...breakdown(waterfall)));
    if (row.statement) sections.push(section(texts.get('Statement'), statementBlock(row.statement, texts)));
    const alike = this.alike(i);
    if (alike) sections.push(h('p', { class: 'dt-sec dt-alike' }, alike));
    if (!group) sections.push(...asideSections(waterfall, i));
    sections.push(section(texts.get('WhereAndWhen'), factList(this.facts(i, group))));
    return sections;
  }

  /** @param {number} i @param {EqualCalls | null} group @returns {import('./detail-event.js').Fact[]} */
  facts(i, group) {
    const { model, texts } = this.waterfall;
    const row = model.row(i);
    const service = model.service(i);
    const start = group?.startMicros ?? model.start[i];
    const at = model.epoch + start;
    const shift = row.shiftMicros ?? 0;
    /** @type {import('./detail-event.js').Fact[]} */
    const facts = [];
    if (service) facts.push([texts.get('Service'), this.serviceFact(service)]);
    if (row.type) facts.push([texts.get('Type'), [row.type, row.subtype, row.action].filter(Boolean).join(' · ')]);
    if (row.destination) facts.push([texts.get('Destination'), linked(this.places.dependency(row.destination, service?.name), row.destination)]);
    const time = h('span', { class: 'muted', title: date(at, document.documentElement.lang) }, clock(at));
    facts.push([texts.get('Start'), h('span', { class: 'num' }, `+${duration(start)} `, time)]);
    if (shift !== 0) {
      const corrected = texts.get(shift > 0 ? 'ClockBehind' : 'ClockAhead', duration(Math.abs(shift)));
      const raw = texts.get('ClockRaw', clock(model.isRaw ? at : at - shift));
      const toggle = h('button', { class: 'wf-link', type: 'button', 'data-action': 'clock' }, texts.get(model.isRaw ? 'ClockCorrect' : 'ClockShowRaw'));
      facts.push([texts.get('Clock'), h('span', {}, corrected, h('br'), h('span', { class: 'muted' }, raw), ' ', toggle)]);
    }
    if (row.rowsAffected !== undefined && !group) facts.push([texts.get('RowsAffected'), count(row.rowsAffected)]);
    if (row.result) facts.push([texts.get('Result'), row.result]);
    facts.push([texts.get('SpanId'), h('span', { class: 'mono' }, row.id)]);
    return facts;
  }

  /** @param {import('./types.js').TraceService} service */
  serviceFact(service) {
    const more = [service.version, service.environment, service.language].filter(Boolean).join(' · ');
    return h('span', {}, linked(this.places.service(service.name), service.name), more && h('span', { class: 'muted' }, ` ${more}`));
  }

  /** The way to all of its kind: requests of the name, calls that differ in values only. @param {number} i */
  alike(i) {
    const { model, texts } = this.waterfall;
    const row = model.row(i);
    if (model.kinds[i] === 'missing') return null;
    const isTransaction = row.kind === 'transaction';
    const service = model.service(i);
    const href = !isTransaction ? this.places.alike(row.id) : service ? this.places.transaction(service.name, row.name, row.type) : null;
    return href && h('a', { href }, texts.get(isTransaction ? 'AllRequestsLikeIt' : 'AllCallsLikeIt'));
  }

  /** @param {number} i @param {number} ref */
  async loadEvent(i, ref) {
    const { model, texts } = this.waterfall;
    const place = h('div', { class: 'dt-event', 'aria-live': 'polite' });
    this.element.append(place);
    const timer = setTimeout(() => place.replaceChildren(skeleton()), SKELETON_AFTER_MILLIS);
    try {
      const details = await this.waterfall.source.event(model.row(i).id);
      if (details && this.ref === ref) place.replaceChildren(...eventSections(details, texts));
    } catch (error) {
      const again = h('button', { class: 'btn small', type: 'button', 'data-action': 'again' }, texts.get('TryAgain'));
      const reason = texts.get('EventFailed', error instanceof Error ? error.message : '');
      place.replaceChildren(h('div', { class: 'dt-sec' }, h('p', { class: 'quiet' }, reason), again));
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Grey lines where the details will stand. */
const skeleton = () => h('div', { class: 'dt-sec' }, ...['60%', '85%', '40%'].map(wide => h('div', { class: 'wf-skeleton', '--w': wide })));

/** A link, where it leads anywhere. @param {string | null} href @param {string} text */
const linked = (href, text) => (href ? h('a', { href }, text) : text);
