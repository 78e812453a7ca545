// One centre's panel.

import { Bound, listIn, part } from "./dom.js";
import { clock, count, fill, hourMinute, minutes, percent, plural } from "./format.js";
import { TrendDrawing } from "./trend.js";

const CLASSES = ["violence", "third_party", "other_emergency", "improper", "silent"];

const LEADS = { waiting: "waiting.lead", longest: "longest.lead", level: "level.lead" };
const ROOM = 5; // signs that a lead figure has room for at its full size: 99:59
const UNKNOWN = { known: "unknown" };

/** What the lower part shows: the queues where there are several, else how the calls were classified. */
export function detailOf(centre) {
  return centre.queues.length > 1 || Object.keys(centre.classes).length === 0 ? "queues" : "classes";
}

/** What makes a panel another panel: everything else only changes values. */
export function shapeOf(centre) {
  return `${centre.source}/${detailOf(centre)}/${centre.queues.map((q) => q.code + q.apart)}`;
}

export class CentrePanel {
  constructor(centre, parts, words) {
    this.words = words;
    this.element = part(parts, "centre");
    this.bound = new Bound(this.element, words);
    this.trend = new TrendDrawing(this.element.querySelector(".trend"), parts, words);
    this.bound.mark("centre", "detail", detailOf(centre));
    this.bound.mark("centre", "queues", centre.queues.length > 5 ? "many" : "");
    this.rows = new Map(centre.queues.map((queue) => [queue.code, this.row(parts, "queue", "queues")]));
    this.classes = new Map(CLASSES.map((name) => [name, this.row(parts, "class", "classes")]));
  }

  row(parts, name, list) {
    const element = part(parts, name);
    listIn(this.element, list).append(element);
    return new Bound(element, this.words);
  }

  update(centre, document) {
    const { bound } = this;
    this.centre = centre;
    this.heard = centre.state !== "unknown";
    bound.text("name", centre.name);
    bound.text("about", centre.about);
    bound.mark("centre", "state", centre.state);
    this.now(centre, document.cases ? ".short" : "");
    this.recent(centre.load);
    this.shift(centre.load.shift, document);
    this.trend.update(centre.trend, document.zone, this.heard);
    for (const queue of centre.queues) this.queue(queue);
    if (detailOf(centre) === "classes") this.classified(centre.classes);
  }

  /** A figure of this centre; of one that was never heard nothing is known, whatever the document counts. */
  figure(name, figure, write, where = name) {
    this.bound.figure(name, this.heard ? figure : UNKNOWN, write, this.words, where);
  }

  lead(name, figure, write) {
    this.figure(name, figure, write, LEADS[name]);
    this.bound.mark(LEADS[name], "long", this.bound.texts.get(name).length > ROOM ? "yes" : "");
  }

  /** `short`: which words name the level where the map takes the room of the long ones. */
  now(centre, short) {
    const { bound, words } = this;
    const { load, within, target } = centre;
    const level = load.recent.service_level;
    this.lead("waiting", load.waiting, (n) => count(n, words));
    this.lead("level", level, percent);
    bound.text("level.unit", level.known || !this.heard ? "" : "%");
    bound.text("level.target", fill(words[`level.target${short}`], { within, target }));
    bound.text("formula", fill(words[`formula.${centre.denominator}${short}`], { within }));
  }

  count(name, n) {
    this.figure(name, { value: n }, (value) => count(value, this.words));
  }

  counts(name, period) {
    const { bound, words } = this;
    this.count(`${name}.answered`, period.answered);
    this.count(`${name}.abandoned`, period.abandoned);
    bound.text(`${name}.answered.of`, period.dropped ? plural("dropped", period.dropped, words) : "");
    bound.text(`${name}.abandoned.of`, period.short_abandoned ? plural("short", period.short_abandoned, words) : "");
  }

  recent(load) {
    this.counts("recent", load.recent);
    this.free(this.bound, load);
    this.figure("occupancy", load.occupancy, (n) => `${Math.round(n)}%`);
  }

  free(bound, load) {
    const { words } = this;
    const staffed = load.staffed.known ? words.unknown : count(load.staffed.value, words);
    bound.figure("free", load.free, (n) => fill(words["free.of"], { free: count(n, words), staffed }), words);
  }

  shift(period, document) {
    const { bound, words } = this;
    this.counts("shift", period);
    const time = hourMinute(period.start, document.zone);
    bound.text("shift.title", fill(words["shift.title"], { shift: this.centre.shift, time }));
    this.figure("shift.level", period.service_level, (n) => `${percent(n)}%`);
    this.figure("shift.asa", period.asa, minutes);
    this.figure("shift.aht", period.aht, minutes);
    this.figure("shift.longest", { value: period.longest_wait }, minutes);
    this.count("shift.peak", period.peak_waiting);
    this.count("shift.hung_up", period.hung_up_before_queue);
  }

  queue(queue) {
    const { words } = this;
    const bound = this.rows.get(queue.code);
    bound.text("name", queue.name);
    bound.text("apart", queue.apart ? words.apart : "");
    bound.mark("queue", "apart", queue.apart ? "yes" : "");
    bound.mark("queue", "idle", queue.load.waiting.value === 0 ? "yes" : "");
    bound.figure("waiting", queue.load.waiting, (n) => count(n, words), words);
    bound.figure("level", queue.load.recent.service_level, (n) => `${percent(n)}%`, words);
    this.free(bound, queue.load);
  }

  classified(classes) {
    const { bound, words } = this;
    const counts = CLASSES.map((name) => classes[name] ?? 0);
    const all = counts.reduce((sum, n) => sum + n, 0);
    const most = Math.max(1, ...counts);
    bound.text("classes.title", fill(words.classes, { n: count(all, words) }));
    for (const [i, name] of CLASSES.entries()) {
      const row = this.classes.get(name);
      row.text("name", words[`class.${name}`]);
      row.text("count", count(counts[i], words));
      row.mark("class", "class", name);
      row.nodes.get("bar").style.setProperty("--share", (counts[i] / most).toFixed(3));
    }
  }

  /** Ages, as of `now` on the server's clock. `frozen`: since when the picture stands still, and its ages with it. */
  tick(now, zone, frozen) {
    const { centre, words } = this;
    const at = frozen || centre.state !== "fresh" ? null : now + centre.offset;
    this.lead("longest", ticking(centre.load, at), minutes);
    for (const { code, load } of centre.queues) {
      this.rows.get(code).figure("longest", ticking(load, at), minutes, words);
    }
    this.bound.text("state", this.stateText(centre, frozen, zone));
  }

  stateText(centre, frozen, zone) {
    const { words } = this;
    if (centre.state === "unknown") return words["state.unknown"];
    const since = centre.state === "stale" ? centre.heard : frozen;
    return since ? fill(words["state.stale"], { time: clock(since, zone) }) : "";
  }
}

/** The longest wait as of `at` (the centre's clock); as it was said where time stands still or nobody waits. */
function ticking(load, at) {
  if (at === null || load.longest_since === null || load.longest.known) return load.longest;
  return { ...load.longest, value: (at - load.longest_since) / 1000 };
}
