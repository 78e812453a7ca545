// The severe list: who is in danger, by how long nobody has acted, in the order of the unified priority.

import { Bound, listIn, part, toneOf } from "./dom.js";
import { count, fill, plural, span } from "./format.js";

const MINUTE = 60_000; // ms
const AHEAD = 6 * 60 * MINUTE; // what is due later stands at the desk alone: nobody has to act on it yet

/** Deadlines go on passing between two documents, and when none comes. */
export function toneAt(row, now) {
  return row.due != null && now >= row.due ? "crossed" : toneOf(row);
}

/** What is owed next, and by when; without a deadline, how far help has come. */
export function stepText(row, now, words) {
  const stage = words[`stage.${row.stage}`] ?? words["stage.opened"];
  if (row.handover) {
    const [giver, to] = row.handover;
    return fill(words["severe.handover"], { giver, to }) + left(row, now, words);
  }
  if (row.due == null || (toneAt(row, now) === "" && row.due - now >= AHEAD)) return stage;
  const what = row.next.startsWith("service.") ? "service" : row.next;
  if (now < row.due) return `${stage} · ${words[`owed.${what}`] ?? words["owed.other"]}${left(row, now, words)}`;
  const lacking = words[`lack.${what}`] ?? words["lack.other"];
  if (row.target == null) return lacking + left(row, now, words);
  return fill(words["severe.target"], { lacking, target: span(row.target * MINUTE, words) });
}

/** A minute that has begun is still left: nobody reads "in 0 min". */
function left(row, now, words) {
  if (row.due == null) return "";
  const key = now < row.due ? "severe.in" : "severe.ago";
  const time = now < row.due ? row.due - now + MINUTE - 1 : now - row.due;
  return fill(words[key], { time: span(time, words) });
}

export function flagText(flag, words) {
  return words[`flag.${flag}`] ?? words[`flag.${flag.split(".")[0]}`] ?? "";
}

export class SeverePanel {
  constructor(parts, words) {
    this.words = words;
    this.parts = parts;
    this.element = part(parts, "severe");
    this.bound = new Bound(this.element, words);
    this.list = listIn(this.element, "cases");
    this.rows = [];
    this.shown = [];
  }

  update(severe) {
    const { bound, words } = this;
    this.severe = severe;
    this.shown = severe.rows;
    bound.figure("open", severe.open, (n) => count(n, words), words);
    bound.mark("open", "wide", severe.open.value >= 1000 ? "yes" : "");
    this.tally("progress", severe.in_progress, "crossed");
    this.tally("crossed", severe.crossed, "crossed");
    this.tally("near", severe.near, "near");
    bound.mark("progress", "none", severe.in_progress ? "" : "yes");
    bound.text("assigned", this.assigned(severe));
    bound.mark("assigned", "tone", toneOf(severe.assigned_median));
    this.unassessed(severe);
    bound.text("none", severe.rows.length || severe.open.known ? "" : words["severe.none"]);
    while (this.rows.length < severe.rows.length) this.add();
    const stale = severe.rows.every((row) => row.flags?.includes("stale"));
    for (const [i, row] of this.rows.entries()) this.row(row, severe.rows[i], stale);
  }

  /** Nought is a number like any other, but it calls nobody. */
  tally(name, n, tone) {
    this.bound.text(name, plural(`severe.${name}`, n, this.words));
    this.bound.mark(name, "tone", n ? tone : "");
  }

  assigned(severe) {
    const { words } = this;
    if (severe.assign_target === null) return "";
    const { known, value } = severe.assigned_median;
    const median = known ? words[known] : span(Math.round(value) * MINUTE, words);
    return fill(words["severe.assigned"], { median, target: severe.assign_target });
  }

  unassessed({ unassessed, unassessed_late }) {
    const { bound, words } = this;
    const late = unassessed_late ? ` · ${plural("severe.late", unassessed_late, words)}` : "";
    bound.text("unassessed", plural("severe.unassessed", unassessed, words) + late);
    bound.mark("unassessed", "tone", unassessed_late ? "crossed" : "");
  }

  add() {
    const row = new Bound(part(this.parts, "case"), this.words);
    row.flags = "";
    this.rows.push(row);
    this.list.append(row.root);
  }

  /** Where every row is stale the panel says so already; a silent case's age says it itself. */
  row(bound, row, stale) {
    bound.root.hidden = !row;
    if (!row) return;
    bound.text("mask", row.mask);
    bound.text("where", row.place);
    bound.mark("case", "risk", row.risk);
    const flags = (row.flags ?? []).filter((flag) => flag !== "silent" && (!stale || flag !== "stale"));
    if (flags.join() === bound.flags) return;
    bound.flags = flags.join();
    listIn(bound.root, "flags").replaceChildren(...flags.map((flag) => this.flag(flag)));
  }

  flag(name) {
    const element = part(this.parts, "flag");
    element.dataset.flag = name.split(".")[0];
    element.textContent = flagText(name, this.words);
    return element;
  }

  tick(now) {
    const { words } = this;
    for (const [i, row] of this.shown.entries()) {
      const bound = this.rows[i];
      bound.text("since", span(now - row.acted, words));
      bound.mark("since", "tone", row.flags?.includes("silent") ? "near" : "");
      bound.text("step", stepText(row, now, words));
      bound.mark("step", "tone", toneAt(row, now));
    }
    this.fit();
  }

  /** Rows that the height does not hold are counted, never cut. */
  fit() {
    const room = this.list.clientHeight + 1;
    const rows = this.rows.slice(0, this.shown.length);
    const ends = rows.map(({ root }) => root.offsetTop + root.offsetHeight);
    const over = ends.filter((end) => end > room).length;
    for (const [i, row] of rows.entries()) row.mark("case", "over", ends[i] > room ? "yes" : "");
    const more = over + (this.severe?.more ?? 0);
    this.bound.text("more", more ? fill(this.words["severe.more"], { n: count(more, this.words) }) : "");
  }
}
