// What stands beside the map at the desk: signals in full, legend, gaps, services; and the search that is asked for.

import { fill } from "./format.js";
import { legend } from "./map_legend.js";
import { bounds, listed, moment, placesOf, signalLong } from "./map_words.js";

const PATIENCE = 5000; // ms

export class Side {
  constructor(bound, words, source, changed) {
    Object.assign(this, { bound, words, told: "" });
    document.querySelector("[data-list=legend]").append(...legend(words, true));
    this.lists = Object.fromEntries(
      ["signals", "gaps"].map((name) => [name, document.querySelector(`[data-list=${name}]`)]),
    );
    this.box = bound.nodes.get("facilities");
    this.box.addEventListener("change", changed);
    this.scan = bound.nodes.get("scan");
    this.scan.addEventListener("click", () => this.ask());
    bound.text("source", source);
  }

  get facilities() {
    return this.box.checked;
  }

  clear() {
    for (const list of Object.values(this.lists)) list.replaceChildren();
    for (const name of ["title", "asof", "note", "answer"]) this.bound.text(name, "");
  }

  take(told, now) {
    const { bound, words } = this;
    bound.text("asof", fill(words["map.asof"], { time: moment(told.as_of, now, told.zone, words) }));
    this.list(
      "signals",
      told.signals.map((signal) => signalLong(signal, told, now, words)),
      words["map.signals.none"],
    );
    this.list(
      "gaps",
      told.gaps.map((row) => this.gap(row, told)),
      words["map.gaps.none"],
    );
  }

  gap({ places, region, service, cases }, told) {
    const { words } = this;
    const place = region || listed(placesOf({ places }, told), words);
    const others = told.gaps.some((row) => row.service && `${row.places}` === `${places}`);
    const name = service
      ? (words[`map.service.${service}`] ?? service)
      : words[`map.service.${others ? "rest" : "all"}`];
    return fill(words["map.gap"], { place, service: name, cases: bounds(cases, told.least, words) });
  }

  list(name, lines, none) {
    const list = this.lists[name];
    const wanted = lines.length ? lines : [none];
    if (`${[...list.children].map((one) => one.textContent)}` === `${wanted}`) return;
    const items = wanted.map((text) => Object.assign(document.createElement("li"), { textContent: text }));
    list.replaceChildren(...items);
    list.dataset.none = lines.length ? "no" : "yes";
  }

  /** `past`: what is shown is over, and no signal stands on it. */
  view(told, view, past) {
    const { words } = this;
    const note = fill(words["map.note"], { n: told.least });
    const away = view?.unplaced ? ` ${fill(words["map.unplaced"], { n: view.unplaced })}` : "";
    this.bound.text("note", `${note}.${away}${past ? ` ${words["map.past.note"]}` : ""}`);
  }

  async ask() {
    this.scan.disabled = true;
    const sent = { method: "POST", body: "{}", headers: { "Content-Type": "application/json", "X-Vigia": "1" } };
    let key = "failed";
    try {
      const answer = await fetch("map/scan", { ...sent, signal: AbortSignal.timeout(PATIENCE) });
      key = answer.ok ? "asked" : answer.status === 403 ? "refused" : "failed";
    } catch {}
    this.bound.text("answer", this.words[`map.scan.${key}`]);
    this.scan.disabled = false;
  }
}
