// Who sends facts, each on a chip: how fresh, what it lags behind, what was lost of it.

import { Bound, part } from "./dom.js";
import { age, clock, fill, hourMinute, offset, plural } from "./format.js";

/** Which of the registries are silent and since when, in words; nothing where none is. */
export function silence({ feeds, zone }, stale, words) {
  const silent = feeds.filter((feed) => stale.includes(feed.source));
  if (silent.length === 0) return "";
  const name = silent.map((feed) => feed.name).join(", ");
  const heard = silent.map((feed) => feed.heard).filter((at) => at !== null);
  if (heard.length === 0) return fill(words["cases.unheard"], { name });
  return fill(words["cases.stale"], { name, time: hourMinute(Math.min(...heard), zone) });
}

export class Chips {
  constructor(list, parts, words) {
    Object.assign(this, { list, parts, words, feeds: [], chips: [], sources: "" });
  }

  take(feeds, zone) {
    const sources = feeds.map((feed) => feed.source).join("|");
    if (sources !== this.sources) {
      this.chips = feeds.map(() => new Bound(part(this.parts, "chip"), this.words));
      this.list.replaceChildren(...this.chips.map((chip) => chip.root));
    }
    Object.assign(this, { feeds, zone, sources });
    for (const [i, chip] of this.chips.entries()) this.draw(chip, feeds[i]);
  }

  draw(chip, feed) {
    const { words } = this;
    chip.text("name", feed.name);
    chip.mark("chip", "state", feed.state);
    const care = [];
    if (feed.behind > 0) care.push(plural("chip.behind", feed.behind, words));
    if (feed.offset_off) care.push(fill(words["chip.clock"], { offset: offset(feed.offset) }));
    chip.text("care", care.join(" · "));
    const lost = [];
    if (feed.gaps > 0) lost.push(plural("chip.gaps", feed.gaps, words));
    if (feed.refused > 0) lost.push(plural("chip.refused", feed.refused, words));
    chip.text("loss", lost.join(" · "));
  }

  tick(now) {
    for (const [i, chip] of this.chips.entries()) this.aged(chip, this.feeds[i], now);
  }

  aged(chip, feed, now) {
    const { words, zone } = this;
    const told = feed.heard === null ? {} : { time: clock(feed.heard, zone), age: age(now - feed.heard, words) };
    chip.text("age", fill(words[`chip.${feed.state}`], told));
  }
}
