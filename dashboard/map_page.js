// The map's page: takes documents from the server's socket, has them drawn, and says so when it does not know.

import land from "./land.js"; // made by the server: the site's municipalities
import { Line } from "./line.js";
import { DeskMap } from "./map_desk.js";
import { ringsByCode } from "./map_view.js";
import { WallMap } from "./map_wall.js";
import { moment } from "./map_words.js";

const TICK = 250; // ms; the line is looked at
const SILENT = 30_000; // ms without a word of the process of maps
const OVERDUE = 3_600_000; // ms after which a period's map should have come

/** Pixels that one of a 1920 by 1080 screen is on the screen that this page, or the page around it, fills. */
export function unit() {
  return Math.min(window.top.innerWidth / 1920, window.top.innerHeight / 1080);
}

export class MapPage {
  constructor(map, data) {
    const { words, on, boot } = data;
    const rings = ringsByCode(land);
    Object.assign(this, { map, words, document: null, hidden: false, heard: performance.now(), clock: null });
    this.veil = document.querySelector(".veil");
    this.measured();
    this.screen = on === "wall" ? new WallMap(map, rings, data, unit) : new DeskMap(map, rings, data);
    window.addEventListener("resize", () => this.measured());
    new ResizeObserver(() => this.sized()).observe(map.getContainer());
    const take = (told) => this.take(told);
    const hide = (hidden) => this.hide(hidden);
    const leave = () => this.hide(true); // the page around this one goes to the door
    this.line = new Line(boot, take, () => this.judge(), { path: "/map/live", hide, leave });
    setInterval(() => this.tick(), TICK);
  }

  measured() {
    document.documentElement.style.setProperty("--u", `${unit()}px`);
  }

  sized() {
    this.map.invalidateSize({ pan: false });
    this.screen.sized();
  }

  /** The server's clock now, as far as it has said. */
  now() {
    return this.clock === null ? Date.now() : this.clock + performance.now();
  }

  /** From the desk: nothing of what was drawn stays. */
  hide(hidden) {
    this.hidden = hidden;
    if (!hidden) return;
    this.document = null;
    this.screen.clear();
    this.judge();
  }

  take(told) {
    if (this.hidden) return;
    this.document = told;
    this.screen.take(told, this.now());
    this.judge();
    document.documentElement.dataset.made = told.made;
  }

  tick() {
    this.line.check();
    this.judge();
  }

  /** When we stopped knowing, or null while we know. The server says how long ago it heard of the maps. */
  silent() {
    const { status } = this.line;
    if (status !== null && status !== this.told) {
      this.told = status;
      this.heard = performance.now() - status.age;
      this.clock = status.since + status.age - performance.now();
    }
    const now = this.now();
    const quiet = performance.now() - this.heard;
    if (quiet > SILENT) return now - quiet;
    return now > (this.document?.next ?? now) + OVERDUE ? this.document.as_of : null;
  }

  judge() {
    const since = this.silent();
    const { words, document: told } = this;
    const broken = this.line.broken;
    if (told === null) return this.say(since === null ? "waiting" : "silent", words["map.none"]);
    if (since === null && !broken) return this.say("", "");
    const time = moment(since ?? told.as_of, this.now(), told.zone, words);
    this.say("silent", words["map.silent"].replace("{time}", time));
  }

  say(state, text) {
    const root = document.documentElement;
    if (root.dataset.state === state && this.veil.textContent === text) return;
    root.dataset.state = state;
    this.veil.textContent = text;
  }
}

export default function (map, data) {
  return new MapPage(map, data);
}
