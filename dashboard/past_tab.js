// The history page: the room as it was at any instant of the last 30 days. It asks for one instant at a time and holds
// it still; nothing here can be acted on.

import { Names } from "./desk_names.js";
import { askServer } from "./desk_people.js";
import { Bound, part } from "./dom.js";
import { fill, percent } from "./format.js";
import { PastChanges } from "./past_changes.js";
import { lineSaid, lineWords, PastTable } from "./past_rows.js";
import { PastStory } from "./past_story.js";
import { toldDay, toldInstant, typedInstant, writtenInstant } from "./past_time.js";

const VIEWS = ["wall", "board", "cases", "followups", "changes", "story"];
const AGAIN = 1000; // ms until the journal is asked again how far it is read
const ANEW = 60_000; // ms until it is asked where the past ends now
const EARLIER = 3_600_000; // ms: what is shown first
const LEEWAY = 60_000; // ms that the past's first instant has until somebody goes there
const PASSING = ["silent", "away", "store", "archive", "folding"]; // troubles that may be over by themselves
const NOTHING = { board: [], cases: [], followups: [] };

export class HistoryPage {
  constructor(element, desk) {
    Object.assign(this, {
      element,
      desk,
      bounds: null,
      at: null,
      rows: NOTHING,
      wall: null,
      asked: Number.NEGATIVE_INFINITY,
      missed: null, // the instant that is asked for again when the trouble is over
    });
    element.append(part(desk.parts, "past"));
    this.bound = new Bound(element, desk.words);
    this.names = new Names(desk.words);
    const section = (name) => element.querySelector(`.pastview[data-view=${name}]`);
    const opened = (row) =>
      this.open("stage" in row ? { case: row.id } : row.case ? { case: row.case } : { alert: row.id });
    this.tables = ["board", "cases", "followups"].map((kind) => new PastTable(section(kind), kind, desk, opened));
    this.changes = new PastChanges(section("changes"), this);
    this.story = new PastStory(section("story"), this);
    this.hands();
    this.turn("wall");
  }

  /** The wall's place, once there is something to draw. */
  frame() {
    const { words } = this.desk;
    this.wall = document.createElement("iframe");
    this.wall.title = words["past.wall"];
    this.wall.addEventListener("load", () => {
      this.wall.contentDocument?.addEventListener("keydown", (event) => this.desk.key(event));
      this.post();
    });
    this.wall.src = `/past/wall?${new URLSearchParams({ lang: words.locale.slice(0, 2) })}`;
    this.element.querySelector(".pastview[data-view=wall]").append(this.wall);
  }

