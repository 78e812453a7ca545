// The board: alerts by priority and age, those of a group as one row that opens, and what is done with several at once.

import { foundOf, titleOf } from "./alert_titles.js";
import { Doing } from "./desk_board_do.js";
import { AlertPane } from "./desk_board_pane.js";
import { gathered, groupIdOf, holds, isMine, PRIORITIES, STANDINGS, standingOf, untaken } from "./desk_board_rows.js";
import { ageWords, headline, standsWords } from "./desk_board_words.js";
import { ListPage } from "./desk_list.js";
import { count, fill, hourMinute, minutes, plural } from "./format.js";

export function alertKind(desk) {
  const { words, people } = desk;
  const caseOf = (row) => row.case ?? "";
  return {
    line: "alert",
    height: 52,
    first: "priority",
    caseOf,
    folioOf: (row) => desk.pages.cases.rows.get(row.case)?.folio ?? "",
    columns: [
      { key: "priority", by: (row) => row.rank },
      { key: "alert", by: (row) => titleOf(row, words) },
      { key: "since", by: (row) => row.due },
      { key: "state", by: (row) => STANDINGS.indexOf(standingOf(row)) },
    ],
    choices: [
      { key: "priority", of: (row) => row.priority, name: (code) => words[`filter.priority.${code}`], all: PRIORITIES },
      { key: "state", of: standingOf, name: (code) => words[`stands.${code}`], all: STANDINGS },
      { key: "rule", of: (row) => row.rule, name: (code) => words[`rule.${code}`] ?? code },
    ],
    switches: [
      { key: "mine", test: (row) => isMine(row, people.me?.id) },
      { key: "closed", test: (row) => row.state === "closed", apart: true },
    ],
    draw: (bound, row, now) => drawAlert(bound, row, desk, { ...desk.scene(), now }),
    pane: new AlertPane(desk),
  };
}

function drawAlert(bound, row, desk, scene) {
  const { words, now, zone } = scene;
  const { board, cases } = desk.pages;
  const members = row.members ?? [row];
  bound.text("priority", words[`priority.${row.priority}`]);
  bound.text("title", headline(row, words));
  const stale = (row.stale ?? null) !== null;
  const under = stale ? fill(words["band.stale"], { time: hourMinute(row.stale, zone) }) : foundOf(row, words);
  bound.text("under", [under, row.place].filter(Boolean).join(" · "));
  bound.text("age", ageWords(row, cases.rows.get(row.case), now, words));
  bound.text("stands", standsWords(row, scene));
  bound.mark("line", "priority", row.priority);
  bound.mark("line", "stands", standingOf(row));
  bound.mark("line", "group", row.members ? (board.opened.has(row.id) ? "open" : "shut") : "");
  bound.mark("line", "member", board.groups.has(groupIdOf(row)) ? "yes" : "");
  bound.mark("line", "sent", members.some((one) => desk.acts.sent.has(one.id)) ? "yes" : "");
  const picked = members.every((one) => board.selected.has(one.id)) ? "yes" : "";
  if (bound.picked === picked) return;
  bound.picked = picked;
  bound.mark("line", "picked", picked);
  bound.nodes.get("pick").setAttribute("aria-pressed", String(picked !== ""));
}

export class BoardPage extends ListPage {
  constructor(element, desk) {
    super(element, alertKind(desk), desk);
    Object.assign(this, { opened: new Set(), selected: new Set(), groups: new Map() });
    this.bar = element.querySelector(".bulk");
    this.chosen = element.querySelector(".chosen");
    const drop = element.querySelector(".drop");
    drop.textContent = this.words["bulk.drop"];
    drop.addEventListener("click", () => this.select([...this.rows.values()], false));
    this.bulk = new Doing(
      this.bar,
      desk,
      () => this.selection(),
      (verdicts) => this.dropDone(verdicts),
    );
    this.table.lines.addEventListener("click", (event) => this.touch(event), { capture: true });
  }

  /** The buttons for picking a row and for opening a group, which choose nothing. */
  touch(event) {
    const button = event.target.closest("button");
    if (!button) return;
    event.stopPropagation();
    const line = button.closest(".line");
    const row = this.table.rows[this.table.pool.find((bound) => bound.root === line).at];
    if (button.dataset.bind === "fold") return this.fold(row);
    return this.pick(row);
  }

  // what stands

  lined(rows) {
    const [lines, groups] = this.filters.search ? [rows, new Map()] : gathered(rows, this.opened);
    this.groups = groups;
    return lines;
  }

