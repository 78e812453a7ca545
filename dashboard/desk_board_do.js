// The buttons of what may be done, and what they ask first: to whom, until when, why, with what, and whether really.

import { ACT_KEYS, ACTS } from "./desk_acts.js";
import { headline } from "./desk_board_words.js";
import { each } from "./desk_clocks.js";
import { Bound, listIn, part } from "./dom.js";
import { count, fill, plural } from "./format.js";

const STEPS = {
  assign: ["to"],
  snooze: ["until", "reason"],
  confirm: ["action"],
  close: ["outcome"],
  note: ["note"],
};
const PAUSES = [15, 30, 60, 120]; // minutes
const NAMED = 12; // masks that are said one by one
const TYPED = 20; // above as many the number itself is asked for
const ONE_BY_ONE = ["snooze", "close"]; // what is critical is never treated so in bulk
const TEXTS = ["note", "typed"];

export class Doing {
  /** `targets`: the rows that are meant now. `done`: hears when something was sent. */
  constructor(place, desk, targets, done = () => {}) {
    Object.assign(this, { desk, words: desk.words, targets, done, plan: null });
    this.root = part(desk.parts, "acts");
    place.append(this.root);
    this.bound = new Bound(this.root, desk.words);
    listIn(this.root, "buttons").addEventListener("click", (event) => this.press(event, "act"));
    listIn(this.root, "options").addEventListener("click", (event) => this.press(event, "choice"));
    this.bound.nodes.get("yes").addEventListener("click", () => this.agree());
    this.bound.nodes.get("no").addEventListener("click", () => this.leave());
    this.bound.nodes.get("typed").addEventListener("input", () => this.typing());
    this.bound.nodes.get("note").addEventListener("input", () => this.typing());
    this.root.addEventListener("keydown", (event) => this.confirms(event));
  }

  get asking() {
    return this.plan !== null;
  }

  press(event, what) {
    const button = event.target.closest("button");
    if (!button) return;
    if (what === "act") this.begin(button.dataset.act);
    else this.choose(Number(button.dataset.at));
  }

