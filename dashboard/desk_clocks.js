// What panes draw: deadlines as bars, a window with now on it, a story, and the registry's own page.

import { dueIn, lasting, stamp } from "./desk_when.js";
import { Bound, part } from "./dom.js";
import { fill } from "./format.js";

const LEAD = 12 * 3_600_000; // ms shown on either side of a window

/** As many copies of a part as there are values, each drawn anew. */
export function each(list, parts, name, values, words, draw) {
  while (list.children.length > values.length) list.lastElementChild.remove();
  list.bounds ??= [];
  list.bounds.length = Math.min(list.bounds.length, values.length);
  for (const [i, value] of values.entries()) {
    if (!list.bounds[i]) {
      list.bounds[i] = new Bound(part(parts, name), words);
      list.append(list.bounds[i].root);
    }
    draw(list.bounds[i], value);
  }
}

function share(element, name, value) {
  const text = `${Math.min(100, Math.max(0, 100 * value)).toFixed(1)}%`;
  if (element.style.getPropertyValue(name) !== text) element.style.setProperty(name, text);
}

/** A deadline's bar: from when its time runs (a date's: from the opening) to now or to when it was met. */
export function drawDeadline(bound, deadline, opened, { now, zone, words, names }) {
  const [what, due, met, who, since] = deadline;
  const start = since ?? Math.min(opened, due - 1);
  const end = met ?? now;
  const past = end >= due;
  const near = met === null && !past && due - now < (due - start) / 3;
  const whole = Math.max(due, end) - start || 1;
  bound.text("what", names.word("stage", what));
  bound.text("who", who ? names.named(who, "agencies") : "");
  bound.text("due", met === null ? dueIn(due, now, zone, words) : metWords(due, met, now, zone, words));
  bound.mark("deadline", "tone", met !== null ? "" : past ? "crossed" : near ? "near" : "");
  bound.mark("deadline", "met", met === null ? "" : "yes");
  bound.mark("deadline", "late", met !== null && past ? "yes" : "");
  const bar = bound.nodes.get("bar");
  share(bar, "--at", (end - start) / whole);
  share(bar, "--due", (due - start) / whole);
  bound.text("until", stamp(due, now, zone, words));
}

function metWords(due, met, now, zone, words) {
  const moment = stamp(met, now, zone, words);
  if (met < due) return fill(words["due.met"], { moment });
  return fill(words["due.met.late"], { moment, span: lasting(met - due, words) });
}

/** A follow-up's window on its bar: what was before, the window, its effective last moment, now. */
export function drawWindow(element, row, now) {
  const [from, whole] = [row.opens - LEAD, row.closes - row.opens + 2 * LEAD];
  share(element, "--from", LEAD / whole);
  share(element, "--to", (whole - LEAD) / whole);
  share(element, "--now", (now - from) / whole);
  share(element, "--last", ((row.last_moment ?? row.closes) - from) / whole);
  const off = now > from + whole ? "after" : now < from ? "before" : "";
  if ((element.dataset.off ?? "") !== off) element.dataset.off = off;
}

export function drawStory(list, parts, story, { now, zone, words, names }) {
  each(list, parts, "step", story, words, (bound, [time, what, said]) => {
    bound.text("time", stamp(time, now, zone, words));
    bound.text("what", names.word("step", what));
    bound.text("said", said ? names.said(said) : "");
    bound.mark(
      "step",
      "tone",
      /^(severe|in_progress)|in_progress$/.test(said) || what.endsWith("aggressor_answered") ? "near" : "",
    );
  });
}

/** The registry's own page, opened by a click only; an address that is no web page's is none. */
export function drawLink(bound, link) {
  const element = bound.nodes.get("link");
  const web = /^https?:\/\//.test(link ?? "");
  element.hidden = !web;
  if (web) element.href = link;
  else element.removeAttribute("href");
}
