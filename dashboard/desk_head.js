// The desk's header: place, feeds, shift, clock, and what is wrong with the whole.

import { Bound, listIn, part } from "./dom.js";
import { age, clock, fill, hour, offset, plural } from "./format.js";

export class Head {
  constructor(root, { parts, words }) {
    Object.assign(this, { root, parts, words, feeds: [], chips: [], sources: "" });
    this.bound = new Bound(root, words);
  }

  take(document) {
    const { bound, words } = this;
    const { shift, zone, feeds } = document;
    bound.text("place", fill(words["desk.place"], { site: document.name }));
    const values = { shift: shift.name, from: hour(shift.starts, zone), to: hour(shift.ends, zone) };
    bound.text("turn", fill(words.turn, values));
    const sources = feeds.map((feed) => feed.source).join("|");
    if (sources !== this.sources) {
      this.sources = sources;
      this.chips = feeds.map(() => new Bound(part(this.parts, "chip"), words));
      listIn(this.root, "chips").replaceChildren(...this.chips.map((chip) => chip.root));
    }
    this.feeds = feeds;
    this.zone = zone;
    for (const [i, chip] of this.chips.entries()) this.chip(chip, feeds[i]);
  }

  chip(chip, feed) {
    const { words } = this;
    chip.text("name", feed.name);
    chip.mark("chip", "state", feed.state);
    const care = [];
    if (feed.behind > 0) care.push(plural("chip.behind", feed.behind, words));
    if (feed.offset_off) care.push(fill(words["chip.clock"], { offset: offset(feed.offset) }));
    if (feed.gaps > 0) care.push(plural("chip.gaps", feed.gaps, words));
    if (feed.refused > 0) care.push(plural("chip.refused", feed.refused, words));
    chip.text("care", care.join(" · "));
  }

  tick(now) {
    this.bound.text("clock", clock(now, this.zone));
    for (const [i, chip] of this.chips.entries()) this.aged(chip, this.feeds[i], now);
  }

  aged(chip, feed, now) {
    const { words } = this;
    const values = feed.heard === null ? {} : { time: clock(feed.heard, this.zone), age: age(now - feed.heard, words) };
    chip.text("age", fill(words[`chip.${feed.state}`], values));
  }

  /** Says what is wrong, or nothing. */
  say(wrong, document) {
    if (!wrong) return;
    this.bound.text("banner", this.words[wrong]);
    const time = document ? clock(document.now, document.zone) : "";
    this.bound.text("banner.more", fill(this.words[`${wrong}.more`], { time }));
  }
}
