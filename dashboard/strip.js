// The window strip: every open follow-up moves right toward the hour its window closes.

import { Bound, listIn, part, toneOf } from "./dom.js";
import { count, fill, hourMinute, percent, plural } from "./format.js";
import { arrange, axis, block, labels, looks, outline } from "./marks.js";

const HOUR = 3_600_000; // ms
const SVG = "http://www.w3.org/2000/svg";
const EVERY = 12; // hours between two marks of the axis
const LEGEND = {
  severe: { state: "open", severe: true, hollow: false },
  other: { state: "open", severe: false, hollow: false },
  hollow: { state: "open", severe: false, hollow: true },
  unsafe: { state: "overdue_unsafe", severe: false, hollow: false },
};

export class StripPanel {
  constructor(parts, words) {
    this.words = words;
    this.parts = parts;
    this.element = part(parts, "strip");
    this.bound = new Bound(this.element, words);
    this.field = listIn(this.element, "field");
    this.moving = this.element.querySelector(".moving");
    this.paths = new Map();
    this.labels = [];
    this.drawn = "";
    this.moved = Number.NaN;
    this.sizes = new ResizeObserver(() => this.strip && this.draw());
    this.sizes.observe(this.field);
  }

  close() {
    this.sizes.disconnect();
  }

  update(strip, now, zone) {
    this.strip = strip;
    this.now = now;
    this.figures(strip, zone);
    this.beyond(strip.pinned);
    const drawn = `${strip.marks.join()}|${Math.floor(now / 60_000)}`;
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.draw();
  }

  figures(strip, zone) {
    const { bound, words } = this;
    const whole = (n) => count(n, words);
    bound.text("title", fill(words.strip, { opens: strip.opens, closes: strip.closes }));
    bound.text("open", plural("strip.open", strip.open, words));
    bound.figure("overdue", strip.overdue, whole, words, "overdue.lead");
    const severe = strip.overdue_severe ? plural("strip.severe", strip.overdue_severe, words) : "";
    const unsafe = strip.overdue_unsafe ? plural("strip.unsafe", strip.overdue_unsafe, words) : "";
    bound.text("overdue.of", [severe, unsafe].filter(Boolean).join("\n"));
    bound.figure("before", strip.closing_before, whole, words, "before.lead");
    bound.text("before.label", fill(words["strip.before"], { time: hourMinute(strip.shift_ends, zone) }));
    bound.figure("inside", strip.in_window, percent, words, "inside.lead");
    bound.text("inside.unit", strip.in_window.known ? "" : "%");
    bound.text("inside.of", fill(words["strip.inside.of"], { n: whole(strip.in_window_of) }));
    bound.text("gone", strip.unreachable ? plural("strip.unreachable", strip.unreachable, words) : "");
    this.missing(strip);
  }

  missing({ people, will_miss }) {
    const { bound, words } = this;
    const nobody = people.known || will_miss.known;
    bound.text("people", nobody ? words["strip.people.unknown"] : plural("strip.people", people.value, words));
    const none = will_miss.value ? plural("strip.miss", will_miss.value, words) : words["strip.miss.none"];
    bound.text("miss", nobody ? "" : none);
    bound.mark("miss", "tone", nobody ? "" : toneOf(will_miss));
  }

  /** Those that have left the axis: the oldest with its hours, and how many more. */
  beyond(pinned) {
    const { bound, words } = this;
    bound.mark("beyond", "none", pinned ? "" : "yes");
    bound.text("beyond.more", pinned && pinned.count > 1 ? `+${count(pinned.count - 1, words)}` : "");
    if (!pinned) bound.text("beyond.age", "0");
    const icon = listIn(this.element, "pinned");
    if (pinned) this.icon(icon, { state: "overdue", ...pinned });
  }

