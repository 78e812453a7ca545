// One line of what waits for somebody else: hand-overs, referrals, the waiting list, the register, orders.

import { Bound, part, toneOf } from "./dom.js";
import { count, fill, plural, span } from "./format.js";

export class LedgerLine {
  constructor(parts, words) {
    this.words = words;
    this.element = part(parts, "ledgers");
    this.bound = new Bound(this.element, words);
  }

  /** `unsure`: a register is silent, and who stands in it is as of then. */
  update(ledgers, unsure) {
    const { words } = this;
    this.ledgers = ledgers;
    this.bound.mark("unregistered.entry", "unsure", unsure ? "yes" : "");
    this.bound.mark("unregistered.entry", "none", ledgers.register ? "" : "yes");
    this.bound.text("register", fill(words["ledger.unregistered"], { name: ledgers.register }));
    this.entry("handovers", ledgers.handovers_open, ledgers.handovers_late ? "crossed" : "");
    this.entry("referrals", ledgers.referrals_open, ledgers.referrals_stale ? "near" : "");
    this.entry("waitlisted", ledgers.waitlisted, "");
    this.entry("unregistered", ledgers.unregistered, ledgers.unregistered_late ? "near" : "");
    this.entry("orders", ledgers.orders_late + ledgers.orders_expiring, ledgers.orders_late ? "crossed" : "");
    this.note("referrals", ledgers.referrals_stale && plural("ledger.stale", ledgers.referrals_stale, words));
    this.note("unregistered", unsure ? words["ledger.unsure"] : this.register(ledgers));
    this.bound.mark("unregistered.entry", "tone", toneOf(ledgers.register_lag));
    this.note("orders", this.orders(ledgers));
  }

  entry(name, n, tone) {
    this.bound.text(name, count(n, this.words));
    this.bound.mark(name, "tone", tone);
  }

  note(name, text) {
    this.bound.text(`${name}.of`, text || "");
  }

  register({ unregistered_late, register_lag }) {
    const { words } = this;
    const late = unregistered_late ? plural("ledger.late", unregistered_late, words) : "";
    const lag = register_lag.known ? "" : plural("ledger.lag", register_lag.value, words);
    return [late, lag].filter(Boolean).join(" · ");
  }

  orders({ orders_late, orders_expiring }) {
    const { words } = this;
    const late = orders_late ? plural("ledger.orders.late", orders_late, words) : "";
    const expiring = orders_expiring ? plural("ledger.orders.expiring", orders_expiring, words) : "";
    return [late, expiring].filter(Boolean).join(" · ");
  }

  tick(now) {
    const { words } = this;
    const { handovers_late, handover_oldest } = this.ledgers;
    const late = handovers_late ? plural("ledger.late", handovers_late, words) : "";
    const oldest = handover_oldest === null ? "" : span(now - handover_oldest, words);
    this.note("handovers", [late, oldest].filter(Boolean).join(" · "));
  }
}