  hands() {
    const { nodes } = this.bound;
    const { slider, instant, form, back, on, oldest } = Object.fromEntries(nodes);
    for (const view of VIEWS) nodes.get(`view.${view}`).addEventListener("click", () => this.turn(view));
    slider.addEventListener("input", () => {
      instant.value = writtenInstant(Number(slider.value), this.zone);
    });
    slider.addEventListener("change", () => this.go(Number(slider.value)));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const typed = this.bounds && typedInstant(instant.value, this.at ?? this.desk.now(), this.zone);
      if (typed === null) this.say(this.desk.words["past.untyped"]);
      else this.go(typed);
    });
    back.addEventListener("click", () => this.step(-1));
    on.addEventListener("click", () => this.step(1));
    oldest.addEventListener("click", () => this.go(Number(oldest.dataset.at)));
  }

  close() {}

  take() {}

  goTo() {}

  get zone() {
    return this.desk.document.zone;
  }

  /** What words about a past row are made from: the names that the profile had then. */
  scene() {
    const { words, people } = this.desk;
    return { words, people, names: this.names, zone: this.zone, now: this.at };
  }

  tick(_now, _sure, seen) {
    const wait = this.bounds && this.missed === null ? ANEW : AGAIN;
    if (!seen || performance.now() - this.asked < wait) return;
    this.asked = performance.now();
    this.ask();
  }

  async ask() {
    const { status, body } = await askServer("/past/bounds");
    if (status !== 200) return this.trouble(status, body);
    const first = this.bounds === null;
    this.bounds = body;
    const slider = this.bound.nodes.get("slider");
    Object.assign(slider, { min: body.first, max: body.last });
    this.bound.mark("past", "ready", "yes");
    const opening = body.last - body.first > EARLIER ? body.last - EARLIER : body.last;
    const at = first ? opening : this.missed;
    this.missed = null;
    if (at === null) return;
    await this.go(at);
    if (first && this.at === at) this.say(this.desk.words["past.choose"]);
  }

  turn(view) {
    this.view = view;
    this.bound.mark("past", "view", view);
    for (const name of VIEWS) this.bound.nodes.get(`view.${name}`).setAttribute("aria-pressed", String(name === view));
    if (view === "changes" && this.at !== null) this.changes.look();
  }

  say(text) {
    const { words } = this.desk;
    this.bound.text("said", text);
    this.bound.nodes.get("oldest").hidden = true;
    this.bound.text("wait", this.at === null ? text || words["past.coming"] : "");
  }

  trouble(status, { error, done, since }) {
    const { words } = this.desk;
    const code = status === 0 ? "silent" : error;
    const told = { done: percent(100 * (done ?? 0)), since: since ? toldDay(since, this.zone, words) : "" };
    this.say(fill(words[`past.trouble.${code}`] ?? words["past.trouble.away"], told));
    const { progress, oldest } = Object.fromEntries(this.bound.nodes);
    progress.hidden = code !== "folding";
    progress.value = done ?? 0;
    if (PASSING.includes(code)) this.missed ??= this.wanted ?? this.at;
    if (code !== "old" || !since) return;
    oldest.hidden = false;
    oldest.dataset.at = since + LEEWAY;
    oldest.textContent = fill(words["past.oldest"], { instant: toldInstant(since + LEEWAY, this.zone, words) });
  }

  open(about) {
    this.turn("story");
    this.story.open(about);
  }

  async go(at) {
    this.wanted = at;
    this.say(this.desk.words["past.coming"]);
    const { status, body } = await askServer(`/past/room?${new URLSearchParams({ at })}`);
    if (this.wanted !== at) return; // another instant was asked for meanwhile
    if (status !== 200) return this.trouble(status, body);
    this.show(body);
    this.say("");
  }

  show({ at, wall, desk }) {
    const { words } = this.desk;
    const of = (kind) => desk.flatMap((document) => document[kind] ?? []);
    this.at = at;
    this.rows = { board: of("alerts"), cases: of("cases"), followups: of("followups") };
    this.names.learn(desk.find((document) => document.names)?.names ?? {});
    this.bound.text("mark", fill(words["past.band"], { instant: toldInstant(at, this.zone, words) }));
    this.bound.mark("past", "shown", "yes");
    this.bound.nodes.get("slider").value = at;
    this.bound.nodes.get("instant").value = writtenInstant(at, this.zone);
    for (const table of this.tables) table.show(this.rows[table.kind], this.scene());
    this.changes.propose(at, this.zone);
    this.story.clear();
    this.document = wall;
    if (this.wall) this.post();
    else this.frame();
  }

  post() {
    if (this.document) this.wall.contentWindow.postMessage({ wall: this.document }, location.origin);
  }

  /** To the instant before or after at which something happened. */
  async step(by) {
    const { words } = this.desk;
    const at = this.at ?? this.bounds?.last;
    if (at === undefined) return;
    const kinds = this.bound.nodes.get("kinds").value;
    this.say(words["past.coming"]);
    const { status, body } = await askServer(`/past/step?${new URLSearchParams({ at, by, kinds })}`);
    if (status !== 200) return this.trouble(status, body);
    if (body.at === null) return this.say(words["past.still"]);
    await this.go(body.at);
    const said = body.lines.map((line) =>
      [lineWords(line.what, line.said ?? "", words), line.mask, lineSaid(line, this.scene())].filter(Boolean).join(" "),
    );
    if (this.at === body.at) this.say(said.join(" · "));
  }
}
