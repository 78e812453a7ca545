// The hand-over page: who has the room, what fires again for who takes it, and the sheet that goes with it.

import { each } from "./desk_clocks.js";
import { tellServer } from "./desk_people.js";
import { moment } from "./desk_when.js";
import { Bound, listIn, part } from "./dom.js";
import { clock, fill, hour, plural } from "./format.js";
import { Paper } from "./handover_paper.js";
import { blocksOf, refiring, unknownOf } from "./handover_sheet.js";

const REDRAW = 5000; // ms until the sheet is drawn anew; printing draws it anyhow
const WRONG = { 0: "unreached", 400: "malformed", 401: "out", 403: "refused", 504: "unanswered" };

export class HandoverPage {
  constructor(element, desk) {
    Object.assign(this, { element, desk, drawn: Number.NEGATIVE_INFINITY, asking: false });
    element.append(part(desk.parts, "handover"));
    this.bound = new Bound(element, desk.words);
    this.sheet = element.querySelector(".sheet");
    this.paper = new Paper(element.getRootNode(), () => this.printed());
    const press = (name, act) => this.bound.nodes.get(name).addEventListener("click", act);
    press("offer.do", () => this.offer());
    press("take", () => this.ask(true));
    press("sure.do", () => this.accept());
    press("sure.not", () => this.ask(false));
    press("paper", () => window.print());
    this.bound.nodes.get("to").addEventListener("change", () => this.buttons());
    this.sheet.addEventListener("click", (event) => this.follow(event));
  }

  close() {
    this.paper.close();
  }

  take() {}

  tick(now, sure, seen) {
    Object.assign(this, { now, sure });
    if (!seen) return;
    this.room();
    if (Math.abs(now - this.drawn) >= REDRAW || this.desk.document.turn !== this.turn) this.draw();
  }

  // who has the room

  room() {
    const { bound, desk, now } = this;
    const { words, people, zone } = desk.scene();
    const { lead = "", since = null, offered = null } = desk.document.turn ?? {};
    bound.text("lead", lead ? people.name(lead) : words["room.nobody"]);
    bound.text("since", since === null ? "" : fill(words["room.since"], { moment: moment(since, now, zone, words) }));
    const [at, by, to] = offered ?? [];
    const said = offered && { by: people.name(by), to: people.name(to), moment: moment(at, now, zone, words) };
    bound.text("offered", said ? fill(words["room.offered"], said) : "");
    const again = refiring([...desk.pages.board.rows.values()]).length;
    bound.text("refires", again === 0 ? words["room.refires.none"] : plural("room.refires", again, words));
    bound.mark("refires", "none", again === 0 ? "yes" : "");
    this.choices(lead);
    this.buttons();
  }

  /** Leads that the room may be offered to. */
  choices(lead) {
    const { me } = this.desk.people;
    const leads = (me?.people ?? []).filter(({ roles }) => (roles ?? []).includes("lead"));
    const others = leads.filter(({ id }) => id !== lead && (id !== me.id || lead === ""));
    const key = others.map(({ id, name }) => `${id} ${name}`).join("|");
    if (key === this.offering) return;
    this.offering = key;
    const select = this.bound.nodes.get("to");
    const chosen = select.value;
    const none = new Option(this.desk.words["room.choose"], "");
    select.replaceChildren(none, ...others.map(({ id, name }) => new Option(name || id, id)));
    select.value = others.some(({ id }) => id === chosen) ? chosen : "";
    this.bound.text("alone", others.length > 0 ? "" : this.desk.words["room.alone"]);
  }

  /** What may be done here and now, by whom. */
  buttons() {
    const { bound, desk, sure } = this;
    const { people, words, document } = desk;
    const why = people.why() || (sure ? "" : "line");
    const { me } = people;
    const turn = document.turn ?? {};
    const roles = me?.roles ?? [];
    const gives = !turn.lead || turn.lead === me?.id || roles.includes("supervisor");
    const name = me?.name || me?.id || "";
    bound.text("why", why ? words[`why.${why}`] : "");
    bound.nodes.get("offering").hidden = why !== "" || !gives;
    bound.nodes.get("offer.do").disabled = bound.nodes.get("to").value === "" || this.sending;
    bound.nodes.get("taking").hidden = why !== "" || turn.offered?.[2] !== me?.id;
    bound.nodes.get("take").hidden = this.asking;
    bound.nodes.get("sure").hidden = !this.asking;
    bound.nodes.get("sure.do").disabled = Boolean(this.sending);
    bound.text("sure.said", fill(words["room.sure"], { name }));
    bound.text("sure.do", fill(words["room.sure.do"], { name }));
  }

