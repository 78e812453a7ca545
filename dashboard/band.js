// The alert band: what is open and calls for somebody, the most urgent first, with who has it.

import { ageOf, foundOf, titleOf } from "./alert_titles.js";
import { Bound, listIn, part } from "./dom.js";
import { clock, count, fill, hourMinute, minutes, plural } from "./format.js";

const LINES = 3; // that the wall has room for: band.css

/** Who has it, and when somebody else is told if nobody moves; `brief`: not whom. */
export function stateOf(row, now, zone, words, brief = false) {
  const since = (row.since ?? null) === null ? "" : hourMinute(row.since, zone);
  const said = [fill(words[`band.${row.state}`] ?? words["band.raised"], { time: since }).replace(/ +(?=,|$)/, "")];
  const told = (level) => words[`band.whom.${level}`];
  const { level = 0, escalates: next = null } = row;
  if (next !== null) {
    const time = minutes(Math.max(0, next[0] - now) / 1000);
    const key = next[1] <= level ? "band.again" : "band.escalates";
    said.push(fill(words[brief ? "band.next" : key], { whom: told(next[1]), time }));
  } else if (level > 0) said.push(fill(words["band.level"], { whom: told(level) }));
  return said.join(" · ");
}

/** Where it is; of several together, how many are severe. */
export function besideOf(row, words) {
  if (row.count === 1) return row.place ?? "";
  return row.severe ? plural("alert.severe", row.severe, words) : "";
}

/** Of several together, whose they are where the wall is told of all. */
export function masksOf({ count: n, masks = [] }) {
  return n > 1 && masks.length === n ? masks.join(" ") : "";
}

export class Band {
  constructor(parts, words) {
    this.words = words;
    this.element = part(parts, "band");
    this.bound = new Bound(this.element, words);
    this.lines = Array.from({ length: LINES }, () => new Bound(part(parts, "alert"), words));
    listIn(this.element, "alerts").replaceChildren(...this.lines.map((line) => line.root));
    this.rows = [];
  }

  update(document) {
    const { alerts, zone } = document;
    this.zone = zone;
    this.rows = alerts.rows.slice(0, LINES);
    this.more(alerts);
    for (const [i, line] of this.lines.entries()) this.line(line, this.rows[i]);
  }

  /** What no line says is counted, never dropped. */
  more({ open, critical }) {
    const { words, rows } = this;
    const of = (kind) => kind.reduce((sum, row) => sum + row.count, 0);
    const rest = open - of(rows);
    const urgent = critical - of(rows.filter((row) => row.priority === "critical"));
    this.bound.text("more", rest > 0 ? fill(words["band.more"], { n: count(rest, words) }) : "");
    this.bound.text("more.critical", rest > 0 && urgent > 0 ? plural("band.more.critical", urgent, words) : "");
  }

  line(bound, row) {
    const { words, zone } = this;
    bound.root.hidden = !row;
    if (!row) return;
    bound.mark("alert", "priority", row.priority);
    bound.mark("alert", "state", row.state);
    bound.text("priority", words[`priority.${row.priority}`]);
    bound.text("what", titleOf(row, words));
    bound.text("masks", masksOf(row));
    bound.text("beside", besideOf(row, words));
    bound.text("found", foundOf(row, words));
    const heard = row.stale ?? null;
    bound.text("stale", heard === null ? "" : fill(words["band.stale"], { time: hourMinute(heard, zone) }));
  }

  /** Who has it is not known while nothing comes; how late it is goes on. */
  tick(now, frozen) {
    const { words, zone, rows } = this;
    this.bound.mark("band", "calm", rows.length === 0 ? "yes" : "");
    const none = frozen ? fill(words["band.unsure"], { time: clock(frozen, zone) }) : words["band.none"];
    this.bound.text("none", rows.length === 0 ? none : "");
    for (const [i, row] of rows.entries()) {
      const line = this.lines[i];
      line.text("age", ageOf(row, now, words));
      const unsure = frozen && fill(words["band.frozen"], { time: clock(frozen, zone) });
      line.text("state", unsure || stateOf(row, now, zone, words, (row.stale ?? null) !== null));
    }
  }
}
