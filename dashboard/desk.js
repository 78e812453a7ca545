// The desk: takes rows from the server's socket, keeps them, and shows one page of them at a time.

import { AttentionPage } from "./attention.js";
import { silence } from "./chips.js";
import { Acts } from "./desk_acts.js";
import { BoardPage } from "./desk_board.js";
import { Controls } from "./desk_board_top.js";
import { caseKind } from "./desk_cases.js";
import { followUpKind } from "./desk_followups.js";
import { FramedPage } from "./desk_framed.js";
import { Head } from "./desk_head.js";
import { LedgerPage } from "./desk_ledgers.js";
import { ListPage } from "./desk_list.js";
import { MapTab } from "./desk_map.js";
import { Names } from "./desk_names.js";
import { People } from "./desk_people.js";
import { Bound } from "./dom.js";
import { count, fill } from "./format.js";
import { HandoverPage } from "./handover.js";
import { Line } from "./line.js";
import { HistoryPage } from "./past_tab.js";

const TICK = 250; // ms
const TABS = [
  "board",
  "cases",
  "followups",
  "map",
  "ledgers",
  "attention",
  "shift",
  "history",
  "briefing",
  "trends",
  "staffing",
];
const KEYS = "1234567890-"; // of the tabs

class Desk {
  constructor(root, { words, boot, kind, wall }) {
    Object.assign(this, { root, words, document: null, got: 0 });
    this.parts = Object.fromEntries([...root.querySelectorAll("template")].map((t) => [t.dataset.part, t]));
    this.names = new Names(words);
    this.acts = new Acts(this);
    this.bound = new Bound(root.querySelector(".desk"), words);
    this.people = new People(this.names, () => this.known());
    this.head = new Head(root.querySelector(".top"), this);
    this.controls = new Controls(root.querySelector(".controls"), this);
    const page = (name) => root.querySelector(`[data-page=${name}]`);
    this.pages = {
      board: new BoardPage(page("board"), this),
      cases: new ListPage(page("cases"), caseKind(this), this),
      followups: new ListPage(page("followups"), followUpKind(this), this),
      map: new MapTab(page("map"), this),
      ledgers: new LedgerPage(page("ledgers"), this),
      attention: new AttentionPage(page("attention"), this),
      shift: new HandoverPage(page("shift"), this),
      history: new HistoryPage(page("history"), this),
      briefing: new FramedPage(page("briefing"), "/briefings", this),
      trends: new FramedPage(page("trends"), "/trends", this),
      staffing: new FramedPage(page("staffing"), "/staffing", this),
    };
    this.bound.mark("desk", "kind", kind);
    this.bound.nodes.get("wall").href = `${location.protocol}//${location.hostname}:${wall}/`;
    this.listen();
    this.turn(TABS.includes(location.hash.slice(1)) ? location.hash.slice(1) : "board");
    const take = (document, lag) => this.take(document, lag);
    this.line = new Line(boot, take, () => this.judge());
    this.timer = setInterval(() => this.tick(), TICK);
    this.judge();
    document.documentElement.dataset.wall = "standing"; // shell.js: nothing to load again
  }

  close() {
    clearInterval(this.timer);
    this.line.close();
    this.people.close();
    this.controls.close();
    this.deaf.abort();
    for (const page of Object.values(this.pages)) page.close();
    delete document.documentElement.dataset.wall;
  }

  // what pages and panes ask

  scene() {
    return { words: this.words, names: this.names, people: this.people, zone: this.document?.zone };
  }

  followupsOf(id) {
    const owed = [...this.pages.followups.rows.values()].filter((row) => row.case === id);
    return owed.sort((a, b) => a.closes - b.closes);
  }

  knows(id) {
    return this.pages.cases.rows.has(id);
  }

  /** Whether who tells of a follow-up is heard: what may have changed meanwhile is no leave to call. */
  heard(row) {
    const known = this.pages.cases.rows.get(row.case);
    if (known) return !known.flags?.includes("stale");
    return (this.document?.board?.stale ?? []).length === 0;
  }

  goTo(tab, id) {
    this.turn(tab);
    this.pages[tab].goTo(id);
  }

  /** What became of what a person did: `tone` sent, done, refused or trouble. */
  say(tone, text) {
    this.bound.mark("answer", "tone", tone);
    this.bound.text("answer", text);
  }

  // what comes

  /** Who sits here is known now. */
  known() {
    this.controls.drawPerson();
    const why = this.people.why();
    this.bound.text("reading", why ? this.words[`why.${why}`] : "");
    if (this.document) this.tick();
  }

  /** The server's clock now, also while nothing comes: a deadline that is known passes, whoever is silent. */
  now() {
    return this.document.now + performance.now() - this.got;
  }