  /** In a text, Enter agrees; in a note, with Ctrl. */
  confirms(event) {
    if (event.key !== "Enter" || !TEXTS.includes(event.target.dataset.bind)) return;
    if (event.target.dataset.bind === "note" && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.agree();
  }

  draw() {
    const rows = this.targets();
    each(listIn(this.root, "buttons"), this.desk.parts, "do", ACTS, this.words, (bound, act) => {
      const sent = rows.some((row) => this.desk.acts.sent.get(row.id) === act);
      const why = this.why(act, rows);
      bound.root.dataset.act = act;
      bound.text("name", sent ? this.words["do.sent"] : this.words[`do.${act}`]);
      bound.text("key", this.words[`key.${act}`]);
      bound.mark("do", "sent", sent ? "yes" : "");
      bound.mark("do", "first", act === "acknowledge" && !why ? "yes" : "");
      const off = why ? "true" : "false";
      if (bound.off !== off) bound.root.setAttribute("aria-disabled", off);
      bound.off = off;
      const label = why ? `${this.words[`do.${act}`]}: ${why}` : this.words[`do.${act}`];
      if (bound.label === label) return;
      bound.label = label;
      bound.root.title = why;
      bound.root.setAttribute("aria-label", label);
    });
    this.bound.text("blocked", this.everywhere());
  }

  /** Why nothing may be done at all; "" when something may. */
  everywhere() {
    const { desk, words } = this;
    if (desk.line?.wrong()) return words["why.line"];
    const why = desk.people.why();
    return why ? words[`why.${why}`] : "";
  }

  why(act, rows) {
    const why = this.everywhere();
    if (why) return why;
    if (rows.length === 0) return this.words["why.nothing"];
    if (rows.every((row) => this.desk.acts.sent.has(row.id))) return this.words["why.sent"];
    if (this.able(act, rows).length > 0) return "";
    if (rows.some((row) => this.left(act, row, rows))) return this.words["why.critical"];
    return this.words[rows.every((row) => row.state === "closed") ? "why.closed" : `why.${act}`];
  }

  able(act, rows) {
    const may = (row) => (row.can ?? []).includes(act) && !this.desk.acts.sent.has(row.id);
    return rows.filter((row) => may(row) && !this.left(act, row, rows));
  }

  left(act, row, rows) {
    return rows.length > 1 && row.priority === "critical" && ONE_BY_ONE.includes(act) && row.can?.includes(act);
  }

  /** Begins an act: what stands before the person now is what they mean. */
  begin(act) {
    const all = this.targets();
    const why = this.why(act, all);
    this.leave();
    if (why) return this.desk.say("refused", `${this.words[`do.${act}`]}: ${why}`);
    const rows = this.able(act, all);
    const critical = all.filter((row) => this.left(act, row, all)).length;
    const seen = rows.map((row) => ({ ...row }));
    const steps = [...(STEPS[act] ?? []), ...(all.length > 1 ? ["sure"] : [])];
    this.plan = { act, rows: seen, steps, own: {}, critical, unfit: all.length - rows.length - critical };
    return this.next();
  }

  next() {
    const [step] = this.plan.steps;
    if (!step) return this.send();
    this.plan.step = step;
    this.options = this.offered(step);
    return this.ask(step);
  }

  offered(step) {
    const { desk, words } = this;
    if (step === "to") return desk.people.able();
    if (step === "until") return PAUSES.map((n) => [n, pauseWords(n, words)]);
    const kind = { reason: "snoozes", action: "actions", outcome: "closings" }[step];
    return kind ? Object.entries(desk.names.known[kind] ?? {}) : [];
  }

  ask(step) {
    const { bound, words, plan } = this;
    const choosing = !["sure", "note"].includes(step);
    each(listIn(this.root, "options"), this.desk.parts, "option", this.options, words, (option, one) => {
      const at = this.options.indexOf(one);
      option.root.dataset.at = String(at);
      option.text("key", at < 9 ? count(at + 1, words) : "");
      option.text("name", one[1]);
    });
    bound.text("ask", step === "sure" ? this.sureWords() : words[`choose.${step}`]);
    bound.text("masks", step === "sure" ? masksOf(plan.rows, words) : "");
    bound.text("left", step === "sure" ? this.leftWords() : "");
    bound.text("none", choosing && this.options.length === 0 ? words["choose.none"] : "");
    const typed = step === "sure" && plan.rows.length > TYPED;
    bound.text("type", typed ? fill(words["bulk.type"], { n: plan.rows.length }) : "");
    this.field("typed", typed);
    this.field("note", step === "note");
    bound.nodes.get("yes").hidden = choosing;
    bound.text("yes", step === "note" ? words["choose.send"] : this.yesWords());
    this.typing();
    bound.mark("chooser", "step", step);
    bound.nodes.get("chooser").hidden = false;
    this.focus();
  }

  field(name, shown) {
    const field = this.bound.nodes.get(name);
    field.hidden = !shown;
    field.value = "";
    field.setAttribute("aria-label", this.bound.texts.get(name === "note" ? "ask" : "type") ?? "");
  }

  focus() {
    const { nodes } = this.bound;
    const fields = [nodes.get("typed"), nodes.get("note"), this.root.querySelector(".option"), nodes.get("yes")];
    const first = fields.find((one) => one && !one.hidden && !one.disabled) ?? nodes.get("no");
    first.focus({ preventScroll: true });
    this.bound.nodes.get("chooser").scrollIntoView({ block: "nearest" });
  }

  sureWords() {
    const { act, rows } = this.plan;
    return fill(this.words["bulk.ask"], {
      act: this.words[`do.${act}`],
      n: plural("bulk.alerts", rows.length, this.words),
    });
  }

  yesWords() {
    const { act, rows } = this.plan;
    return fill(this.words["bulk.yes"], { act: this.words[`do.${act}`], n: count(rows.length, this.words) });
  }

  leftWords() {
    const { critical, unfit } = this.plan;
    const said = [];
    if (critical > 0) said.push(plural("bulk.critical", critical, this.words));
    if (unfit > 0) said.push(plural("bulk.left", unfit, this.words));
    return said.join(" ");
  }

  /** The button to go on is there when what is asked for was written. */
  typing() {
    const { nodes } = this.bound;
    if (!this.plan) return;
    const { step, rows } = this.plan;
    const written = step === "note" ? nodes.get("note").value.trim() : nodes.get("typed").value.trim();
    const enough = step === "note" ? written !== "" : rows.length <= TYPED || Number(written) === rows.length;
    nodes.get("yes").disabled = !enough;
  }

  choose(at) {
    const chosen = this.options?.[at];
    if (!this.plan || !chosen) return;
    this.take(chosen[0]);
  }

  agree() {
    const { nodes } = this.bound;
    if (!this.plan || nodes.get("yes").disabled || nodes.get("yes").hidden) return;
    this.take(this.plan.step === "note" ? nodes.get("note").value.trim() : true);
  }

  take(given) {
    const { plan } = this;
    const until = plan.step === "until" ? Math.floor(this.desk.now()) + given * 60_000 : given;
    if (plan.step !== "sure") plan.own[plan.step] = until;
    plan.steps.shift();
    this.next();
  }

  async send() {
    const { act, rows, own } = this.plan;
    this.leave();
    const why = this.everywhere();
    if (why) return this.desk.say("refused", why);
    const title = (row) => headline(row, this.words);
    const planned = rows.map((row) => ({ alert: row.id, act, seen: row.version, ...own, title: title(row) }));
    const answered = this.desk.acts.perform(planned);
    this.draw();
    const verdicts = await answered;
    return this.done(verdicts);
  }

  /** Asks nothing any more. */
  leave() {
    this.plan = null;
    const chooser = this.bound.nodes.get("chooser");
    if (chooser.hidden) return;
    const held = chooser.contains(this.root.getRootNode().activeElement);
    chooser.hidden = true;
    if (held) this.desk.pages.board.table.view.focus({ preventScroll: true });
  }

  /** What keys do while it asks, and while it does not. */
  keys(typing) {
    if (typing) return this.asking ? { Escape: () => this.leave() } : {};
    const acts = {};
    for (const [key, at] of Object.entries(ACT_KEYS)) {
      acts[key] = acts[key.toUpperCase()] = () => this.begin(ACTS[at]);
    }
    if (!this.asking) return acts;
    acts.Escape = () => this.leave();
    for (let n = 1; n <= 9; n++) acts[n] = () => this.choose(n - 1);
    return acts;
  }
}

function pauseWords(n, words) {
  return n % 60 === 0 ? fill(words["age.hours"], { n: n / 60 }) : fill(words["age.minutes"], { n });
}

/** "7F3, 4C1, B07 +9 more". */
function masksOf(rows, words) {
  const said = rows.slice(0, NAMED).map((row) => row.mask || headline(row, words));
  const more = rows.length - said.length;
  return said.join(", ") + (more > 0 ? ` ${plural("bulk.more", more, words)}` : "");
}
