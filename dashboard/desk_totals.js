// What was counted today and in 28 days: each measure with its unit, by group; what concerns men stands apart.

import { each } from "./desk_clocks.js";
import { Bound, listIn } from "./dom.js";
import { count } from "./format.js";

const GROUPS = ["calls", "cases", "services", "timing", "women", "registered", "handovers", "referrals", "followups"];
const MEN = "men.";

export class Totals {
  constructor(root, desk) {
    this.root = root;
    this.desk = desk;
    this.bound = new Bound(root, desk.words);
  }

  show(ledgers) {
    const { words, parts } = this.desk;
    const rows = rowsOf(ledgers);
    each(listIn(this.root, "totals"), parts, "total", rows, words, (bound, row) => {
      bound.text("name", this.name(row.measure));
      bound.text("unit", words[`unit.${unitOf(row.measure)}`] ?? "");
      bound.text("day", count(ledgers.day[row.key] ?? 0, words));
      bound.text("month", count(ledgers.totals[row.key] ?? 0, words));
      bound.text("apart", row.men ? words.men : "");
      bound.mark("total", "first", row.first ? "yes" : "");
    });
    this.bound.mark("totals.none", "none", rows.length > 0 ? "yes" : "");
  }

  name(measure) {
    const { names, words } = this.desk;
    const own = words[`measure.${measure}`];
    if (own) return own;
    const [group, ...rest] = measure.split(".");
    if (group === "calls") return this.queue(rest);
    const kind = { services: "services", registered: "registers" }[group];
    return kind ? names.named(rest.join("."), kind) : names.risk(rest.join("."));
  }

  queue(rest) {
    const [source, queue] = [rest.slice(0, -1).join("."), rest.at(-1)];
    return [this.desk.names.named(source, "feeds"), this.desk.names.named(`${source}.${queue}`, "queues")].join(" · ");
  }
}

/** The measures in the order of their groups, women's first. `first`: of its group. */
export function rowsOf({ day, totals }) {
  const keys = [...new Set([...Object.keys(totals), ...Object.keys(day)])];
  const rows = keys.map((key) => {
    const men = key.startsWith(MEN);
    const measure = men ? key.slice(MEN.length) : key;
    return { key, men, measure, place: place(measure) };
  });
  rows.sort((a, b) => a.men - b.men || a.place - b.place || (a.measure < b.measure ? -1 : 1));
  return rows.map((row, i) => ({
    ...row,
    first: i > 0 && (rows[i - 1].place !== row.place || rows[i - 1].men !== row.men),
  }));
}

function place(measure) {
  const i = GROUPS.indexOf(measure.split(".")[0]);
  return i < 0 ? GROUPS.length : i;
}

export function unitOf(measure) {
  const group = measure.split(".")[0];
  return { timing: "services", women: "people", registered: "cases" }[group] ?? group;
}