  take(document, lag) {
    const known = this.document;
    const ledgers = document.ledgers ?? (document.whole ? null : known?.ledgers);
    const board = document.board ?? (document.whole ? null : known?.board);
    const attention = document.attention ?? known?.attention ?? null;
    const turn = document.turn ?? known?.turn ?? null;
    if (document.names) this.names.learn(document.names);
    this.pages.board.take(document.alerts ?? [], document.gone_alerts ?? [], document.whole);
    this.pages.cases.take(document.cases, document.gone_cases, document.whole);
    this.pages.followups.take(document.followups, document.gone_followups, document.whole);
    if (document.ledgers || document.whole) this.pages.ledgers.take(document.ledgers);
    this.document = { ...document, cases: [], followups: [], alerts: [], ledgers, board, attention, turn };
    this.got = performance.now() - lag;
    for (const name of ["attention", "shift"]) this.pages[name].take(this.document);
    this.head.take(document);
    this.bound.mark("desk", "kind", document.kind);
    const news = (document.alerts ?? []).length + (document.gone_alerts ?? []).length > 0;
    if (news) this.controls.sound.take(this.pages.board.urgent());
    if (document.whole || known === null || news) this.tick();
    this.acts.hear(document.verdicts ?? []);
    this.judge();
    if (document.probe) this.bound.text("probe", document.probe);
  }

  judge() {
    const wrong = this.line?.wrong() ?? "";
    const { bound, words, document } = this;
    if (document === null) {
      const key = wrong === "store.refused" ? "empty.refused" : `empty.${wrong.split(".")[0] || "waiting"}`;
      bound.text("empty", words[key]);
      bound.text("empty.more", words[`${key}.more`]);
      return bound.mark("desk", "voice", "empty");
    }
    this.head.say(wrong, document);
    return bound.mark("desk", "voice", wrong ? "frozen" : "live");
  }

  tick() {
    this.line.check();
    if (this.document === null) return;
    const now = this.now();
    this.head.tick(now);
    this.controls.tick();
    this.sums(this.document.board);
    const { critical, said } = this.pages.board.sums(this.document.attention?.acknowledge_median);
    this.bound.text("board.care", String(critical || ""));
    this.bound.text("tally", said);
    for (const tab of TABS) this.pages[tab].tick(now, !this.line.wrong(), tab === this.tab);
  }

  sums(board) {
    const { bound, words } = this;
    bound.mark("desk", "registry", board ? "" : "none");
    bound.text("state", board ? silence(this.document, board.stale, words) : "");
    if (!board) return;
    const { severe, followups } = board;
    const known = (figure) =>
      figure.value === null || figure.value === undefined ? words.unknown : count(figure.value, words);
    bound.text("cases.care", String(severe.crossed || ""));
    bound.text("followups.care", String(followups.overdue.value || ""));
    bound.text(
      "sum",
      fill(words["desk.sum"], {
        severe: known(severe.open),
        open: count(followups.open, words),
        overdue: known(followups.overdue),
        miss: known(followups.will_miss),
      }),
    );
  }

  // hands

  turn(tab) {
    this.tab = tab;
    this.bound.mark("desk", "tab", tab);
    for (const name of TABS) this.bound.nodes.get(`tab.${name}`).setAttribute("aria-selected", String(name === tab));
    history.replaceState(history.state, "", `#${tab}`);
    if (this.document) this.tick();
  }

  listen() {
    this.deaf = new AbortController();
    const { signal } = this.deaf;
    for (const name of TABS) this.bound.nodes.get(`tab.${name}`).addEventListener("click", () => this.turn(name));
    window.addEventListener("keydown", (event) => this.key(event), { signal, capture: true });
    // Streamlit has keys of its own and does not see that one types in here.
    const desk = this.root.querySelector(".desk");
    for (const kind of ["keydown", "keypress", "keyup"])
      desk.addEventListener(kind, (event) => event.stopPropagation());
    for (const kind of ["pointerdown", "keydown"])
      window.addEventListener(kind, () => this.controls.sound.touched(), { signal, capture: true });
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.composedPath()[0];
    const typing = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement;
    const key = event.shiftKey && event.key.startsWith("Arrow") ? `Shift ${event.key}` : event.key;
    const act = this.keys(this.pages[this.tab], at, typing)[key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  /** What each key does here and now. */
  keys(page, at, typing) {
    const acts = typing ? {} : Object.fromEntries(TABS.map((tab, i) => [KEYS[i], () => this.turn(tab)]));
    if (!(page instanceof ListPage)) return acts;
    if (typing && at.closest(".chooser")) return page.keys(at, typing);
    if (!typing) acts["/"] = () => page.seek();
    acts.Escape = () => page.back();
    if (at instanceof HTMLSelectElement) return acts;
    acts.ArrowDown = () => page.step(1);
    acts.ArrowUp = () => page.step(-1);
    if (!(at instanceof HTMLButtonElement || at instanceof HTMLAnchorElement)) acts.Enter = () => page.enter();
    return Object.assign(acts, page.keys?.(at, typing));
  }
}

const desks = new WeakMap();

/** Streamlit calls this again whenever it redraws; the desk that stands there goes on. */
export default function ({ parentElement, data }) {
  if (!desks.has(parentElement)) desks.set(parentElement, new Desk(parentElement, data));
  return () => {
    desks.get(parentElement)?.close();
    desks.delete(parentElement);
  };
}
