// The desk's header: place, feeds, shift, clock, and what is wrong with the whole.

import { Chips } from "./chips.js";
import { Bound, listIn } from "./dom.js";
import { clock, fill, hour } from "./format.js";

export class Head {
  constructor(root, { parts, words }) {
    this.words = words;
    this.chips = new Chips(listIn(root, "chips"), parts, words);
    this.bound = new Bound(root, words);
  }

  take(document) {
    const { bound, words } = this;
    const { shift, zone, feeds } = document;
    bound.text("place", fill(words["desk.place"], { site: document.name }));
    const values = { shift: shift.name, from: hour(shift.starts, zone), to: hour(shift.ends, zone) };
    bound.text("turn", fill(words.turn, values));
    this.zone = zone;
    this.chips.take(feeds, zone);
  }

  tick(now) {
    this.bound.text("clock", clock(now, this.zone));
    this.chips.tick(now);
  }

  /** Says what is wrong, or nothing. */
  say(wrong, document) {
    if (!wrong) return;
    this.bound.text("banner", this.words[wrong]);
    const time = document ? clock(document.now, document.zone) : "";
    this.bound.text("banner.more", fill(this.words[`${wrong}.more`], { time }));
  }
}
