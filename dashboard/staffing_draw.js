// One queue's next 24 h: above the expected calls in their band, below people needed and rostered. No hue says anything
// alone: what lacks is hatched and has its number, Erlang A is dashed, rostered is the thick line.

import { hour } from "./format.js";

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, LEFT, RIGHT] = [640, 26, 6];
const CALLS = { top: 14, bottom: 92 };
const PEOPLE = { top: 120, bottom: 206 };
const HEIGHT = 224;
const NAME = 90; // of a shift
const TICK = 3 * 3_600_000;

/** `queue`: as the document says it; `turns`: {name, starts}. */
export function chart({ staffing, lacking }, { turns, zone, step }) {
  const svg = node("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" });
  const { starts } = staffing;
  const x = (at) => LEFT + ((WIDTH - LEFT - RIGHT) * (at - starts[0])) / (starts.length * step);
  const scene = { svg, x, starts, step };
  const calls = scale(CALLS, [...staffing.high, ...staffing.mid]);
  const people = scale(PEOPLE, [...staffing.needed_c, ...staffing.needed_a, ...staffing.rostered]);
  axes(scene, [calls, people], zone);
  for (const [at, turn] of turns.entries()) shift(scene, turn, turns[at + 1]);
  for (const run of runs(staffing.mid)) {
    const there = run.flatMap((at) => [at, at + 1]);
    const along = (values, at, i) => `${x(starts[0] + at * step)},${calls.y(values[run[Math.floor(i / 2)]])}`;
    const upper = there.map((at, i) => along(staffing.high, at, i));
    const lower = there.map((at, i) => along(staffing.low, at, i)).reverse();
    svg.append(node("polygon", { class: "band", points: [...upper, ...lower].join(" ") }));
  }
  line(scene, "mid", staffing.mid, calls);
  for (const stretch of lacking) lack(scene, stretch, staffing, people);
  line(scene, "patient", staffing.needed_a, people);
  line(scene, "needed", staffing.needed_c, people);
  line(scene, "rostered", staffing.rostered, people);
  return svg;
}

function scale({ top, bottom }, values) {
  const highest = Math.max(1, ...values.map((value) => value ?? 0));
  return { top, bottom, highest, y: (value) => bottom - ((bottom - top) * value) / highest };
}

function axes({ svg, x, starts, step }, panels, zone) {
  for (const { top, bottom, highest } of panels) {
    svg.append(node("line", { class: "axis", x1: LEFT, x2: WIDTH - RIGHT, y1: bottom, y2: bottom }));
    svg.append(text("most", LEFT - 4, top + 4, String(Math.round(highest))), text("most", LEFT - 4, bottom, "0"));
  }
  const ends = starts.at(-1) + step;
  for (const at of starts.filter((start) => start % TICK === 0 && start < ends))
    svg.append(
      node("line", { class: "tick", x1: x(at), x2: x(at), y1: CALLS.top, y2: PEOPLE.bottom }),
      text("hour", x(at), HEIGHT - 4, hour(at, zone)),
    );
}

/** Its name stands where there is room before the next. */
function shift({ svg, x, starts }, { name, starts: begins }, next) {
  const at = x(Math.max(begins, starts[0]));
  svg.append(node("line", { class: "turn", x1: at, x2: at, y1: PEOPLE.top - 16, y2: PEOPLE.bottom }));
  const room = (next ? x(next.starts) : WIDTH) - at;
  if (room > NAME) svg.append(text("turning", at + 4, PEOPLE.top - 8, name));
}

/** Between those rostered and those needed, with how many lack in the worst quarter. */
function lack({ svg, x, starts, step }, { starts: from, ends, lacking }, staffing, people) {
  for (let at = (from - starts[0]) / step; starts[0] + at * step < ends; at += 1) {
    const [top, bottom] = [people.y(staffing.needed_c[at]), people.y(staffing.rostered[at])];
    const [left, right] = [x(starts[0] + at * step), x(starts[0] + (at + 1) * step)];
    svg.append(
      node("rect", {
        class: "lack",
        fill: "url(#lack)",
        x: left,
        y: top,
        width: right - left + 0.3,
        height: bottom - top,
      }),
    );
  }
  svg.append(text("number", Math.min((x(from) + x(ends)) / 2, WIDTH - RIGHT - 12), people.bottom - 6, `−${lacking}`));
}

/** Steps, with a hole wherever something is not known. */
function line({ svg, x, starts, step }, name, values, { y }) {
  for (const run of runs(values)) {
    const points = run.flatMap((at) => [at, at + 1].map((edge) => `${x(starts[0] + edge * step)},${y(values[at])}`));
    svg.append(node("polyline", { class: name, points: points.join(" ") }));
  }
}

/** The places of what is known, one list a stretch. */
function runs(values) {
  const found = [];
  values.forEach((value, at) => {
    if (value === null) return;
    if (at > 0 && values[at - 1] !== null) found.at(-1).push(at);
    else found.push([at]);
  });
  return found;
}

function text(name, x, y, said) {
  const element = node("text", { class: name, x, y });
  element.textContent = said;
  return element;
}

function node(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
