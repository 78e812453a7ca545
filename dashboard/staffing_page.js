// The page of staffing: each queue's next 24 h, calls expected and people needed beside those rostered.

import { Bound } from "./dom.js";
import { count, fill, hourMinute } from "./format.js";
import { chart } from "./staffing_draw.js";
import { grounds, holidays, lacks, made, reasons, verdict } from "./staffing_words.js";

const LOOK = 30_000; // ms; it is made every quarter of an hour
const COLUMNS = ["starts", "mid", "band", "needed", "patient", "rostered", "gap"];

class Staffing {
  constructor({ words, kind }) {
    Object.assign(this, { words, outlook: null, drawn: "" });
    this.bound = new Bound(document.documentElement, words);
    this.bound.mark("top", "kind", kind);
    this.bound.nodes.get("briefings").hidden = window.parent !== window;
    this.bound.nodes.get("twin").addEventListener("click", () => this.turn());
    this.look();
    setInterval(() => this.look(), LOOK);
    document.addEventListener("visibilitychange", () => this.look());
  }

  turn() {
    const twin = this.bound.nodes.get("twin");
    twin.setAttribute("aria-pressed", String(twin.getAttribute("aria-pressed") !== "true"));
    this.draw();
  }

  async look() {
    if (document.hidden && this.outlook) return;
    const answer = await fetch("/staffing/data").catch(() => null);
    if (answer?.ok) {
      const { now, outlook } = await answer.json();
      Object.assign(this, { outlook, ahead: now - performance.now(), away: false });
    } else this.away = true;
    this.draw();
  }

  /** What stands is old: its process is silent. Ages on while the server cannot be reached. */
  stale() {
    const { as_of, step } = this.outlook;
    return this.ahead + performance.now() > as_of + 2 * step + 300_000;
  }

  draw() {
    const { bound, words, outlook } = this;
    if (!outlook) return this.say(words["staffing.away"]);
    const none = outlook.as_of === 0;
    const stale = !none && this.stale();
    const since = none ? "" : made(outlook, this.ahead + performance.now(), words);
    bound.mark("page", "stale", stale ? "yes" : "");
    bound.text("asof", none ? "" : fill(words["staffing.made"], { at: since }));
    if (none) this.say(words["staffing.none"]);
    else if (stale) this.say(fill(words["staffing.stale"], { at: since }));
    else this.say(this.away ? words["staffing.away"] : "");
    const twin = bound.nodes.get("twin").getAttribute("aria-pressed") === "true";
    const key = JSON.stringify([outlook.as_of, stale, twin]);
    if (key === this.drawn) return;
    this.drawn = key;
    const said = stale || none ? [] : [...holidays(outlook, words), ...this.lacking()];
    bound.nodes.get("lacks").replaceChildren(...said.map((text) => element("li", text)));
    bound.nodes.get("charts").replaceChildren(...outlook.queues.map((queue) => this.figure(queue, stale, twin)));
  }

  lacking() {
    const found = lacks(this.outlook, this.words);
    const known = this.outlook.queues.some(({ staffing }) => staffing.gap.some((gap) => gap !== null));
    return found.length > 0 || !known ? found : [this.words["staffing.nobody"]];
  }

  say(text) {
    this.bound.text("none", text);
    this.bound.nodes.get("none").hidden = text === "";
  }

  figure(queue, stale, twin) {
    const { words, outlook } = this;
    const figure = element("figure", "");
    figure.dataset.queue = `${queue.staffing.source}/${queue.staffing.queue}`;
    const caption = element("figcaption", "");
    caption.append(element("b", queue.name), element("span", queue.centre));
    const headline = element("p", "");
    const [short, more] = stale ? [words["staffing.stale.short"], ""] : verdict(queue, outlook.zone, words);
    headline.append(element("strong", short), element("span", more));
    figure.append(caption, headline);
    if (stale) return figure; // nothing of it stands, to the eye or to the ear
    if (queue.lacking.length > 0) headline.dataset.tone = "near";
    for (const reason of reasons(queue, outlook, words)) figure.append(element("p", reason));
    const table = this.table(queue);
    if (!twin) {
      table.className = "heard";
      figure.append(chart(queue, outlook));
    }
    figure.append(table, element("small", grounds(queue, outlook, words).join(" · ")));
    return figure;
  }

  /** Every quarter of an hour; beside a chart only for those who hear the page. */
  table(queue) {
    const { words, outlook } = this;
    const table = document.createElement("table");
    table.createCaption().textContent = queue.name;
    const head = table.createTHead().insertRow();
    for (const key of COLUMNS) {
      const cell = element("th", words[`staffing.column.${key}`]);
      cell.scope = "col";
      head.append(cell);
    }
    const body = table.createTBody();
    const { starts, mid, low, high, needed_c, needed_a, rostered, gap } = queue.staffing;
    const calls = new Intl.NumberFormat(words.locale, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
    const told = (value) => (value === null ? words["staffing.unknown.short"] : count(value, words));
    starts.forEach((start, at) => {
      const row = body.insertRow();
      if (gap[at] < 0) row.dataset.tone = "near";
      const known = mid[at] !== null;
      const said = [
        hourMinute(start, outlook.zone),
        known ? calls.format(mid[at]) : told(null),
        known ? `${low[at]}–${high[at]}` : told(null),
        ...[needed_c[at], needed_a[at], rostered[at]].map(told),
        gap[at] === null ? told(null) : `${gap[at] < 0 ? "−" : gap[at] > 0 ? "+" : ""}${Math.abs(gap[at])}`,
      ];
      for (const text of said) row.insertCell().textContent = text;
    });
    return table;
  }
}

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

new Staffing(JSON.parse(document.getElementById("data").textContent));
