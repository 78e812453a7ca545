// What of a map's document is to be seen, and where it lies. Pure.

export const CLASSES = ["less", "usual", "more", "much"]; // from little to much; a level's class is its place here + 1
const WINDOWS = ["6h", "24h", "7d", "28d"];
const COMPASS = ["n", "ne", "e", "se", "s", "sw", "w", "nw"];
const NEAR = 0.02; // degrees, 2 km
const GRAIN = 1e5; // outlines that meet do so to 1 m

/** 1 to 4; 0 where it is unknown. */
export function classOf(level) {
  return CLASSES.indexOf(level) + 1;
}

/** The view under these filters, if there is one. */
export function viewOf(views, { window, layer, form, risk }) {
  return views.find(
    (view) =>
      view.window === window && view.layer === layer && (view.form ?? "") === form && (view.risk ?? "all") === risk,
  );
}

/** What a wall shows, which nobody can ask for more: a week by cells, else a day by municipalities. */
export function wallChoice(views) {
  const all = { form: "", risk: "all" };
  const week = { window: "7d", layer: "cell", ...all };
  return viewOf(views, week)?.groups.length ? week : { window: "24h", layer: "municipality", ...all };
}

/** The values that each filter may take, given those before it: what no view has cannot be chosen. */
export function choices(views, { window, layer, risk }) {
  const some = (test) => views.some(test);
  const windows = WINDOWS.filter((each) => some((view) => view.window === each));
  const layers = ["municipality", "cell"].filter((each) => some((v) => v.window === window && v.layer === each));
  const here = views.filter((view) => view.window === window && view.layer === layer);
  const risks = ["all", "severe"].filter((each) => here.some((view) => (view.risk ?? "all") === each));
  const forms = [...new Set(here.filter((v) => (v.risk ?? "all") === risk).map((view) => view.form ?? ""))].sort();
  return { window: windows, layer: layers, risk: risks, form: forms };
}

/** The choice nearest to the one wished for that there is a view of. */
export function settled(views, wish) {
  const choice = { ...wish };
  for (const key of ["window", "layer", "risk", "form"]) {
    const possible = choices(views, choice)[key];
    if (possible.length && !possible.includes(choice[key])) choice[key] = possible[0];
  }
  return choice;
}

/** Rings of GeoJSON's features by the code of each. */
export function ringsByCode(collection) {
  const found = new Map();
  for (const { properties, geometry } of collection.features) {
    const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    found.set(properties.code, parts.flat());
  }
  return found;
}

/** The lines around these rings together: an edge that two of them share lies inside. */
export function outline(rings) {
  const seen = new Map();
  for (const ring of rings) {
    for (const [a, b] of edges(ring)) seen.set(named(a, b), (seen.get(named(a, b)) ?? 0) + 1);
  }
  const lines = [];
  for (const ring of rings) {
    let line = null;
    for (const [a, b] of edges(ring)) {
      const shared = seen.get(named(a, b)) > 1;
      if (!shared && line) line.push(b);
      if (!shared && !line) lines.push([a, b]);
      line = shared ? null : lines.at(-1);
    }
  }
  return lines;
}

function edges(ring) {
  return ring.slice(1).map((end, at) => [ring[at], end]);
}

function named(...ends) {
  return ends
    .map(([x, y]) => `${Math.round(x * GRAIN)} ${Math.round(y * GRAIN)}`)
    .sort()
    .join(" ");
}

/** Whether the point lies within the rings, each of which may be a hole in another. */
export function within(rings, [x, y]) {
  let inside = false;
  for (const ring of rings) {
    for (let at = 1; at < ring.length; at++) {
      const [[ax, ay], [bx, by]] = [ring[at - 1], ring[at]];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
  }
  return inside;
}

/** On which side of a middle a point lies: a point of the compass, or centre where it is near. Both longitude first. */
export function sideOf([x0, y0], [x, y]) {
  const [east, north] = [(x - x0) * Math.cos((y0 * Math.PI) / 180), y - y0];
  if (Math.hypot(east, north) < NEAR) return "centre";
  return COMPASS[Math.round((Math.atan2(east, north) * 4) / Math.PI + 8) % 8];
}

/** The centre of the largest ring's area, and km² of them all. Near the equator of each ring's own latitude. */
export function measure(rings) {
  let [largest, centre, total] = [0, rings[0][0], 0];
  for (const ring of rings) {
    const [x0, y0] = ring[0];
    let [twice, cx, cy] = [0, 0, 0];
    for (let at = 1; at < ring.length; at++) {
      const [ax, ay, bx, by] = [ring[at - 1][0] - x0, ring[at - 1][1] - y0, ring[at][0] - x0, ring[at][1] - y0];
      const cross = ax * by - bx * ay;
      twice += cross;
      cx += (ax + bx) * cross;
      cy += (ay + by) * cross;
    }
    total += (Math.abs(twice) / 2) * 111.2 ** 2 * Math.cos((y0 * Math.PI) / 180);
    if (Math.abs(twice) > largest)
      [largest, centre] = [Math.abs(twice), [x0 + cx / (3 * twice), y0 + cy / (3 * twice)]];
  }
  return { centre, area: total };
}
