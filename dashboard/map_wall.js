// The map on the wall: nobody can touch it, so it shows what matters most, in letters that are read from five metres.

import { Bound } from "./dom.js";
import { fill } from "./format.js";
import { Drawing } from "./map_draw.js";
import { Labels } from "./map_labels.js";
import { legend } from "./map_legend.js";
import { viewOf, wallChoice } from "./map_view.js";
import { moment, period, regionOf, signalShort } from "./map_words.js";

const PAD = 26; // px of a 1920 by 1080 screen between what is drawn and the frame
const ROOM = 70; // and above it, where hotspots have their words

export class WallMap {
  constructor(map, land, { words, towns, source }, unit) {
    Object.assign(this, { map, words, towns, unit, fitted: "", document: null });
    this.bound = new Bound(document.body, words);
    this.drawing = new Drawing(map, land, { unit });
    this.labels = new Labels(map);
    this.bound.text("source", source);
    document.querySelector("[data-list=legend]").append(...legend(words));
    this.fit();
  }

  clear() {
    for (const name of ["title", "note", "none"]) this.bound.text(name, "");
    this.draw({ views: [], signals: [], shapes: {} }, null);
  }

  take(told, now) {
    const { bound, words } = this;
    const choice = wallChoice(told.views ?? []);
    const view = viewOf(told.views ?? [], choice) ?? null;
    this.draw(told, view);
    const values = { period: view ? period(view, told.zone, words) : "" };
    bound.text("title", view ? fill(words["map.title"], values) : words["map.title.none"]);
    const asOf = fill(words["map.asof"], { time: moment(told.as_of, now, told.zone, words) });
    bound.text("note", `${fill(words["map.note"], { n: told.least })} · ${asOf}`);
    bound.text("none", told.signals?.length ? "" : words["map.signals.none"]);
  }

  draw(told, view) {
    this.document = told;
    this.drawing.view(view, told.shapes ?? {});
    this.spots = this.drawing.hotspots(told.signals ?? [], told.shapes ?? {});
    this.fit(view ? `${view.window} ${view.layer} ${view.starts} ${this.spots.map(([one]) => one.id)}` : "");
    this.name();
  }

  name() {
    const { words, document: told } = this;
    const spots = this.spots.map(([signal, bounds]) => {
      const at = [bounds.getNorth(), bounds.getCenter().lng];
      return { at, text: signalShort(signal, regionOf(signal, told), words), className: "spot", rank: 0 };
    });
    this.labels.put("signals", spots);
    this.labels.put("towns", townLabels(this.towns));
  }

  /** Nobody can move this map: it turns to what is drawn when that is of another kind or another period. */
  fit(key = "") {
    if (key === this.fitted && key !== "") return;
    this.fitted = key;
    const [pad, top] = [PAD * this.unit(), (this.spots?.length ? ROOM : PAD) * this.unit()];
    const around = { animate: false, paddingTopLeft: [pad, top], paddingBottomRight: [pad, pad] };
    this.map.fitBounds(this.drawing.bounds(), around);
  }

  sized() {
    this.drawing.patterned();
    const key = this.fitted;
    this.fitted = "again";
    this.fit(key);
    this.labels.settle();
  }
}

export function townLabels(towns) {
  return towns.map(({ name, at }, place) => ({ at, text: name, className: "town", rank: 10 + place }));
}