  draw() {
    const { strip, field } = this;
    const unit = Math.min(innerWidth / 1920, innerHeight / 1080);
    const [width, height] = [field.clientWidth / unit, field.clientHeight / unit];
    if (width <= 0 || height <= 0) return;
    this.anchor = this.now;
    this.axis = axis(strip, width);
    const x = (instant) => this.axis.at((this.now - instant) / HOUR + strip.closes);
    const arranged = arrange(strip.marks, height);
    field.firstElementChild.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.bound.mark("panel", "kind", arranged.kind);
    this.legend(arranged.kind);
    this.bound.text("beyond.name", fill(this.words["strip.beyond"], { n: this.axis.last }));
    this.trace(looks(arranged, x, this.axis.unit, height));
    this.label(labels(arranged, x, height));
    this.rule(strip);
    this.coming(strip, x);
    this.moved = Number.NaN;
  }

  trace(found) {
    for (const [key, path] of this.paths) if (!found.has(key)) path.setAttribute("d", "");
    for (const [key, look] of found) {
      if (!this.paths.has(key)) this.paths.set(key, this.path(look));
      this.paths.get(key).setAttribute("d", look.d);
    }
    for (const [key, path] of this.paths) path.dataset.count = found.get(key)?.count ?? 0;
  }

  path(look) {
    const path = document.createElementNS(SVG, "path");
    dress(path, look);
    this.moving.prepend(path);
    return path;
  }

  label(found) {
    while (this.labels.length < found.length) {
      this.labels.push(this.moving.appendChild(document.createElementNS(SVG, "text")));
    }
    for (const [i, text] of this.labels.entries()) {
      text.textContent = found[i] ? count(found[i].total, this.words) : "";
      if (!found[i]) continue;
      text.setAttribute("x", found[i].x.toFixed(1));
      text.setAttribute("y", found[i].y.toFixed(1));
    }
  }

  /** The window's zones and hours: they change with the site's limits only. */
  rule({ opens, closes, closing }) {
    const ruled = `${opens} ${closes} ${closing}`;
    if (ruled === this.ruled) return;
    this.ruled = ruled;
    const share = (hours) => (100 * this.axis.at(hours)) / this.axis.at(this.axis.last);
    const ends = [0, opens, closes - closing, closes, this.axis.last];
    for (const [i, zone] of ["early", "open", "closing", "overdue"].entries()) {
      const style = this.bound.nodes.get(`zone.${zone}`).style;
      style.left = `${i ? share(ends[i]) : 0}%`;
      style.right = `${100 - share(ends[i + 1])}%`;
    }
    const hours = [];
    for (let at = 0; at <= this.axis.last; at += EVERY) hours.push(this.hours(at, share(at)));
    listIn(this.element, "hours").replaceChildren(...hours);
  }

  hours(hours, share) {
    const element = part(this.parts, "tick");
    element.textContent = fill(this.words["age.hours"], { n: hours });
    element.style.left = `${share}%`;
    return element;
  }

  /** Promises whose windows are further off than the axis reaches. */
  coming({ marks }, x) {
    const n = marks.reduce((sum, [slot, , , , many]) => sum + (x(slot) < 0 ? many : 0), 0);
    this.bound.text("coming", n ? fill(this.words["strip.coming"], { n: count(n, this.words) }) : "");
  }

  /** The looks of what stands there, each with its word. */
  legend(kind) {
    for (const [name, look] of Object.entries(LEGEND)) this.icon(listIn(this.element, name), look, kind);
  }

  icon(svg, look, kind = "marks") {
    const path = svg.firstElementChild ?? svg.appendChild(document.createElementNS(SVG, "path"));
    dress(path, look);
    const mark = () => outline(look, 10, 10, look.hollow ? 6.4 : 7.4);
    path.setAttribute("d", kind === "bars" ? block(look, 3, 3, 14, 14) : mark());
  }

  tick(now) {
    if (!this.axis) return;
    const moved = (((now - this.anchor) / HOUR) * this.axis.unit).toFixed(2);
    if (moved !== this.moved) this.moving.setAttribute("transform", `translate(${moved} 0)`);
    this.moved = moved;
    const { pinned, closes } = this.strip;
    if (!pinned) return;
    const hours = Math.floor((now - pinned.closes) / HOUR + closes);
    this.bound.text("beyond.age", fill(this.words["age.hours"], { n: count(hours, this.words) }));
  }
}

function dress(path, { state, severe, hollow }) {
  path.dataset.state = state;
  path.dataset.severe = severe ? "yes" : "no";
  path.dataset.hollow = hollow ? "yes" : "no";
}
