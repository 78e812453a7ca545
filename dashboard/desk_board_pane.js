// The pane of the chosen alert: what to do, whether she may be called, what was done, and what may be done.

import { foundOf } from "./alert_titles.js";
import { Doing } from "./desk_board_do.js";
import { holds } from "./desk_board_rows.js";
import { ageWords, deadlineOf, headline, saidWords, standsWords, wordOfLevel } from "./desk_board_words.js";
import { drawDeadline, drawLink, drawWindow, each } from "./desk_clocks.js";
import { askServer } from "./desk_people.js";
import { mayCall, promise, running } from "./desk_promise.js";
import { exactly } from "./desk_when.js";
import { Bound, listIn } from "./dom.js";
import { fill, hourMinute } from "./format.js";

const OF_CASES = ["case", "order", "handover", "referral"];
const URGENT_LINES = ["raised", "due", "refired", "untold"];
const CARE_LINES = ["escalated", "told"];

export class AlertPane {
  constructor(desk) {
    this.desk = desk;
    this.root = desk.root.querySelector("[data-pane=alert]");
    this.bound = new Bound(this.root, desk.words);
    this.doing = new Doing(this.root.querySelector(".deeds"), desk, () => this.targets());
    this.notes = new Map(); // read ones by id; never drawn before somebody asked for them
    const { nodes } = this.bound;
    nodes.get("case").addEventListener("click", () => desk.goTo("cases", this.row.case));
    nodes.get("followup").addEventListener("click", () => desk.goTo("followups", this.row.about));
    nodes.get("map").addEventListener("click", () => desk.goTo("map"));
    nodes.get("all").addEventListener("click", () => desk.pages.board.select(this.targets(), true));
    listIn(this.root, "members").addEventListener("click", (event) => this.pick(event));
    listIn(this.root, "told").addEventListener("click", (event) => this.readNote(event));
  }

  /** The alerts that are shown and still there. */
  targets() {
    const { row, desk } = this;
    const shown = row ? (row.members ?? [row]) : [];
    return shown.map((one) => desk.pages.board.rows.get(one.id)).filter(Boolean);
  }

  pick(event) {
    const member = event.target.closest("li");
    if (member) this.desk.pages.board.goTo(member.dataset.id);
  }

  show(row, now, sure) {
    const { bound, desk } = this;
    const { words, people } = desk.scene();
    if (this.row?.id !== row.id) this.doing.leave();
    this.row = row;
    this.root.dataset.filled = "yes";
    this.root.dataset.priority = row.priority;
    const known = desk.pages.cases.rows.get(row.case);
    bound.text("eyebrow", [words[`priority.${row.priority}`], words[`rule.${row.rule}`] ?? row.rule].join(" · "));
    bound.text("title", this.title(row));
    bound.text("folio", known ? fill(words["case.folio"], { folio: known.folio }) : this.about(row));
    drawLink(bound, known?.link);
    bound.text("do", words[`rule.${row.rule}.do`] ?? "");
    bound.text("late", row.late ? words["board.late"] : "");
    bound.text("inhibits", row.inhibits > 0 ? fill(words["board.inhibits"], { n: row.inhibits }) : "");
    bound.text("agency", row.agency ? people.name(row.agency) : "");
    bound.nodes.get("case").hidden = !known;
    bound.nodes.get("followup").hidden = !desk.pages.followups.rows.has(row.about);
    bound.nodes.get("map").hidden = row.rule !== "hotspot";
    bound.nodes.get("group").hidden = !row.members;
    bound.nodes.get("tale").hidden = Boolean(row.members);
    this.drawMembers(row, now);
    this.drawStory(row, now);
    this.tick(now, sure);
  }

  title(row) {
    const { words } = this.desk;
    if (!row.mask || row.members) return headline(row, words);
    const key = row.kind === "followup" ? "followup.title" : OF_CASES.includes(row.kind) ? "case.title" : "";
    if (!key) return headline(row, words);
    if (row.place) return fill(words[key], { mask: row.mask, place: row.place });
    return fill(words[`${key}.bare`], { mask: row.mask });
  }

  /** What it is about, where no case's row says it. */
  about(row) {
    if (row.members) return "";
    return [row.name, row.mask ? "" : row.place].filter(Boolean).join(" · ");
  }

  note(key, said) {
    this.bound.text("note", said);
    this.bound.mark("note", "what", key);
  }

