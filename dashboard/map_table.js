// The table twin: the same groups as on the map, for those who do not read maps.

import { count, fill } from "./format.js";
import { classOf } from "./map_view.js";
import { bounds, levelOf } from "./map_words.js";

const COLUMNS = [
  { key: "place", by: (row) => row.place },
  { key: "level", by: (row) => classOf(row.level) },
  { key: "cases", by: (row) => row.cases?.[0] ?? 0 },
  { key: "weeks", by: (row) => row.weeks ?? 0 },
  { key: "area", by: (row) => row.area },
];

export class Twin {
  constructor(bound, words) {
    Object.assign(this, { bound, words, rows: [], column: COLUMNS[1], down: true, told: "" });
    this.section = bound.nodes.get("twin");
    this.button = bound.nodes.get("table");
    this.body = document.querySelector("[data-list='twin.rows']");
    this.heads = COLUMNS.map((column) => this.head(column));
    document.querySelector("[data-list='twin.heads']").append(...this.heads);
    this.button.addEventListener("click", () => this.turn());
    document.addEventListener("keydown", (event) => this.key(event));
    bound.text("twin.caption", words["map.table.caption"]);
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.matches("select")) return;
    if (event.key === "t") this.turn();
    else if (event.key === "Escape" && !this.section.hidden) this.turn();
  }

  /** Between map and table. */
  turn() {
    this.section.hidden = !this.section.hidden;
    this.button.setAttribute("aria-pressed", String(!this.section.hidden));
    if (!this.section.hidden) this.draw();
    (this.section.hidden ? this.button : this.section).focus();
  }

  head(column) {
    const [cell, button] = [document.createElement("th"), document.createElement("button")];
    cell.scope = "col";
    button.type = "button";
    button.textContent = this.words[`map.column.${column.key}`];
    button.addEventListener("click", () => {
      this.down = this.column === column ? !this.down : column.key !== "place";
      this.column = column;
      this.draw();
    });
    cell.append(button);
    return cell;
  }

  take(rows) {
    const told = JSON.stringify(rows);
    if (told === this.told) return;
    Object.assign(this, { rows, told });
    if (!this.section.hidden) this.draw();
  }

  draw() {
    const sign = this.down ? -1 : 1;
    const { by } = this.column;
    const text = (a, b) => a.place.localeCompare(b.place, this.words.locale);
    const order = (a, b) => (this.column.key === "place" ? sign * text(a, b) : sign * (by(a) - by(b)) || text(a, b));
    for (const [at, cell] of this.heads.entries()) {
      const sorted = this.down ? "descending" : "ascending";
      cell.setAttribute("aria-sort", COLUMNS[at] === this.column ? sorted : "none");
    }
    this.body.replaceChildren(...[...this.rows].sort(order).map((row) => this.row(row)));
  }

  row(row) {
    const made = document.createElement("tr");
    for (const [at, text] of this.cells(row).entries()) {
      const cell = document.createElement(at === 0 ? "th" : "td");
      if (at === 0) cell.scope = "row";
      if (at === 1) made.dataset.level = row.level;
      cell.textContent = text;
      made.append(cell);
    }
    return made;
  }

  cells(row) {
    const { words } = this;
    const [level, n] = [levelOf(row.level, words), classOf(row.level)];
    return [
      row.place,
      n ? fill(words["map.class"], { level, n }) : level,
      bounds(row.cases, row.least, words),
      fill(words["map.weeks"], { n: row.weeks ?? 0 }),
      fill(words["map.area"], { n: count(Math.max(1, row.area), words) }),
    ];
  }
}
