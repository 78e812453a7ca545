// Draws groups and signals on Leaflet's map. What did not change is not touched; the map itself is never made again.

import { measure, outline, within } from "./map_view.js";

const SVG = "http://www.w3.org/2000/svg";
const PANES = ["land", "groups", "edges", "signals"]; // from below
const HATCH = "map-hatch";
const WIDE = 10; // times the area of the group in the middle, and a group is far and wide

const flip = (ring) => ring.map(([x, y]) => [y, x]);

export class Drawing {
  /** `land`: rings by municipality's code. `unit`: how many pixels one of a 1920 by 1080 screen is here. `tip` makes
   * the element that says what a group is, where there is a pointer. */
  constructor(map, land, { unit, tip = null }) {
    Object.assign(this, { map, land, unit, tip, groups: new Map(), signals: new Map(), shapes: {}, inside: new Map() });
    this.renderers = Object.fromEntries(PANES.map((name, at) => [name, paneOf(map, name, at)]));
    const whole = [...land.values()].flat().map(flip);
    this.ground = L.polygon(whole, { renderer: this.renderers.land, className: "land", interactive: false }).addTo(map);
    this.edges = this.lines("edges", "edges");
    this.patterned();
  }

  lines(pane, className) {
    const style = { renderer: this.renderers[pane], className, interactive: false, fill: false, smoothFactor: 0.5 };
    return L.polyline([], style).addTo(this.map);
  }

  /** Hatching: we do not know. */
  patterned() {
    const pattern = element("pattern", { id: HATCH, patternUnits: "userSpaceOnUse", patternTransform: "rotate(-45)" });
    const size = 12 * this.unit();
    for (const side of ["width", "height"]) pattern.setAttribute(side, size);
    pattern.append(element("rect", { width: size, height: size, class: "hatch" }));
    pattern.append(element("rect", { width: size, height: size / 2, class: "hatch line" }));
    const root = this.renderers.groups._container;
    root.querySelector("defs")?.remove();
    root.prepend(element("defs", {}));
    root.firstChild.append(pattern);
  }

  /** Rings of everything that the group is made of. */
  rings(group) {
    return group.nodes.flatMap((node) => this.shapes[node] ?? this.land.get(node) ?? []);
  }

  /** Puts a view in the place of the one that stands. */
  view(view, shapes) {
    this.shapes = shapes;
    const drawn = new Map();
    const around = [];
    for (const group of view?.groups ?? []) {
      const rings = this.rings(group);
      if (!rings.length) continue;
      const key = `${group.nodes}`;
      drawn.set(key, this.group(this.groups.get(key), group, rings));
      around.push(...outline(rings));
    }
    for (const [key, one] of this.groups) if (!drawn.has(key)) one.remove();
    this.groups = drawn;
    this.edges.setLatLngs(around.map(flip));
  }

  group(standing, group, rings) {
    const one = standing ?? this.polygon(rings);
    const same = standing && JSON.stringify(one.rings) === JSON.stringify(rings);
    if (standing && !same) one.setLatLngs(rings.map(flip));
    Object.assign(one, { group, rings });
    one.getElement().dataset.level = group.level;
    return one;
  }

  polygon(rings) {
    const style = { renderer: this.renderers.groups, className: "group", stroke: false, smoothFactor: 0.5 };
    const one = L.polygon(rings.map(flip), { ...style, interactive: this.tip !== null }).addTo(this.map);
    if (this.tip) one.bindTooltip(() => this.tip(one.group), { sticky: true, className: "tip" });
    return one;
  }

  /** Red outlines, and where each is: `[signal, bounds]`. */
  hotspots(signals, shapes) {
    const drawn = new Map();
    for (const signal of signals) {
      const nodes = signal.cells?.length ? signal.cells : signal.places;
      const rings = nodes.flatMap((node) => shapes[node] ?? this.land.get(node) ?? []);
      const one = this.signals.get(signal.id) ?? this.lines("signals", "signal");
      const lines = outline(rings).map(flip);
      const middle = rings.length ? L.latLngBounds([flip([measure(rings).centre])]) : null;
      if (JSON.stringify(lines) !== JSON.stringify(one.drawn)) one.setLatLngs(lines);
      Object.assign(one, { signal, middle, drawn: lines });
      drawn.set(signal.id, one);
    }
    for (const [id, one] of this.signals) if (!drawn.has(id)) one.remove();
    this.signals = drawn;
    return [...drawn.values()].map((one) => [one.signal, one.getBounds()]).filter(([, bounds]) => bounds.isValid());
  }

  /** Codes of the municipalities in which the middle of each of a group's parts lies. */
  municipalities(group) {
    const codes = group.nodes.map((node) => (this.land.has(node) ? node : this.municipality(node)));
    return [...new Set(codes.filter((code) => code))];
  }

  municipality(node) {
    if (!this.inside.has(node) && this.shapes[node]) {
      if (this.inside.size > 5000) this.inside.clear();
      const { centre } = measure(this.shapes[node]);
      this.inside.set(node, [...this.land].find(([, rings]) => within(rings, centre))?.[0] ?? "");
    }
    return this.inside.get(node);
  }

  /** Around what is drawn, or around the whole site. What is far and wide does not decide what it turns to. */
  bounds() {
    const all = [...this.groups.values()].map((one) => ({ one, area: measure(one.rings).area }));
    const usual = all.map(({ area }) => area).sort((a, b) => a - b)[all.length >> 1];
    const found = L.latLngBounds([]);
    for (const { one, area } of all) if (area <= WIDE * usual) found.extend(one.getBounds());
    for (const { middle } of this.signals.values()) if (middle) found.extend(middle);
    return found.isValid() ? found : this.ground.getBounds();
  }
}

function paneOf(map, name, at) {
  const pane = map.createPane(name);
  pane.classList.add(`pane-${name}`);
  pane.style.zIndex = 400 + at;
  return L.svg({ pane: name, padding: 0.5 }).addTo(map);
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
