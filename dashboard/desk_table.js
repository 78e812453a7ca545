// A table of any length: only the rows in sight have elements, and scrolling uses them again.

import { Bound, part } from "./dom.js";

const SPARE = 4; // rows drawn beyond the sight's edge
const SETTLE = 700; // ms in which a table that is told everything again keeps its length, and so its place

export class Table {
  /** `draw(bound, row)` fills a line; `pick(row)` hears of a choice. `height` of a line in pixels, as in the CSS. */
  constructor(element, { parts, line, height, draw, pick, words }) {
    Object.assign(this, { element, parts, line, height, words, pick });
    this.fill = draw;
    this.view = element.querySelector(".view");
    this.lines = element.querySelector(".lines");
    this.rows = [];
    this.pool = [];
    this.chosen = "";
    this.settled = 0;
    this.view.addEventListener("scroll", () => this.draw(), { passive: true });
    this.lines.addEventListener("click", (event) => this.click(event));
    this.tall = 0; // of the view: asking it anew at each draw would lay the page out again
    this.sight = new ResizeObserver(() => this.seen());
    this.sight.observe(this.view);
  }

  close() {
    this.sight.disconnect();
  }

  /** Everything will be said again: rows that are gone for a moment leave their room. */
  refill() {
    this.settled = performance.now() + SETTLE;
  }

  show(rows) {
    this.rows = rows;
    const length = rows.length * this.height;
    const before = this.length ?? 0;
    this.length = performance.now() < this.settled ? Math.max(before, length) : length;
    if (this.length !== before) this.lines.style.height = `${this.length}px`;
    this.view.setAttribute("aria-rowcount", rows.length);
    this.draw();
  }

  seen() {
    this.tall = this.view.clientHeight;
    this.draw();
  }

  draw() {
    const { rows, pool, height, tall } = this;
    if (tall === 0) return;
    const room = Math.ceil(tall / height) + 1 + 2 * SPARE;
    while (pool.length < Math.min(room, rows.length)) pool.push(this.made());
    while (pool.length > room) pool.pop().root.remove();
    const first = Math.max(0, Math.floor(this.view.scrollTop / height) - SPARE);
    const last = Math.min(rows.length, first + pool.length);
    for (let i = first; i < last; i++) this.place(pool[i % pool.length], i);
    for (let i = last; i < first + pool.length; i++) this.rest(pool[i % pool.length]);
  }

  made() {
    const bound = new Bound(part(this.parts, this.line), this.words);
    bound.at = -1;
    this.lines.append(bound.root);
    return bound;
  }

  place(bound, i) {
    const row = this.rows[i];
    if (bound.at !== i) {
      bound.at = i;
      bound.root.style.transform = `translateY(${i * this.height}px)`;
      bound.root.setAttribute("aria-rowindex", i + 1);
      bound.root.hidden = false;
    }
    bound.mark("line", "chosen", row.id === this.chosen ? "yes" : "");
    this.fill(bound, row);
  }

  rest(bound) {
    if (bound.at === -1) return;
    bound.at = -1;
    bound.root.hidden = true;
  }

  click(event) {
    const root = event.target.closest(".line");
    const bound = this.pool.find((one) => one.root === root);
    if (bound) this.choose(this.rows[bound.at]);
  }

  /** Chooses a row; tells of it. */
  choose(row) {
    this.chosen = row.id;
    this.draw();
    this.pick(row);
  }

  /** Chooses the row so many further, the first when none was, and has it in sight. */
  move(by) {
    if (this.rows.length === 0) return;
    const at = this.rows.findIndex((row) => row.id === this.chosen);
    const next = at < 0 ? 0 : Math.min(this.rows.length - 1, Math.max(0, at + by));
    this.reveal(next);
    this.choose(this.rows[next]);
  }

  reveal(i) {
    const [top, tall] = [i * this.height, this.view.clientHeight];
    const { scrollTop } = this.view;
    if (top < scrollTop) this.view.scrollTop = top;
    else if (top + this.height > scrollTop + tall) this.view.scrollTop = top + this.height - tall;
  }
}
