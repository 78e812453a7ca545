// The desk's rows of a past instant as plain tables, and what changed as lines. Pure but for the table itself.

import { headline, standsWords } from "./desk_board_words.js";
import { each } from "./desk_clocks.js";
import { promise, stateWords } from "./desk_promise.js";
import { dueIn, stamp } from "./desk_when.js";
import { listIn } from "./dom.js";

const PAGE = 200; // rows drawn at once
const LETTERS = ["a", "b", "c", "d", "e"];

/** Each kind's columns, the first one the button that opens it: a word's key and the text. */
export const PAST_KINDS = {
  board: {
    columns: ["past.alert", "filter.priority", "past.due", "past.stands", "column.mask", "column.place"],
    order: (row) => row.rank,
    tone: (row) => (row.priority === "critical" ? "crossed" : row.priority === "high" ? "near" : ""),
    cells: (row, { words, now, zone, ...rest }) => [
      headline(row, words),
      words[`priority.${row.priority}`],
      stamp(row.due, now, zone, words),
      standsWords(row, { words, now, zone, ...rest }),
      row.mask ?? "",
      row.place ?? "",
    ],
  },
  cases: {
    columns: ["column.mask", "column.risk", "column.place", "column.stage", "column.due", "column.agency"],
    order: (row) => (row.open ? row.rank : Number.MAX_SAFE_INTEGER),
    tone: (row) => (row.tone === "calm" ? "" : row.tone),
    cells: (row, { words, names, now, zone }) => [
      row.mask,
      names.risk(row.risk),
      row.place,
      names.word("stage", row.stage),
      (row.due ?? null) === null
        ? words["due.none"]
        : `${names.word("stage", row.next)}: ${dueIn(row.due, now, zone, words)}`,
      names.named(row.agency, "agencies"),
    ],
  },
  followups: {
    columns: ["column.mask", "column.risk", "column.place", "column.state", "column.last", "column.agency"],
    order: (row) => ((row.ended ?? null) === null ? (row.last_moment ?? row.closes) : Number.MAX_SAFE_INTEGER),
    tone: (row) => (row.state.startsWith("overdue") ? "crossed" : row.state === "closing" ? "near" : ""),
    cells: (row, { words, names, now, zone }) => [
      row.mask,
      names.risk(row.risk),
      row.place,
      stateWords(row, words),
      promise(row, now, zone, words, true),
      names.named(row.agency ?? "", "agencies"),
    ],
  },
};

export class PastTable {
  /** `opened` is told which row's story is asked for. */
  constructor(section, kind, desk, opened) {
    Object.assign(this, { section, kind, desk, rows: [], shown: PAGE });
    const { columns } = PAST_KINDS[kind];
    each(listIn(section, `heads.${kind}`), desk.parts, "pasthead", columns, desk.words, (bound, key) =>
      bound.text("head", desk.words[key]),
    );
    this.body = listIn(section, kind);
    this.body.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) opened(this.rows[Number(button.dataset.at)]);
    });
    this.more = section.querySelector(".more");
    this.more.addEventListener("click", () => {
      this.shown += PAGE;
      this.draw();
    });
  }

  show(rows, scene) {
    const { order } = PAST_KINDS[this.kind];
    this.rows = [...rows].sort((a, b) => order(a) - order(b));
    Object.assign(this, { scene, shown: PAGE });
    this.section.scrollTop = 0;
    this.draw();
  }

  draw() {
    const { cells, tone } = PAST_KINDS[this.kind];
    const { parts, words } = this.desk;
    const drawn = this.rows.slice(0, this.shown).map((row, at) => [row, at]);
    each(this.body, parts, "pastrow", drawn, words, (bound, [row, at]) => {
      const [first, ...others] = cells(row, this.scene);
      bound.text("open", first);
      bound.nodes.get("open").dataset.at = at;
      for (const [i, letter] of LETTERS.entries()) bound.text(letter, others[i]);
      bound.mark("row", "tone", tone(row));
    });
    this.more.hidden = this.rows.length <= this.shown;
  }
}

/** What a line of the past says happened, by the words that boards and stories have for it. */
export function lineWords(what, said, words) {
  const [about, rest] = [what.slice(0, what.indexOf(".")), what.slice(what.indexOf(".") + 1)];
  const own = words[`past.what.${what}`];
  if (own) return own;
  if (about === "alert") return words[`told.${rest}`] ?? what;
  const step = about === "case" ? rest : what === "followup.attempted" ? `followup.${said}` : what;
  return words[`step.${step}`] ?? what;
}

/** What it says beside that. */
export function lineSaid(line, { words, names, people }) {
  const said = line.said ?? "";
  if (line.what.startsWith("alert.")) {
    const rule = words[`rule.${said}`] ?? said;
    return line.by ? `${rule} · ${people.name(line.by)}` : rule;
  }
  if (line.what === "followup.attempted" || said === "") return "";
  if (line.what.startsWith("call.")) return said;
  return line.what.startsWith("shift.") ? people.name(said) : names.said(said);
}
