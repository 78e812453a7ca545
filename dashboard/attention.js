// The attention page: whether anybody is asked for more than a person can give, and which rule asks in vain.

import { HourBars } from "./attention_hours.js";
import { badRules, reasonsOf, tonesOf, WANTED } from "./attention_judge.js";
import { PRIORITIES } from "./desk_board_rows.js";
import { each } from "./desk_clocks.js";
import { Bound, listIn, part } from "./dom.js";
import { count, fill, minutes, plural } from "./format.js";

const GAUGES = ["hour", "most", "flood", "stale", "chattering"];
const COLUMNS = {
  rule: (rule, words) => words[`rule.${rule.rule}`] ?? rule.rule,
  priority: (rule) => PRIORITIES.indexOf(rule.priority),
  raised: (rule) => -rule.raised,
  acknowledge: (rule) => rule.acknowledge_median ?? Number.POSITIVE_INFINITY,
  act: (rule) => rule.act_median ?? Number.POSITIVE_INFINITY,
  alone: (rule) => -(rule.by_itself ?? -1),
  false: (rule) => -rule.false_alarms,
  chattering: (rule) => -rule.chattering,
  stale: (rule) => -rule.stale,
};

export class AttentionPage {
  constructor(element, desk) {
    Object.assign(this, { element, desk, figures: null, order: { key: "raised", down: false } });
    element.append(part(desk.parts, "attention"));
    this.bound = new Bound(element, desk.words);
    this.hours = new HourBars(element.querySelector("svg.hours"), desk);
    this.heads = Object.keys(COLUMNS).map((key) => this.head(key));
    listIn(element, "heads").replaceChildren(...this.heads);
  }

  head(key) {
    const { parts, words } = this.desk;
    const head = part(parts, "rulehead");
    head.dataset.column = key;
    const button = head.querySelector("button");
    button.textContent = words[`attention.column.${key}`];
    button.title = words[`attention.about.${key}`];
    button.addEventListener("click", () => this.sort(key));
    return head;
  }

  close() {
    this.hours.close();
  }

  take() {}

  tick(now, _sure, seen) {
    const { attention } = this.desk.document;
    this.now = now;
    if (!seen || attention === this.figures) return;
    this.figures = attention;
    this.draw();
  }

  sort(key) {
    this.order = { key, down: this.order.key === key ? !this.order.down : false };
    if (this.figures) this.rules();
  }

  draw() {
    const { bound, figures } = this;
    bound.mark("attention", "filled", figures ? "yes" : "");
    if (!figures) return;
    this.gauges();
    this.split();
    this.times();
    this.hours.show(figures, this.now);
    this.rules();
    this.advice();
  }

  gauges() {
    const { figures, desk } = this;
    const { words, parts } = desk;
    const tones = tonesOf(figures);
    const values = {
      hour: figures.per_hour.toFixed(1),
      most: count(figures.per_hour_most, words),
      flood: `${figures.flood_share.toFixed(1)} %`,
      stale: count(figures.stale, words),
      chattering: count(figures.chattering, words),
    };
    const notes = {
      hour: plural("attention.leads", figures.leads, words),
      most: words["attention.most.note"],
      flood: plural("attention.floods", figures.floods.length, words),
    };
    each(listIn(this.element, "gauges"), parts, "gauge", GAUGES, words, (bound, key) => {
      const tone = tones[key];
      bound.text("name", words[`attention.${key}`]);
      bound.text("value", values[key]);
      bound.text("note", notes[key] ?? "");
      bound.text("limit", words[`attention.${key}.limit`]);
      bound.text("verdict", words[`attention.tone.${tone || "good"}`]);
      bound.mark("gauge", "tone", tone);
    });
  }

  /** Beside 5, 15 and 80 %. */
  split() {
    const { figures, desk, bound } = this;
    const { words, parts } = desk;
    each(listIn(this.element, "split"), parts, "share", PRIORITIES, words, (row, priority) => {
      const share = figures.split ? figures.split[PRIORITIES.indexOf(priority)] : null;
      row.text("name", words[`priority.${priority}`]);
      row.text("value", share === null ? words.na : `${share.toFixed(0)} %`);
      row.text("wanted", fill(words["attention.wanted"], { n: WANTED[priority] }));
      row.mark("share", "priority", priority);
      row.root.style.setProperty("--share", `${share ?? 0}%`);
      row.root.style.setProperty("--wanted", `${WANTED[priority]}%`);
    });
    const tone = tonesOf(figures).split;
    bound.text("split.verdict", tone ? words["attention.split.off"] : "");
    bound.mark("split.verdict", "tone", tone);
  }

  times() {
    const { figures, bound, desk } = this;
    for (const key of ["acknowledge", "act"]) {
      bound.text(`${key}.median`, lapse(figures[`${key}_median`], desk.words));
      bound.text(`${key}.p90`, fill(desk.words["attention.p90"], { time: lapse(figures[`${key}_p90`], desk.words) }));
    }
  }

  rules() {
    const { figures, desk, order } = this;
    const { words, parts } = desk;
    const by = COLUMNS[order.key];
    const sign = order.down ? -1 : 1;
    const rules = [...figures.rules].sort(
      (a, b) => sign * ranked(by(a, words), by(b, words)) || ranked(a.rule, b.rule),
    );
    for (const head of this.heads) {
      const here = head.dataset.column === order.key;
      head.setAttribute("aria-sort", !here ? "none" : order.down ? "descending" : "ascending");
    }
    each(listIn(this.element, "rules"), parts, "ruleline", rules, words, (bound, rule) => this.rule(bound, rule));
    this.bound.mark("rules.none", "none", rules.length > 0 ? "yes" : "");
  }

  rule(bound, rule) {
    const { words } = this.desk;
    bound.text("rule", words[`rule.${rule.rule}`] ?? rule.rule);
    bound.text("priority", words[`priority.${rule.priority}`]);
    bound.mark("ruleline", "priority", rule.priority);
    bound.text("raised", count(rule.raised, words));
    bound.text("acknowledge", lapse(rule.acknowledge_median, words));
    bound.text("act", lapse(rule.act_median, words));
    bound.text("alone", rule.by_itself === null ? words.na : `${rule.by_itself.toFixed(0)} %`);
    bound.text("false", count(rule.false_alarms, words));
    bound.text("chattering", count(rule.chattering, words));
    bound.text("stale", count(rule.stale, words));
    bound.text("bad", reasonsOf(rule).length > 0 ? words["attention.bad"] : "");
  }

  /** Which rules ask in vain, why, and the line of the profile that would retire each. */
  advice() {
    const { figures, desk, bound } = this;
    const { words, parts } = desk;
    const bad = badRules(figures.rules);
    each(listIn(this.element, "advice"), parts, "advice", bad, words, (one, { rule, reasons }) => {
      one.text("rule", words[`rule.${rule.rule}`] ?? rule.rule);
      const said = reasons.map(([why, n]) => plural(`attention.why.${why}`, n, words));
      one.text("why", said.join(" · "));
      one.text("care", rule.priority === "critical" ? words["attention.critical"] : "");
      one.text("line", fill(words["attention.off"], { rule: rule.rule }));
    });
    bound.mark("advice.none", "none", bad.length > 0 ? "yes" : "");
  }
}

/** Seconds, or nothing to say. */
function lapse(seconds, words) {
  return (seconds ?? null) === null ? words.na : minutes(seconds);
}

function ranked(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
