// One page of the desk: a bar of filters, a table in an order, and the pane of the chosen row.

import { Filters } from "./desk_filters.js";
import { Table } from "./desk_table.js";
import { clock, count, fill } from "./format.js";

const WHOLE = 5000; // ms in which everything is said again: who is not named yet has not left

export class ListPage {
  /** `kind` is what the page makes of rows: {line, height, columns, choices, switches, draw, pane, first, caseOf}. A column
   * that is `under` shares the cell of the one before it. */
  constructor(element, kind, desk) {
    const { parts, words } = desk;
    Object.assign(this, { element, kind, desk, words, rows: new Map(), stale: true, began: 0 });
    this.order = { key: kind.first, down: false };
    const changed = () => this.list();
    this.filters = new Filters(element.querySelector(".filters"), { parts, words, changed, ...kind });
    this.heads = this.titles(parts);
    const pick = (row) => this.open(row);
    const draw = (bound, row) => kind.draw(bound, row, this.now, this.sure);
    this.table = new Table(element.querySelector(".table"), { ...kind, parts, words, draw, pick });
    this.total = element.querySelector(".total");
    this.none = element.querySelector(".none");
    this.none.textContent = words["list.none"];
    element.querySelector(".shut").addEventListener("click", () => this.shut());
  }

  close() {
    this.table.close();
  }

  titles(parts) {
    const heads = this.element.querySelector(".heads");
    const cells = [];
    const made = this.kind.columns.map(({ key, under, by }) => {
      const head = parts.head.content.firstElementChild.cloneNode(true);
      head.dataset.column = key;
      head.querySelector("span").textContent = this.words[`column.${key}`];
      head.disabled = !by;
      head.addEventListener("click", () => this.sort(key));
      if (!under) cells.push(document.createElement("span"));
      cells.at(-1).append(head);
      return head;
    });
    heads.replaceChildren(...cells);
    return made;
  }

  sort(key) {
    this.order = { key, down: this.order.key === key ? !this.order.down : false };
    this.list();
  }

  take(rows, gone, whole) {
    if (whole) {
      this.rows.clear();
      this.table.refill();
      this.began = performance.now();
    }
    for (const row of rows) this.rows.set(row.id, row);
    for (const id of gone) this.rows.delete(id);
    if (whole || rows.length > 0 || gone.length > 0) this.stale = true;
  }

  /** Draws what ages; lists anew when rows came or went, and once a second since a limit may have passed. */
  tick(now, sure, seen) {
    this.now = now;
    this.sure = sure;
    if (!seen) return;
    if (this.stale || now - this.listed >= 1000) this.list();
    else this.table.draw();
    this.kind.pane.tick(now, sure);
  }

  list() {
    if (this.now === undefined) return;
    this.stale = false;
    this.listed = this.now;
    const all = [...this.rows.values()];
    this.filters.offer(all);
    const passed = this.filters.passing(all, this.now).sort(this.comparison());
    this.table.show(this.lined(passed));
    this.total.textContent = fill(this.words["list.total"], {
      n: count(passed.length, this.words),
      of: count(all.length, this.words),
    });
    this.none.hidden = passed.length > 0;
    for (const head of this.heads) {
      const here = head.dataset.column === this.order.key;
      head.setAttribute("aria-sort", !here ? "none" : this.order.down ? "descending" : "ascending");
    }
    this.renew();
  }

  /** The table's rows, of those that pass: one each. */
  lined(rows) {
    return rows;
  }

  rowOf(id) {
    return this.rows.get(id);
  }

  /** By the chosen column, then by the list's own order, then by id: no two rows ever change places for nothing. */
  comparison() {
    const { columns, first } = this.kind;
    const by = columns.find((column) => column.key === this.order.key).by;
    const then = columns.find((column) => column.key === first).by;
    const sign = this.order.down ? -1 : 1;
    return (a, b) => sign * compare(by(a), by(b)) || compare(then(a), then(b)) || compare(a.id, b.id);
  }

  open(row) {
    this.element.dataset.open = "yes";
    this.desk.people.reads(this.kind.caseOf(row));
    this.note("");
    this.show(row);
  }

  show(row) {
    this.shown = row;
    this.kind.pane.show(row, this.now, this.sure);
  }

  /** The pane's row as it stands now. That it changed is said, and that it left: then its last state stays. */
  renew() {
    const row = this.rowOf(this.table.chosen);
    if (row) {
      if (this.left || !same(row, this.shown)) this.note("changed");
      this.show(row);
    } else if (this.shown && !this.left && performance.now() - this.began >= WHOLE) this.note("left");
  }

  note(key) {
    this.left = key === "left";
    const time = key && clock(this.now, this.desk.scene().zone);
    this.kind.pane.note(key, key && fill(this.words[`pane.${key}`], { time }));
  }

  // what keys do

  seek() {
    this.filters.input.focus();
    this.filters.input.select();
  }

  /** Moves the choice; who types in the search goes on typing. */
  step(by) {
    if (!this.filters.input.matches(":focus")) this.table.view.focus({ preventScroll: true });
    this.table.move(by);
  }

  enter() {
    if (!this.table.rows.some((row) => row.id === this.table.chosen)) this.table.move(0);
    this.element.querySelector(".pane").focus();
  }

  back() {
    const found = this.filters.input.matches(":focus") && this.filters.search;
    if (!found) return this.shut();
    this.filters.reset();
    return this.table.view.focus();
  }

  shut() {
    delete this.element.dataset.open;
    this.table.view.focus();
  }

  /** Opens the row of this id, whatever the filters say. */
  goTo(id) {
    if (!this.rows.has(id)) return;
    this.filters.reset();
    const i = this.table.rows.findIndex((row) => row.id === id);
    if (i >= 0) this.table.reveal(i);
    this.table.choose(this.rows.get(id));
  }
}

/** Whether both say the same but for the place in the list. */
function same(row, other) {
  return row === other || JSON.stringify({ ...row, rank: 0 }) === JSON.stringify({ ...other, rank: 0 });
}

function compare(a, b) {
  if (a === b) return 0;
  if (typeof a === "string") return a < b ? -1 : 1;
  return a - b;
}