  tick(now, sure) {
    const { row, bound, desk } = this;
    if (!row) return;
    const scene = { ...desk.scene(), now };
    const { words, zone } = scene;
    bound.text("stands", standsWords(row, scene));
    bound.text("found", foundOf(row, words));
    const stale = (row.stale ?? null) !== null;
    bound.text("stale", stale ? fill(words["band.stale"], { time: hourMinute(row.stale, zone) }) : "");
    this.drawCall(row, now, sure);
    this.drawClock(row, scene);
    this.doing.draw();
  }

  /** Whether and when she may be called. What nobody told is never leave to call. */
  drawCall(row, now, sure) {
    const { bound, desk } = this;
    const { words, zone } = desk.scene();
    const asks = !row.members && Boolean(row.case) && row.kind !== "call";
    const of = row.kind === "followup" ? [desk.pages.followups.rows.get(row.about)] : desk.followupsOf(row.case);
    const owed = asks ? of.filter((one) => one && (running(one) || row.kind === "followup")) : [];
    each(listIn(this.root, "calls"), desk.parts, "call", owed.slice(0, 3), words, (line, followup) => {
      const told = sure && desk.heard(followup);
      line.text("promise", promise(followup, now, zone, words, told));
      line.mark("call", "may", running(followup) ? mayCall(followup, now, told) : "");
    });
    bound.text("uncalled", asks && owed.length === 0 ? words["todo.unknown"] : "");
  }

  drawClock(row, scene) {
    const { desk, bound } = this;
    const { words, now } = scene;
    const known = desk.pages.cases.rows.get(row.case);
    const clocks = [];
    const deadline = row.members ? null : deadlineOf(row, known);
    if (deadline) clocks.push([...deadline]);
    if (row.escalates && holds(row)) {
      const since = row.taken?.[0] ?? row.raised ?? row.escalates[0] - 1;
      clocks.push([`escalation.${row.escalates[1]}`, row.escalates[0], null, "", Math.min(since, now)]);
    }
    each(listIn(this.root, "clocks"), desk.parts, "deadline", clocks, words, (line, one) => {
      drawDeadline(line, one, known?.opened ?? row.due, scene);
      const level = /^escalation\.(\d)$/.exec(one[0]);
      if (level) line.text("what", fill(words["clock.escalation"], { whom: wordOfLevel(Number(level[1]), words) }));
    });
    bound.text("age", deadline ? "" : ageWords(row, known, now, words));
    const followup = row.kind === "followup" && !row.members ? desk.pages.followups.rows.get(row.about) : null;
    bound.nodes.get("window").hidden = !followup;
    if (followup) drawWindow(bound.nodes.get("window"), followup, now);
    bound.mark("window", "state", followup?.state ?? "");
  }

  drawMembers(row, now) {
    const { desk } = this;
    const scene = { ...desk.scene(), now };
    const members = row.members ?? [];
    each(listIn(this.root, "members"), desk.parts, "member", members, desk.words, (line, one) => {
      line.root.dataset.id = one.id;
      line.text("title", headline(one, desk.words));
      line.text("place", one.place ?? "");
      line.text("age", ageWords(one, desk.pages.cases.rows.get(one.case), now, scene.words));
    });
  }

  drawStory(row, now) {
    const { desk, bound } = this;
    const scene = { ...desk.scene(), now };
    const { words, zone, people } = scene;
    const story = [...(row.story ?? [])].reverse();
    each(listIn(this.root, "told"), desk.parts, "told", story, words, (line, [time, what, by, said]) => {
      line.text("time", exactly(time, now, zone, words));
      line.text("what", words[`told.${what}`] ?? what);
      line.text("said", saidWords(what, said ?? "", scene));
      line.text("by", by ? people.name(by) : "");
      line.mark("told", "tone", URGENT_LINES.includes(what) ? "crossed" : CARE_LINES.includes(what) ? "near" : "");
      const note = what === "noted" ? this.notes.get(said) : undefined;
      const button = line.nodes.get("read");
      button.hidden = what !== "noted" || note !== undefined;
      button.dataset.note = said ?? "";
      line.text("note", note ?? "");
    });
    bound.mark("told.none", "none", story.length > 0 ? "yes" : "");
  }

  /** A note is fetched when somebody asks for it, and kept no longer than this page. */
  async readNote(event) {
    const id = event.target.closest("button")?.dataset.note;
    if (!id) return;
    const { status, body } = await askServer(`/note/${encodeURIComponent(id)}`);
    if (status !== 200) return this.desk.say("trouble", this.desk.words["note.lost"]);
    this.notes.set(id, String(body.text ?? ""));
    return this.drawStory(this.row, this.desk.now());
  }
}
