// The last day's calls against what is usual, as paths in a box of 100 by 100.

import { Bound, part, toneOf } from "./dom.js";
import { count, fill, hourMinute } from "./format.js";

const HALF_HOUR = 1_800_000;

/** Where each point stands: x by the end of its half hour, y by the highest value drawn. */
export function scale(trend) {
  const ends = trend.starts.map((start) => start + HALF_HOUR);
  const first = ends[0];
  const span = Math.max(1, ends[ends.length - 1] - first);
  const top = Math.max(4, ...trend.points, ...trend.high.map((v) => v ?? 0)) * 1.08;
  return {
    top,
    x: (i) => ((ends[i] - first) / span) * 100,
    y: (v) => 100 - (v / top) * 100,
    at: (instant) => ((instant - first) / span) * 100,
  };
}

function path(indices, x, y) {
  return indices.map((i, n) => `${n ? "L" : "M"}${x(i).toFixed(2)} ${y(i).toFixed(2)}`).join("");
}

/** Stretches of indices for which the history says what is usual. */
export function stretches(values) {
  const found = [];
  values.forEach((value, i) => {
    if (value === null) return;
    if (i === 0 || values[i - 1] === null) found.push([]);
    found[found.length - 1].push(i);
  });
  return found.filter((stretch) => stretch.length > 1);
}

export function paths(trend) {
  const { x, y } = scale(trend);
  const usual = stretches(trend.mid);
  const all = trend.points.map((_, i) => i);
  return {
    line: path(all, x, (i) => y(trend.points[i])),
    mid: usual.map((s) => path(s, x, (i) => y(trend.mid[i]))).join(""),
    band: usual
      .map((s) => {
        const back = path([...s].reverse(), x, (i) => y(trend.low[i])).replace("M", "L");
        return `${path(s, x, (i) => y(trend.high[i]))}${back}Z`;
      })
      .join(""),
  };
}

/** Values at which a line helps reading: one to three round steps below the top. */
export function steps(top) {
  const size = 10 ** Math.floor(Math.log10(top));
  const step = [0.5, 1, 2, 5].map((n) => n * size).find((n) => top / n < 4 && n >= 1) ?? size;
  const found = [];
  for (let value = step; value < top * 0.98; value += step) found.push(value);
  return found;
}

export class TrendDrawing {
  constructor(root, parts, words) {
    this.words = words;
    this.parts = parts;
    this.drawn = "";
    this.ticked = "";
    this.paths = Object.fromEntries([...root.querySelectorAll("[data-path]")].map((e) => [e.dataset.path, e]));
    this.plot = root.querySelector('[data-list="plot"]');
    this.axis = root.querySelector('[data-list="axis"]');
    this.bound = new Bound(root, words);
  }

  update(trend, zone, heard) {
    this.say(trend, heard);
    const now = trend.starts[trend.starts.length - 1];
    const drawn = `${trend.points}|${trend.high}|${trend.starts[0]}|${Math.floor(now / 60_000)}`;
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    for (const [name, d] of Object.entries(paths(trend))) this.paths[name].setAttribute("d", d);
    const { y, top, at } = scale(trend);
    this.paths.dot.style.top = `${y(trend.points[trend.points.length - 1])}%`;
    this.rule(steps(top), y, trend, at, zone);
  }

  say(trend, heard) {
    const { words, bound } = this;
    const last = trend.points.length - 1;
    const usual = trend.mid[last] !== null;
    const values = { weeks: trend.weeks, wanted: trend.weeks_wanted, n: count(trend.points[last], words) };
    if (usual) Object.assign(values, { low: count(trend.low[last], words), high: count(trend.high[last], words) });
    const learning = trend.weeks < trend.weeks_wanted ? words["trend.weeks"] : "";
    const now = words[usual ? "trend.now" : "trend.alone"] + learning;
    bound.mark("trend", "tone", toneOf(trend));
    bound.text("trend.now", heard ? (trend.tone === "crossed" ? "▲ " : "") + fill(now, values) : words["unknown.note"]);
    bound.text("trend.usual", usual && !learning ? words["trend.usual"] : "");
  }

  /** Lines at round values, and the hours of the site below; both change seldom. */
  rule(values, y, trend, at, zone) {
    const ticked = `${values}|${Math.round(y(values[0]))}|${trend.starts[0]}`;
    if (ticked === this.ticked) return;
    this.ticked = ticked;
    for (const old of this.plot.querySelectorAll(".tick")) old.remove();
    for (const value of values) this.plot.prepend(this.tick(count(value, this.words), "top", y(value)));
    const hours = [this.tick(this.words["trend.ago"], "left", 0), this.tick(this.words["trend.present"], "left", 100)];
    for (const start of trend.starts) {
      const text = hourMinute(start, zone);
      const left = at(start);
      if (/^(00|06|12|18):00$/.test(text) && left > 16 && left < 84) hours.push(this.tick(text, "left", left));
    }
    this.axis.replaceChildren(...hours);
  }

  tick(text, side, at) {
    const element = part(this.parts, "tick");
    element.textContent = text;
    element.style[side] = `${at}%`;
    return element;
  }
}
