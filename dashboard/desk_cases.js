// The cases: a line of the list, and the pane with what is due, the story and the follow-ups of one.

import { drawDeadline, drawLink, drawStory, each } from "./desk_clocks.js";
import { RISKS, STAGES } from "./desk_names.js";
import { promise, running, stateWords } from "./desk_promise.js";
import { dueIn, lasting, moment } from "./desk_when.js";
import { Bound, listIn } from "./dom.js";
import { fill } from "./format.js";

const NEVER = Number.MAX_SAFE_INTEGER;

export function caseKind(desk) {
  const { words, names } = desk;
  return {
    line: "case",
    height: 52,
    first: "rank",
    caseOf: (row) => row.id,
    columns: [
      { key: "rank", by: (row) => (row.open ? row.rank : NEVER) },
      { key: "mask", by: (row) => row.mask },
      { key: "folio", under: true, by: (row) => row.folio },
      { key: "risk", by: (row) => RISKS.indexOf(row.risk) },
      { key: "place", under: true, by: (row) => row.place },
      { key: "acted", by: (row) => row.acted },
      { key: "stage", under: true, by: (row) => STAGES.indexOf(row.stage) },
      { key: "due", by: (row) => row.due ?? NEVER },
      { key: "flags", by: (row) => -(row.flags ?? []).length },
      { key: "agency", under: true, by: (row) => names.named(row.agency, "agencies") },
    ],
    choices: [
      {
        key: "standing",
        of: standing,
        name: (code) => words[`standing.${code}`],
        all: ["open", "closed"],
        start: "open",
      },
      { key: "risk", of: (row) => row.risk, name: (code) => names.risk(code), all: RISKS },
      { key: "agency", of: (row) => row.agency, name: (code) => names.named(code, "agencies") },
      { key: "place", of: (row) => row.place, name: (place) => place },
    ],
    switches: [
      { key: "overdue", test: (row, now) => row.open && (row.due ?? NEVER) <= now },
      { key: "silent", test: (row) => (row.flags ?? []).includes("silent") },
    ],
    draw: (bound, row, now, sure) => drawCase(bound, row, { ...desk.scene(), now, sure }),
    pane: new CasePane(desk),
  };
}

function standing(row) {
  return row.open ? "open" : "closed";
}

/** The tone of its next deadline; one that has passed since the row came is crossed. */
function toneNow(row, now) {
  return row.open && (row.due ?? NEVER) <= now ? "crossed" : row.tone;
}

function drawCase(bound, row, { now, zone, words, names }) {
  const tone = toneNow(row, now);
  bound.text("rank", row.open ? String(row.rank) : words["rank.closed"]);
  bound.text("mask", row.mask);
  bound.text("folio", row.folio);
  bound.text("risk", names.risk(row.risk));
  bound.text("place", row.place);
  bound.text("acted", lasting(now - row.acted, words));
  bound.text("stage", names.word("stage", row.stage));
  bound.text("next", row.next ? names.word("stage", row.next) : "");
  bound.text("due", (row.due ?? null) === null ? words["due.none"] : dueIn(row.due, now, zone, words));
  bound.text("flags", names.flags(row.flags));
  bound.text("agency", names.named(row.agency, "agencies"));
  bound.mark("line", "risk", row.risk);
  bound.mark("line", "tone", tone === "calm" ? "" : tone);
  bound.mark("line", "closed", row.open ? "" : "yes");
  bound.mark("acted", "silent", (row.flags ?? []).includes("silent") ? "yes" : "");
}

class CasePane {
  constructor(desk) {
    this.desk = desk;
    this.root = desk.root.querySelector("[data-pane=case]");
    this.bound = new Bound(this.root, desk.words);
    listIn(this.root, "promises").addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) desk.goTo("followups", button.dataset.id);
    });
  }

  show(row, now, sure) {
    const { bound, desk } = this;
    const { names, words, zone } = desk.scene();
    this.row = row;
    this.owed = desk.followupsOf(row.id);
    this.root.dataset.filled = "yes";
    const eyebrow = [names.risk(row.risk), names.word("stage", row.stage)];
    if (!row.open) eyebrow.unshift(words["standing.closed.one"]);
    bound.text("eyebrow", eyebrow.join(" · "));
    bound.text("title", fill(words["case.title"], { mask: row.mask, place: row.place }));
    bound.text("folio", fill(words["case.folio"], { folio: row.folio }));
    drawLink(bound, row.link);
    bound.text("flags", names.flags(row.flags));
    bound.mark("flags", "none", (row.flags ?? []).length === 0 ? "yes" : "");
    const [day, month] = row.contacts ?? [0, 0];
    bound.text("contacts.day", String(day));
    bound.text("contacts.month", String(month));
    bound.text("handovers", String(row.handovers ?? 0));
    bound.text("opened", moment(row.opened, now, zone, words));
    this.about(row);
    drawStory(listIn(this.root, "story"), desk.parts, [...(row.story ?? [])].reverse(), { ...desk.scene(), now });
    this.tick(now, sure);
  }

  note(key, said) {
    this.bound.text("note", said);
    this.bound.mark("note", "what", key);
  }

  about(row) {
    const { names, words } = this.desk.scene();
    const forms = (row.forms ?? []).map((form) => names.named(form, "forms")).join(", ");
    const facts = [
      ["agency", names.named(row.agency, "agencies")],
      ["subject", words[`subject.${row.subject_is}`] ?? row.subject_is],
      ["caller", words[`caller.${row.called_by}`] ?? row.called_by],
      ["access", words[`access.${row.access}`] ?? row.access],
      ["forms", forms || words.unknown],
    ];
    each(listIn(this.root, "about"), this.desk.parts, "fact", facts, words, (bound, [key, said]) => {
      bound.text("name", words[`about.${key}`]);
      bound.text("said", said);
    });
  }

  tick(now, sure) {
    const { row, desk } = this;
    if (!row) return;
    const scene = { ...desk.scene(), now };
    const { words, names, zone } = scene;
    this.bound.text("acted", fill(words["case.acted"], { span: lasting(now - row.acted, words) }));
    const due = (row.due ?? null) !== null && row.open;
    const next = due ? `${names.word("stage", row.next)}: ${dueIn(row.due, now, zone, words)}` : words["case.nothing"];
    this.bound.text("todo", next);
    const tone = toneNow(row, now);
    this.bound.mark("todo", "tone", due && tone !== "calm" ? tone : "");
    this.drawDeadlines(row, scene);
    each(listIn(this.root, "promises"), desk.parts, "owed", this.owed, words, (bound, followup) => {
      bound.root.dataset.id = followup.id;
      bound.text("state", stateWords(followup, words));
      bound.text("promise", promise(followup, now, zone, words, sure && desk.heard(followup)));
      bound.mark("owed", "state", running(followup) ? followup.state : "ended");
    });
    this.bound.mark("owed.none", "none", this.owed.length > 0 ? "yes" : "");
  }

  drawDeadlines(row, scene) {
    const rank = ([, due, met]) => (met === null ? due : NEVER + due);
    const all = [...(row.deadlines ?? [])].sort((a, b) => rank(a) - rank(b));
    const draw = (bound, deadline) => drawDeadline(bound, deadline, row.opened, scene);
    each(listIn(this.root, "deadlines"), this.desk.parts, "deadline", all, scene.words, draw);
    this.bound.mark("deadlines.none", "none", all.length > 0 ? "yes" : "");
  }
}
