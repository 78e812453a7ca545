// One small picture of a measure's periods: what was counted, the median of those before, and what is not known. No hue
// says anything alone: the median is dashed, a period that lacks days is hollow, one without any is hatched.

const SVG = "http://www.w3.org/2000/svg";
export const WIDTH = 320;
export const HEIGHT = 96;
const TOP = 16; // for the numbers of the marks
const LEFT = 6;

/** `points`: [starts, days, missing, value, median]; `marks`: {date, name} in order. */
export function chart(points, marks) {
  const svg = node("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" });
  const highest = Math.max(1, ...points.flatMap(([, , , value, median]) => [value ?? 0, median ?? 0]));
  const step = (WIDTH - 2 * LEFT) / Math.max(1, points.length);
  const x = (at) => LEFT + step * (at + 0.5);
  const y = (value) => HEIGHT - 2 - ((HEIGHT - TOP - 4) * value) / highest;
  points.forEach(([, , missing, value], at) => {
    const width = Math.max(1.5, step * 0.72);
    const across = { x: x(at) - width / 2, width };
    if (value === null)
      svg.append(node("rect", { class: "gap", fill: "url(#hatch)", ...across, y: TOP, height: HEIGHT - TOP - 2 }));
    else {
      const height = Math.max(0.8, HEIGHT - 2 - y(value));
      svg.append(
        node("rect", { class: missing ? "value partial" : "value", ...across, y: HEIGHT - 2 - height, height }),
      );
    }
  });
  for (const run of runs(points)) {
    const path = run.map((at) => `${x(at) - step / 2},${y(points[at][4])} ${x(at) + step / 2},${y(points[at][4])}`);
    svg.append(node("polyline", { class: "median", points: path.join(" ") }));
  }
  marks.forEach(({ date }, number) => {
    const at = holding(points, date);
    if (at < 0) return;
    svg.append(node("line", { class: "mark", x1: x(at), x2: x(at), y1: TOP - 4, y2: HEIGHT - 2 }));
    const label = node("text", { class: "number", x: x(at), y: TOP - 6 });
    label.textContent = String(number + 1);
    svg.append(label);
  });
  return svg;
}

/** Stretches of periods that have a median, as their places. */
function runs(points) {
  const found = [];
  points.forEach(([, , , , median], at) => {
    if (median === null) return;
    if (at > 0 && points[at - 1][4] !== null) found.at(-1).push(at);
    else found.push([at]);
  });
  return found;
}

/** The place of the period that holds a civil day; -1: none does. */
function holding(points, day) {
  const at = points.findLastIndex(([starts]) => starts <= day);
  if (at < 0) return -1;
  const [starts, days] = points[at];
  const ends = new Date(Date.parse(`${starts}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  return day < ends ? at : -1;
}

function node(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