  ask(asking) {
    this.asking = asking;
    this.buttons();
    if (asking) this.bound.nodes.get("sure.do").focus();
  }

  async offer() {
    const select = this.bound.nodes.get("to");
    const to = select.value;
    if (!to) return;
    if (await this.tell({ act: "offer", to }, "room.done.offer", { to: this.desk.people.name(to) })) select.value = "";
    this.buttons();
  }

  async accept() {
    if (await this.tell({ act: "accept" }, "room.done.accept", {})) this.asking = false;
    this.buttons();
  }

  /** Whether the server took it; what became of it is said. */
  async tell(body, done, values) {
    const { words, people } = this.desk;
    this.sending = true;
    this.buttons();
    this.say("sent", words["room.sent"]);
    const { status, body: answer } = await tellServer("/shift", body);
    this.sending = false;
    if (status === 200) {
      this.say("done", fill(words[done], values));
      return true;
    }
    const trouble = words[`room.trouble.${answer.error}`] ?? words[`trouble.${WRONG[status] ?? "failed"}`];
    this.say("trouble", fill(trouble, { why: String(answer.error ?? status), by: people.name(answer.by ?? "") }));
    return false;
  }

  say(tone, text) {
    this.bound.text("said", text);
    this.bound.mark("said", "tone", tone);
  }

  // the sheet

  /** As of now, whatever page is in sight; null before anything is known. */
  printed() {
    if (!this.desk.document) return null;
    this.now = this.desk.now();
    this.sure = !this.desk.line.wrong();
    this.draw();
    return this.sheet;
  }

  draw() {
    const { desk, now, sure } = this;
    this.drawn = now;
    this.turn = desk.document.turn;
    this.heading();
    const unknown = unknownOf(desk.document, desk.words);
    const { parts, words } = desk;
    each(listIn(this.sheet, "unknown"), parts, "silent", unknown, words, (bound, text) => bound.text("silent", text));
    this.bound.text("unknown.none", unknown.length > 0 ? "" : words["sheet.unknown.none"]);
    const draw = (bound, block) => this.block(bound, block);
    each(listIn(this.sheet, "blocks"), parts, "block", blocksOf(desk, now, sure), words, draw);
  }

  heading() {
    const { bound, desk, now, sure } = this;
    const { words, people, zone } = desk.scene();
    const { shift, name: site, ledgers, kind } = desk.document;
    const times = { from: hour(shift.starts, zone), to: hour(shift.ends, zone) };
    const made = moment(now, now, zone, words);
    const lead = desk.document.turn?.lead;
    const day = new Intl.DateTimeFormat(words.locale, { dateStyle: "long", timeZone: zone }).format(now);
    bound.text("title", fill(words["sheet.title"], { site }));
    bound.text(
      "made",
      fill(words["sheet.made"], { moment: `${day}, ${clock(now, zone)}`, shift: shift.name, ...times }),
    );
    bound.text("frozen", sure ? "" : fill(words["sheet.frozen"], { time: clock(desk.document.now, zone) }));
    bound.text("part", ledgers?.part ? words["sheet.part"] : "");
    bound.text("room", lead ? fill(words["sheet.room"], { name: people.name(lead) }) : words["room.nobody"]);
    bound.mark("sheet", "kind", kind);
    const foot = fill(words["sheet.foot"], { site, moment: `${day}, ${made.split(" ").at(-1)}` });
    bound.mark("sheet", "foot", kind === "demo" ? `${words.demo} · ${foot}` : foot);
  }

  block(bound, { key, kind, title, none, more, columns, lines }) {
    const { parts, words } = this.desk;
    bound.text("name", title);
    bound.text("none", none);
    bound.text("more", more);
    bound.mark("block", "kind", kind);
    bound.mark("block", "key", key);
    bound.mark("block", "empty", lines.length > 0 ? "" : "yes");
    const heads = [...columns, words["sheet.notes"]];
    each(listIn(bound.root, "heads"), parts, "sheethead", heads, words, (head, text) => head.text("head", text));
    each(listIn(bound.root, "lines"), parts, "sheetline", lines, words, (line, { go, tone, cells }) => {
      line.mark("sheetline", "go", go.join(" "));
      line.mark("sheetline", "tone", tone);
      const all = [...cells, ""];
      each(line.root, parts, "sheetcell", all, words, (cell, text) => cell.text("cell", text));
    });
  }

  /** To where the line stands on the desk. */
  follow(event) {
    const line = event.target.closest("[data-go]");
    if (!line) return;
    const [tab, ...id] = line.dataset.go.split(" ");
    this.desk.goTo(tab, id.join(" "));
  }
}
