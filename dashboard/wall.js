// The wall: takes documents from the server's socket, draws them, and says so when none come.

import { Band } from "./band.js";
import { Blank } from "./blank.js";
import { Board } from "./board.js";
import { CentrePanel, shapeOf } from "./centre.js";
import { Chips } from "./chips.js";
import { Bound, listIn } from "./dom.js";
import { Focus } from "./focus.js";
import { clock, fill, hour } from "./format.js";
import { Line } from "./line.js";

const TICK = 250; // ms; ages are shown in tenths of a second

/** The layout of grid.css that draws so many centres. */
export function layoutFor(n, board = false) {
  const layout = ["one", "one", "pair", "three", "four", "six", "six"][n] ?? "many";
  return board ? `board-${layout}` : layout;
}

export class Wall {
  constructor(root, { words, boot, kind }) {
    this.words = words;
    this.root = root;
    this.parts = Object.fromEntries([...root.querySelectorAll("template")].map((t) => [t.dataset.part, t]));
    this.kind = kind;
    this.blank = new Blank(root.querySelector(".wall"), this.parts, words);
    const take = (document, lag) => this.take(document, lag);
    const hide = (hidden) => this.hide(hidden);
    const leave = () => location.replace("/enrol");
    this.line = new Line(boot, take, () => this.judge(), { hide, leave });
    this.begin();
    this.timer = setInterval(() => this.tick(), TICK);
    document.documentElement.dataset.wall = "standing";
  }

  /** With nothing drawn yet: at first, and after the wall was hidden. */
  begin() {
    const { root, words } = this;
    this.bound = new Bound(root.querySelector(".wall"), words);
    this.chips = new Chips(listIn(root, "chips"), this.parts, words);
    this.focus = new Focus(root.querySelector(".focus"), "wall", words);
    this.panels = [];
    this.board = null; // what there is of cases, where the site has a registry
    this.band = null; // and of alerts, where somebody decides
    this.shape = "";
    this.document = null;
    this.got = 0;
    this.bound.mark("wall", "kind", this.kind);
    this.judge();
  }

  close() {
    clearInterval(this.timer);
    this.line.close();
    this.board?.close();
    delete document.documentElement.dataset.wall;
  }

  /** From the desk: nothing of what was drawn stays, neither in the page nor here. */
  hide(hidden) {
    if (hidden === this.blank.hidden) return;
    if (!hidden) {
      this.blank.show();
      return this.begin();
    }
    this.board?.close();
    Object.assign(this, { document: null, panels: [], board: null, band: null, focus: null, shape: "" });
    Object.assign(this, { chips: null, bound: null });
    this.blank.hide();
  }

  /** The server's clock now: the last document's, plus what has passed here since it came. */
  now() {
    return this.document.now + performance.now() - this.got;
  }

  take(document, lag) {
    if (this.blank.hidden) return;
    const shape = `${document.centres.map(shapeOf)}|${Boolean(document.cases)}|${Boolean(document.alerts)}`;
    if (shape !== this.shape) this.build(document, shape);
    this.header(document);
    for (const [i, panel] of this.panels.entries()) panel.update(document.centres[i], document);
    this.board?.update(document);
    this.band?.update(document);
    if (document.cases) this.focus.stand(); // of what there is none, there is no map
    this.document = document;
    this.got = performance.now() - lag;
    this.judge();
    if (document.probe) this.bound.text("probe", document.probe);
  }

  build(document, shape) {
    this.panels = document.centres.map((centre) => new CentrePanel(centre, this.parts, this.words));
    const centres = listIn(this.root, "centres");
    const n = document.centres.length;
    centres.dataset.layout = layoutFor(n, Boolean(document.cases));
    centres.style.setProperty("--columns", Math.ceil(Math.sqrt(n)));
    centres.replaceChildren(...this.panels.map((panel) => panel.element));
    this.stand(Boolean(document.cases), Boolean(document.alerts));
    this.shape = shape;
  }

  stand(cases, alerts) {
    this.board?.close();
    this.board = cases ? new Board(this.parts, this.words) : null;
    this.band = alerts ? new Band(this.parts, this.words) : null;
    listIn(this.root, "board").replaceChildren(...(this.board?.elements ?? []));
    listIn(this.root, "band").replaceChildren(...(this.band ? [this.band.element] : []));
    this.bound.mark("wall", "board", cases ? "yes" : "");
    this.bound.mark("wall", "alerts", alerts ? "yes" : "");
  }

  header(document) {
    const { bound, words } = this;
    const { shift, zone } = document;
    bound.text("place", fill(words.place, { site: document.name, room: document.room }));
    const values = { shift: shift.name, from: hour(shift.starts, zone), to: hour(shift.ends, zone) };
    bound.text("turn", fill(words.turn, values));
    bound.mark("wall", "kind", document.kind);
    this.chips.take(document.feeds, zone);
  }

  /** Says what is wrong with the whole, or nothing, and how old everything is. */
  judge() {
    if (this.blank.hidden) return;
    const wrong = this.line.wrong();
    this.say(wrong);
    this.ages(wrong);
  }

  say(wrong) {
    const { bound, words, document } = this;
    if (document === null || document.centres.length === 0) {
      const missing = document === null ? `empty.${wrong.split(".")[0] || "waiting"}` : "empty.centres";
      const key = wrong === "store.refused" ? "empty.refused" : missing;
      bound.text("empty", words[key]);
      bound.text("empty.more", words[`${key}.more`]);
      return bound.mark("wall", "voice", "empty");
    }
    const said = wrong || (document.paused ? `paused.${document.paused}` : "");
    bound.mark("wall", "voice", wrong ? "frozen" : said ? "paused" : "live");
    if (!said) return;
    const time = clock(document.now, document.zone);
    bound.text("banner", words[said]);
    bound.text("banner.more", fill(words[`${said}.more`], { time }));
  }

  tick() {
    this.line.check();
    this.ages(this.line.wrong());
  }

  ages(wrong) {
    const { document } = this;
    if (document === null) return;
    const frozen = wrong ? document.now : null;
    this.bound.text("clock", clock(this.now(), document.zone));
    this.chips.tick(this.now());
    for (const panel of this.panels) panel.tick(this.now(), document.zone, frozen);
    this.board?.tick(this.now(), frozen);
    this.band?.tick(this.now(), frozen);
  }
}

const walls = new WeakMap();

/** Streamlit calls this again whenever it redraws; the wall that stands there goes on. */
export default function ({ parentElement, data }) {
  if (!walls.has(parentElement)) walls.set(parentElement, new Wall(parentElement, data));
  return () => {
    walls.get(parentElement)?.close();
    walls.delete(parentElement);
  };
}
