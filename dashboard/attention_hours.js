// The alarms of the last 48 h as bars, hour by hour, with the lines of what a lead can bear. Texture tells the
// priorities apart, not colour alone.

import { ACCEPTABLE, UTMOST } from "./attention_judge.js";
import { moment } from "./desk_when.js";
import { count, fill, hourMinute } from "./format.js";

const SPACE = "http://www.w3.org/2000/svg";
const HOUR_LONG = 3_600_000; // ms
const TALL = 220; // px
const EDGE = { left: 46, right: 12, top: 14, bottom: 26 }; // px
const STACKED = ["critical", "high", "low"]; // from the bottom up
const CLOSE = 18; // px between two lines that their words need
const MARKED = 6; // hours between two marks of the axis

function shape(name, attributes, text) {
  const made = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

export class HourBars {
  constructor(svg, desk) {
    Object.assign(this, { svg, desk, wide: 0 });
    this.sizes = new ResizeObserver(() => this.figures && this.draw());
    this.sizes.observe(svg.parentElement);
  }

  close() {
    this.sizes.disconnect();
  }

  show(figures, now) {
    Object.assign(this, { figures, now });
    this.draw();
  }

  draw() {
    const { svg, figures } = this;
    this.wide = svg.parentElement.clientWidth;
    if (this.wide === 0) return;
    const { hours, leads } = figures;
    const highest = Math.max(UTMOST * leads, ...hours.map(([, ...counts]) => added(counts)));
    this.y = (n) => EDGE.top + (TALL - EDGE.top - EDGE.bottom) * (1 - n / (highest * 1.08));
    this.x = (at) => EDGE.left + ((this.wide - EDGE.left - EDGE.right) * at) / hours.length;
    svg.setAttribute("viewBox", `0 0 ${this.wide} ${TALL}`);
    svg.setAttribute("height", TALL);
    svg.setAttribute("aria-label", this.said(hours));
    const kept = svg.querySelector("defs");
    svg.replaceChildren(kept, ...this.floods(), ...this.bars(), ...this.lines(), ...this.axis());
  }

  said(hours) {
    const { words } = this.desk;
    return fill(words["attention.hours.said"], { n: count(Math.max(...hours.map(([, ...n]) => added(n))), words) });
  }

  bars() {
    return this.figures.hours.flatMap(([starts, ...counts], at) => {
      const wide = this.x(1) - this.x(0);
      let under = 0;
      const bar = STACKED.map((kind, i) => {
        const [foot, head] = [this.y(under), this.y(under + counts[i])];
        under += counts[i];
        const place = { x: this.x(at) + 1.5, y: head, width: Math.max(1, wide - 3), height: Math.max(0, foot - head) };
        const drawn = shape("rect", { ...place, class: `bar ${kind}` });
        drawn.append(shape("title", {}, this.title(starts, counts)));
        return drawn;
      });
      return bar.filter((_, i) => counts[i] > 0);
    });
  }

  title(starts, [critical, high, low]) {
    const { words, document } = this.desk;
    const when = moment(starts, this.now, document.zone, words);
    return fill(words["attention.bar"], { when, n: critical + high + low, critical, high, low });
  }

  /** What one lead can bear, for as many as are at work now. */
  lines() {
    const { words } = this.desk;
    const { leads } = this.figures;
    return [
      [ACCEPTABLE, "acceptable"],
      [UTMOST, "most"],
    ].flatMap(([limit, key]) => {
      const y = this.y(limit * leads);
      const text = fill(words[`attention.line.${key}`], { n: limit });
      const near = this.y(ACCEPTABLE * leads) - this.y(UTMOST * leads) < CLOSE;
      const below = near && key === "acceptable"; // a flood lays the two lines upon each other
      return [
        shape("line", { x1: EDGE.left, x2: this.wide - EDGE.right, y1: y, y2: y, class: `limit ${key}` }),
        shape(
          "text",
          { x: this.wide - EDGE.right, y: below ? y + 13 : y - 4, class: "limit", "text-anchor": "end" },
          text,
        ),
        shape(
          "text",
          { x: EDGE.left - 8, y: below ? y + 10 : y + 2, "text-anchor": "end" },
          count(limit * leads, words),
        ),
      ];
    });
  }

  floods() {
    const { hours, floods } = this.figures;
    const from = hours[0]?.[0] ?? 0;
    const place = (at) => this.x(Math.min(hours.length, Math.max(0, (at - from) / HOUR_LONG)));
    return floods
      .filter(([, ends]) => (ends ?? this.now) > from)
      .map(([starts, ends]) => {
        const x = place(starts);
        const width = Math.max(3, place(ends ?? this.now) - x);
        return shape("rect", { x, y: EDGE.top, width, height: TALL - EDGE.top - EDGE.bottom, class: "flood" });
      });
  }

  axis() {
    const { zone } = this.desk.document;
    const { hours } = this.figures;
    const base = TALL - EDGE.bottom;
    const marks = hours.flatMap(([starts], at) => {
      const time = hourMinute(starts, zone);
      if (Number(time.slice(0, 2)) % MARKED !== 0) return [];
      return [shape("text", { x: this.x(at), y: base + 18, "text-anchor": "middle" }, time)];
    });
    return [shape("line", { x1: EDGE.left, x2: this.wide - EDGE.right, y1: base, y2: base, class: "base" }), ...marks];
  }
}

function added(numbers) {
  return numbers.reduce((all, n) => all + n, 0);
}
