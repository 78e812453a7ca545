// What the wall shows of cases: the severe list, the window strip and the line of ledgers.

import { silence } from "./chips.js";
import { clock, fill } from "./format.js";
import { LedgerLine } from "./ledgers.js";
import { SeverePanel } from "./severe.js";
import { StripPanel } from "./strip.js";

export class Board {
  constructor(parts, words) {
    this.words = words;
    this.severe = new SeverePanel(parts, words);
    this.strip = new StripPanel(parts, words);
    this.ledgers = new LedgerLine(parts, words);
    this.elements = [this.severe, this.strip, this.ledgers].map((panel) => panel.element);
  }

  close() {
    this.strip.close();
  }

  update(document) {
    const { cases, now, zone } = document;
    this.severe.update(cases.severe);
    this.strip.update(cases.followups, now, zone);
    this.ledgers.update(cases.ledgers, cases.registers_stale.length > 0);
    this.silence = silence(document, cases.stale, this.words);
    this.stale = cases.stale.length > 0;
    this.zone = zone;
  }

  /** Ages, as of `now` on the server's clock. A deadline that is known passes, whoever is silent. */
  tick(now, frozen) {
    for (const panel of [this.severe, this.strip, this.ledgers]) panel.tick(now);
    for (const { bound } of [this.severe, this.strip]) {
      bound.text("state", this.said(frozen));
      bound.mark("panel", "state", this.stale ? "stale" : "");
    }
  }

  said(frozen) {
    if (!frozen) return this.silence;
    return fill(this.words["state.stale"], { time: clock(frozen, this.zone) });
  }
}
