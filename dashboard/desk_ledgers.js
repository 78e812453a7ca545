// The ledgers: what waits between desks and services, what found no place, registers, orders, and what was counted.

import { each } from "./desk_clocks.js";
import { Table } from "./desk_table.js";
import { Totals } from "./desk_totals.js";
import { dayName, dueIn, lasting } from "./desk_when.js";
import { Bound, listIn, part } from "./dom.js";
import { count, fill, percent } from "./format.js";

const LINE = 36; // px

export class LedgerPage {
  constructor(element, desk) {
    Object.assign(this, { element, desk, ledgers: null });
    element.append(part(desk.parts, "ledgers"));
    this.bound = new Bound(element, desk.words);
    this.totals = new Totals(element.querySelector(".counted"), desk);
    this.handovers = this.table("handovers", "transfer", (bound, row) => this.drawTransfer(bound, row));
    this.referrals = this.table("referrals", "transfer", (bound, row) => this.drawTransfer(bound, row));
    this.orders = this.table("orders", "order", (bound, row) => this.drawOrder(bound, row));
    this.gaps = this.table("gaps", "gap", (bound, row) => this.drawGap(bound, row));
  }

  table(name, line, draw) {
    const { parts, words } = this.desk;
    const pick = (row) => row.case && this.desk.goTo("cases", row.case);
    const element = this.element.querySelector(`[data-table=${name}]`);
    return new Table(element, { parts, words, line, height: LINE, draw, pick });
  }

  close() {
    for (const table of [this.handovers, this.referrals, this.orders, this.gaps]) table.close();
  }

  /** None: the site keeps none, or nobody has said them yet. */
  take(ledgers) {
    this.ledgers = ledgers;
    this.bound.mark("ledgers", "filled", ledgers ? "yes" : "");
    this.bound.mark("ledgers", "partly", ledgers?.part ? "yes" : ""); // what is not told is not none
    this.stale = true;
  }

  tick(now, _sure, seen) {
    this.now = now;
    if (!seen || !this.ledgers) return;
    if (this.stale) this.list();
    const silent = this.desk.document.board?.registers_stale ?? [];
    this.bound.mark("registers", "unsure", silent.length > 0 ? "yes" : "");
    for (const table of [this.handovers, this.referrals, this.orders]) table.draw();
  }

  list() {
    const { ledgers } = this;
    this.stale = false;
    const oldest = (a, b) => a.since - b.since;
    this.fill("handovers", this.handovers, ledgers.rows.filter((row) => row.kind === "handover").sort(oldest));
    this.fill("referrals", this.referrals, ledgers.rows.filter((row) => row.kind === "referral").sort(oldest));
    const orders = ledgers.orders.map((row) => ({ ...row, id: `${row.case} ${row.measure}` }));
    this.fill(
      "orders",
      this.orders,
      orders.sort((a, b) => orderDue(a) - orderDue(b)),
    );
    const gaps = ledgers.gaps.map((row) => ({ ...row, id: `${row.service} ${row.agency} ${row.place}` }));
    this.fill(
      "gaps",
      this.gaps,
      gaps.sort((a, b) => b.refused + b.waitlisted - a.refused - a.waitlisted),
    );
    this.waiting(ledgers.waiting);
    this.registers(ledgers.registers);
    this.totals.show(ledgers);
  }

  fill(name, table, rows) {
    this.bound.text(`${name}.count`, count(rows.length, this.desk.words));
    this.bound.mark(`${name}.none`, "none", rows.length > 0 ? "yes" : "");
    table.show(rows);
  }

  drawTransfer(bound, row) {
    const { words, names } = this.desk;
    const zone = this.desk.scene().zone;
    const past = row.due !== null && this.now >= row.due;
    bound.text("mask", row.mask || words.unknown);
    bound.text(
      "way",
      fill(words[row.giver ? "transfer.way" : "transfer.to"], {
        giver: row.giver,
        to: row.to,
      }),
    );
    bound.text("service", row.service ? names.named(row.service, "services") : "");
    bound.text("state", row.due === null ? (words[`transfer.${row.state}`] ?? row.state) : "");
    bound.text("age", lasting(this.now - row.since, words));
    bound.text("due", row.due === null ? "" : dueIn(row.due, this.now, zone, words));
    bound.mark("line", "tone", past ? "crossed" : "");
  }

  drawOrder(bound, row) {
    const { words, names } = this.desk;
    const zone = this.desk.scene().zone;
    const due = orderDue(row);
    const issued = (row.issued ?? null) !== null;
    bound.text("mask", row.mask);
    bound.text("measure", names.named(row.measure, "measures"));
    bound.text("state", words[issued ? (row.extended ? "order.extended" : "order.runs") : "order.waits"]);
    const known = due < Number.MAX_SAFE_INTEGER;
    const left = known ? dueIn(due, this.now, zone, words) : words.unknown;
    bound.text("due", fill(words[issued ? "order.expires" : "order.issue"], { due: left }));
    const week = 7 * 24 * 3_600_000;
    const near = issued && due - this.now < week;
    bound.mark("line", "tone", known && this.now >= due ? "crossed" : near ? "near" : "");
  }

  drawGap(bound, row) {
    const { words, names } = this.desk;
    bound.text("service", names.named(row.service, "services"));
    bound.text("agency", names.named(row.agency, "agencies"));
    bound.text("place", names.named(row.place, "places"));
    bound.text("refused", count(row.refused, words));
    bound.text("waitlisted", count(row.waitlisted, words));
  }

  waiting(days) {
    const { words, parts } = this.desk;
    const most = Math.max(1, ...days.map(([, n]) => n));
    each(listIn(this.element, "waiting"), parts, "bar", days, words, (bound, [day, n]) => {
      bound.root.style.setProperty("--share", `${((100 * n) / most).toFixed(1)}%`);
      bound.root.title = fill(words["waiting.day"], { day: dayName(day, words), n: count(n, words) });
    });
    const [first, last] = [days[0], days.at(-1)];
    this.bound.text("waiting.first", first ? dayName(first[0], words) : "");
    this.bound.text("waiting.last", last ? dayName(last[0], words) : "");
    this.bound.text("waiting.now", last ? count(last[1], words) : words.unknown);
    this.bound.text("waiting.most", days.length > 0 ? fill(words["waiting.most"], { n: count(most, words) }) : "");
  }

  registers(registers) {
    const { words, names, parts } = this.desk;
    each(listIn(this.element, "registers"), parts, "register", registers, words, (bound, row) => {
      bound.text("name", names.named(row.register, "registers"));
      bound.text("share", row.cases === 0 ? words.na : `${percent((100 * row.registered) / row.cases)}%`);
      bound.text(
        "registered",
        fill(words["register.of"], {
          n: count(row.registered, words),
          of: count(row.cases, words),
        }),
      );
      bound.text("people", count(row.people, words));
      bound.text(
        "lag",
        row.lag_median === null ? words.na : fill(words["age.hours"], { n: row.lag_median.toFixed(1) }),
      );
      bound.text("late", count(row.late, words));
      bound.mark("late", "tone", row.late > 0 ? "crossed" : "");
      bound.text("followed", count(row.followed_on, words));
    });
    this.bound.mark("registers.none", "none", registers.length > 0 ? "yes" : "");
  }
}

/** Until when an order must be issued, or when it expires. */
function orderDue(row) {
  const issued = (row.issued ?? null) !== null;
  return (issued ? row.expires : row.issue_by) ?? Number.MAX_SAFE_INTEGER;
}
