// The follow-ups: whom we promised to call, until when, and whether she may be called.

import { drawLink, drawWindow, each } from "./desk_clocks.js";
import { RISKS } from "./desk_names.js";
import { callWords, late, mayCall, mayWords, promise, questionWords, running, stateWords } from "./desk_promise.js";
import { moment, stamp } from "./desk_when.js";
import { Bound, listIn } from "./dom.js";
import { fill } from "./format.js";

const PRESSED = ["overdue", "overdue_unsafe", "closing", "open", "early", "unreachable"]; // then those that ended

export function followUpKind(desk) {
  const { words, names } = desk;
  return {
    line: "followup",
    height: 56,
    first: "last",
    caseOf: (row) => row.case,
    columns: [
      { key: "mask", by: (row) => row.mask },
      { key: "folio", under: true, by: (row) => row.folio },
      { key: "risk", by: (row) => RISKS.indexOf(row.risk) },
      { key: "place", under: true, by: (row) => row.place },
      { key: "state", by: (row) => pressing(row.state) },
      { key: "window", by: (row) => row.closes },
      { key: "last", by: lastMoment },
    ],
    choices: [
      { key: "state", of: (row) => row.state, name: (state) => stateWords({ state }, words) },
      { key: "risk", of: (row) => row.risk, name: (code) => names.risk(code), all: RISKS },
      { key: "call", of: (row) => row.call, name: (call) => callWords({ call }, 0, "", words) },
      { key: "place", of: (row) => row.place, name: (place) => place },
    ],
    switches: [
      { key: "will_miss", test: (row) => row.will_miss === true },
      { key: "overdue", test: (row, now) => late(row, now) },
      { key: "unsafe", test: (row) => row.state === "overdue_unsafe" },
    ],
    draw: (bound, row, now, sure) => drawFollowUp(bound, row, { ...desk.scene(), now, sure: sure && desk.heard(row) }),
    pane: new FollowUpPane(desk),
  };
}

function pressing(state) {
  const i = PRESSED.indexOf(state);
  return i < 0 ? PRESSED.length : i;
}

/** Those that ended stand last, the latest first. */
function lastMoment(row) {
  if (!running(row)) return Number.MAX_SAFE_INTEGER - (row.ended ?? row.closes);
  return row.last_moment ?? row.closes;
}

function marksOf(row, now) {
  const state = running(row) && late(row, now) && row.state !== "overdue_unsafe" ? "overdue" : row.state;
  return running(row) || row.state === "unreachable" ? state : "ended";
}

function drawFollowUp(bound, row, { now, sure, zone, words, names }) {
  bound.text("mask", row.mask);
  bound.text("folio", row.folio);
  bound.text("risk", names.risk(row.risk));
  bound.text("place", row.place);
  bound.text("state", stateWords(row, words));
  const may = running(row) ? mayCall(row, now, sure) : "";
  bound.text("call", may && mayWords(may, row, words));
  bound.text("promise", promise(row, now, zone, words, sure));
  bound.text("care", careOf(row, words));
  bound.mark("care", "act", row.will_miss || row.reassess ? "yes" : "");
  bound.mark("line", "risk", row.risk);
  bound.mark("line", "state", marksOf(row, now));
  bound.mark("line", "hollow", row.hollow ? "yes" : "");
  bound.mark("call", "may", may);
  drawWindow(bound.nodes.get("window"), row, now);
}

function careOf(row, words) {
  const said = [];
  if (row.will_miss) said.push(words["care.will_miss"]);
  if (row.reassess) said.push(words["care.reassess"]);
  if (row.hollow) said.push(words["care.hollow"]);
  return said.join(" · ");
}

class FollowUpPane {
  constructor(desk) {
    this.desk = desk;
    this.root = desk.root.querySelector("[data-pane=followup]");
    this.bound = new Bound(this.root, desk.words);
    this.bound.nodes.get("case").addEventListener("click", () => desk.goTo("cases", this.row.case));
  }

  show(row, now, sure) {
    const { bound, desk } = this;
    const { names, words, zone } = desk.scene();
    this.row = row;
    this.root.dataset.filled = "yes";
    bound.text("eyebrow", [names.risk(row.risk), stateWords(row, words)].join(" · "));
    bound.text("title", fill(words["followup.title"], { mask: row.mask, place: row.place }));
    bound.text("folio", fill(words["case.folio"], { folio: row.folio }));
    drawLink(bound, row.link);
    bound.nodes.get("case").hidden = !desk.knows(row.case);
    bound.text("care", careOf(row, words));
    bound.mark("care", "none", careOf(row, words) ? "" : "yes");
    bound.mark("care", "act", row.will_miss || row.reassess ? "yes" : "");
    bound.text("question", questionWords(row, words));
    bound.text("opens", moment(row.opens, now, zone, words));
    bound.text("closes", moment(row.closes, now, zone, words));
    this.permission(row, now);
    const tried = [...(row.attempts ?? [])].reverse();
    each(listIn(this.root, "attempts"), desk.parts, "step", tried, words, (step, [time, outcome]) => {
      step.text("time", stamp(time, now, zone, words));
      step.text("what", names.word("outcome", outcome));
      step.mark("step", "tone", outcome === "aggressor_answered" ? "near" : "");
    });
    bound.mark("attempts.none", "none", tried.length > 0 ? "yes" : "");
    this.tick(now, sure);
  }

  note(key, said) {
    this.bound.text("note", said);
    this.bound.mark("note", "what", key);
  }

  permission(row, now) {
    const { words, zone } = this.desk.scene();
    const at = (instant) => moment(instant, now, zone, words);
    const safe = ["safe_until", "safe_from"].filter((key) => (row[key] ?? null) !== null);
    const facts = [
      ["channel", words[`channel.${row.channel}`] ?? row.channel],
      ["voicemail", words[`voicemail.${row.voicemail ?? "unknown"}`]],
      ...safe.map((key) => [key, at(row[key])]),
      ["last", (row.last_moment ?? null) === null ? words["followup.nolast"] : at(row.last_moment)],
    ];
    each(listIn(this.root, "permission"), this.desk.parts, "fact", facts, words, (bound, [key, said]) => {
      bound.text("name", words[`about.${key}`]);
      bound.text("said", said);
    });
  }

  tick(now, sure) {
    const { row, bound, desk } = this;
    if (!row) return;
    const { words, zone } = desk.scene();
    const told = sure && desk.heard(row);
    bound.text("promise", promise(row, now, zone, words, told));
    bound.text("call", running(row) ? callWords(row, now, zone, words, told) : "");
    bound.mark("call", "may", running(row) ? mayCall(row, now, told) : "");
    bound.mark("pane", "state", marksOf(row, now));
    bound.mark("pane", "hollow", row.hollow ? "yes" : "");
    drawWindow(bound.nodes.get("window"), row, now);
  }
}