  rowOf(id) {
    return this.groups.get(id) ?? super.rowOf(id);
  }

  list() {
    super.list();
    const any = [...this.rows.values()].some((row) => row.state !== "closed");
    this.none.textContent = this.words[any ? "list.none" : "band.none"];
    for (const id of this.selected) if (this.rows.get(id)?.state === undefined) this.selected.delete(id);
    this.drawBulk();
  }

  tick(now, sure, seen) {
    super.tick(now, sure, seen);
    if (seen) this.drawBulk();
  }

  drawBulk() {
    const several = this.selected.size > 0;
    if (!several && !this.bulk.asking) this.bar.hidden = true;
    if (!several) return this.bulk.leave();
    this.bar.hidden = false;
    this.chosen.textContent = plural("bulk.chosen", this.selected.size, this.words);
    return this.bulk.draw();
  }

  /** What the head says of them all, and which of them ask to be heard. */
  sums(median) {
    const rows = [...this.rows.values()];
    const standing = rows.filter(holds);
    const critical = standing.filter((row) => row.priority === "critical").length;
    const values = { open: count(standing.length, this.words), critical: count(critical, this.words) };
    const known = (median ?? null) !== null;
    const said = fill(this.words["board.sum"], values);
    const times = known ? ` · ${fill(this.words["board.median"], { median: minutes(median) })}` : "";
    return { critical, said: said + times };
  }

  urgent() {
    const rows = [...this.rows.values()].filter((row) => untaken(row) && row.priority !== "low");
    return new Map(rows.map((row) => [row.id, row.priority]));
  }

  // several at once

  selection() {
    return [...this.selected].map((id) => this.rows.get(id)).filter(Boolean);
  }

  select(rows, on) {
    for (const row of rows) {
      if (on) this.selected.add(row.id);
      else this.selected.delete(row.id);
    }
    this.bulk.leave();
    this.table.draw();
    this.drawBulk();
  }

  /** What was done is chosen no more; what was refused still is. */
  dropDone(verdicts) {
    for (const verdict of verdicts) if (verdict.accepted) this.selected.delete(verdict.alert);
    this.list();
  }

  pick(row) {
    const members = row.members ?? [row];
    this.select(members, !members.every((one) => this.selected.has(one.id)));
  }

  // hands

  get doing() {
    return this.selected.size > 0 ? this.bulk : this.kind.pane.doing;
  }

  chosenRow() {
    return this.rowOf(this.table.chosen);
  }

  fold(row, open = !this.opened.has(row.id)) {
    if (open) this.opened.add(row.id);
    else this.opened.delete(row.id);
    this.list();
  }

  unfold() {
    const row = this.chosenRow();
    if (row?.members) this.fold(row, true);
  }

  foldUp() {
    const row = this.chosenRow();
    const group = row && (row.members ? row : this.groups.get(groupIdOf(row)));
    if (!group || !this.opened.has(group.id)) return;
    this.fold(group, false);
    if (group !== row) this.table.choose(group);
  }

  enter() {
    const row = this.chosenRow();
    if (row?.members && !this.opened.has(row.id)) return this.fold(row, true);
    return super.enter();
  }

  /** Moves the choice and takes the rows on the way with it. */
  stretch(by) {
    const before = this.chosenRow();
    this.step(by);
    const rows = [before, this.chosenRow()].filter(Boolean);
    this.select(
      rows.flatMap((row) => row.members ?? [row]),
      true,
    );
  }

  back() {
    if (this.filters.input.matches(":focus") || this.selected.size === 0) return super.back();
    return this.select(this.selection(), false);
  }

  goTo(id) {
    const row = this.rows.get(id);
    if (row && this.groups.has(groupIdOf(row))) this.opened.add(groupIdOf(row));
    super.goTo(id);
  }

  /** Keys that are the board's own. */
  keys(at, typing) {
    const acts = this.doing.keys(typing);
    if (typing || at instanceof HTMLSelectElement) return acts;
    const pressing = at instanceof HTMLButtonElement || at instanceof HTMLAnchorElement;
    Object.assign(acts, { ArrowRight: () => this.unfold(), ArrowLeft: () => this.foldUp() });
    acts["Shift ArrowDown"] = () => this.stretch(1);
    acts["Shift ArrowUp"] = () => this.stretch(-1);
    if (!pressing && this.chosenRow()) acts[" "] = () => this.pick(this.chosenRow());
    return acts;
  }
}
