// The map at the desk: filters, what stands beside the map, its table twin and its past.

import { Bound } from "./dom.js";
import { fill } from "./format.js";
import { Drawing } from "./map_draw.js";
import { Filters } from "./map_filters.js";
import { Labels } from "./map_labels.js";
import { Past } from "./map_past.js";
import { Side } from "./map_side.js";
import { Twin } from "./map_table.js";
import { classOf, measure, settled, sideOf, viewOf } from "./map_view.js";
import { townLabels } from "./map_wall.js";
import { groupLine, listed, period, placeOf, placesOf, signalShort } from "./map_words.js";

const NOTHING = { views: [], signals: [], gaps: [], facilities: [], shapes: {}, names: {}, regions: {}, forms: {} };
const FIRST = { window: "7d", layer: "cell", form: "", risk: "all" };
const pixel = () => 1;

export class DeskMap {
  constructor(map, land, { words, towns, source }) {
    Object.assign(this, { map, words, towns, document: null, wish: FIRST, view: null, fitted: false });
    this.bound = new Bound(document.body, words);
    const tip = (group) => tipOf(this.line(group));
    this.drawing = new Drawing(map, land, { unit: pixel, tip });
    this.labels = new Labels(map);
    L.control.zoom({ zoomInTitle: words["map.zoom.in"], zoomOutTitle: words["map.zoom.out"] }).addTo(map);
    map.getContainer().setAttribute("aria-label", words["map.label"]);
    this.filters = new Filters(words, (wish) => this.choose(wish));
    this.past = new Past(this.bound, words, () => this.show());
    this.twin = new Twin(this.bound, words);
    this.side = new Side(this.bound, words, source, () => this.marks());
    this.bound.nodes.get("home").addEventListener("click", () => this.home());
    this.home();
  }

  clear() {
    this.document = null;
    this.past.end();
    this.side.clear();
    this.draw(NOTHING, null);
  }

  take(told, now) {
    this.document = { ...NOTHING, ...told };
    this.side.take(this.document, now);
    this.show();
    if (!this.fitted) this.home();
    this.fitted = true;
  }

  choose(wish) {
    this.wish = { ...this.wish, ...wish };
    this.past.end();
    this.show();
  }

  /** Draws what is chosen, of now or of the past. */
  show() {
    const told = this.document;
    if (told === null) return;
    this.choice = settled(told.views, this.wish);
    this.filters.draw(told, this.choice);
    this.past.choose(this.choice, told);
    const was = this.past.view;
    const view = was ?? viewOf(told.views, this.choice) ?? null;
    this.draw(was ? { ...told, signals: [], shapes: this.past.shapes } : told, view);
    const { words } = this;
    const when = view ? period(view, told.zone, words) : "";
    this.bound.text("title", view ? fill(words["map.title"], { period: when }) : words["map.title.none"]);
    this.side.view(told, view, Boolean(was));
    document.documentElement.dataset.past = was ? "yes" : "no";
  }

  draw(told, view) {
    this.view = view;
    this.drawing.view(view, told.shapes);
    this.spots = this.drawing.hotspots(told.signals, told.shapes);
    this.twin.take(this.rows(view));
    this.marks();
  }

  place(group) {
    const { drawing, words } = this;
    const codes = drawing.municipalities(group);
    const place = placeOf(group, placesOf({ places: codes }, this.document), words);
    if (group.region || codes.length !== 1 || codes[0] === group.nodes[0]) return place;
    const [whole, part] = [drawing.land.get(codes[0]), drawing.rings(group)].map((rings) => measure(rings).centre);
    return fill(words["map.part"], { place, side: words[`map.side.${sideOf(whole, part)}`] });
  }

  line(group) {
    return groupLine(group, this.place(group), this.document, this.words);
  }

  /** The groups as the table says them: the same as on the map. */
  rows(view) {
    return (view?.groups ?? []).map((group) => {
      const rings = this.drawing.rings(group);
      const area = rings.length ? measure(rings).area : 0;
      return { ...group, place: this.place(group), area, least: this.document.least };
    });
  }

  /** Everything that stands on the map as text: signals, services, towns, and each group's class. */
  marks() {
    const { words, document: told } = this;
    const spots = (this.spots ?? []).map(([signal, bounds]) => {
      const at = [bounds.getNorth(), bounds.getCenter().lng];
      return {
        at,
        text: signalShort(signal, listed(placesOf(signal, told), words, 1), words),
        className: "spot",
        rank: 0,
      };
    });
    const services = this.side.facilities ? (told?.facilities ?? []) : [];
    const places = services.map((one) => {
      const at = [one.latitude, one.longitude];
      const values = { kind: words[`map.facility.${one.kind}`], name: one.name };
      return { at, text: fill(words["map.facility"], values), className: "service", rank: 5 };
    });
    const classes = [...this.drawing.groups.values()].map(({ group, rings }) => {
      const [x, y] = measure(rings).centre;
      return { at: [y, x], text: String(classOf(group.level) || "?"), className: "class", rank: 1000 };
    });
    this.labels.put("signals", spots);
    this.labels.put("services", places);
    this.labels.put("towns", townLabels(this.towns));
    this.labels.put("classes", classes);
  }

  home() {
    this.map.fitBounds(this.drawing.bounds(), { animate: false, padding: [24, 24] });
  }

  sized() {
    this.labels.settle();
  }
}

function tipOf(text) {
  const made = document.createElement("span");
  made.textContent = text;
  return made;
}
