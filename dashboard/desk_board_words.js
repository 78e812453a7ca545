// An alert in words: what it is, since when, where it stands. Pure: nothing reads a clock.

import { ageOf, titleOf } from "./alert_titles.js";
import { holds, standingOf, untaken } from "./desk_board_rows.js";
import { briefly, lasting } from "./desk_when.js";
import { count, fill, minutes, plural } from "./format.js";

const LEVELS = ["", "lead", "supervisor", "official"];
const SOON = 3_600_000; // ms before it that an escalation of what somebody took is said
const STAGES_OF = {
  in_progress_undispatched: "dispatched",
  in_progress_not_arrived: "arrived",
  severe_unassigned: "assigned",
  unassessed: "assessed",
  handover_late: "handover",
  register_lag: "register",
  order_late: "order.issue",
  order_expiring: "order.expiry",
};

/** "3 follow-ups overdue · 1 of severe risk" of a group; one alert's own title. */
export function headline(row, words) {
  const title = titleOf(row, words);
  return row.severe > 0 ? `${title} · ${plural("alert.severe", row.severe, words)}` : title;
}

/** The case's deadline that the alert is about, as its row has it; nothing where it is about none. */
export function deadlineOf(row, known) {
  const stage = {
    ...STAGES_OF,
    stage_overdue: row.reason,
    health_clock: `health.${row.reason}`,
  }[row.rule];
  if (!stage || !known) return null;
  const of = (known.deadlines ?? []).filter(([what]) => what === stage || what.startsWith(`${stage}.`));
  return of.find(([, due]) => due === row.due) ?? of.find(([, , met]) => met === null) ?? null;
}

/** "17 min · target 15 min" where the case says since when; else how long it is overdue, or true. */
export function ageWords(row, known, now, words) {
  const end = row.closed?.[0] ?? row.resolved ?? now;
  const [, due, , , since] = deadlineOf(row, known) ?? [];
  if ((since ?? null) === null || due !== row.due) return ageOf(row, end, words);
  return fill(words["board.age"], { age: lasting(end - since, words), limit: lasting(due - since, words) });
}

/** "not acknowledged · escalates in 3:00", "acknowledged 22:36 · lead.norte", "snoozed until 23:30". */
export function standsWords(row, { now, zone, words, names, people }) {
  const at = (instant) => briefly(instant, now, zone, words);
  const standing = standingOf(row);
  const who = (mark) => (mark ? { time: at(mark[0]), who: people.name(mark[1]) } : null);
  const said = {
    acknowledged: who(row.taken),
    assigned: row.assigned && { to: people.name(row.assigned[1]) },
    confirmed: who(row.confirmed),
    snoozed: row.snoozed && { time: at(row.snoozed[0]) },
    resolved: (row.resolved ?? null) !== null && !row.members && { time: at(row.resolved) },
    closed: row.closed && { time: at(row.closed[0]), outcome: names.named(row.closed[2] ?? "", "closings") },
  }[standing];
  const parts = [said ? fill(words[`stands.at.${standing}`], said) : words[`stands.${standing}`]];
  if (holds(row) && row.level > 0) parts.push(fill(words["stands.level"], { whom: wordOfLevel(row.level, words) }));
  return [...parts, ...escalating(row, now, words)].join(" · ");
}

function escalating(row, now, words) {
  const left = row.escalates ? row.escalates[0] - now : Number.POSITIVE_INFINITY;
  if (!holds(row) || left > (untaken(row) ? Number.MAX_SAFE_INTEGER : SOON)) return [];
  if (left <= 0) return [words["stands.escalates.now"]];
  return [fill(words["stands.escalates"], { left: minutes(left / 1000) })];
}

export function wordOfLevel(level, words) {
  return words[`whom.${LEVELS[level]}`] ?? count(level, words);
}

/** What a line of its story says beside its name. */
export function saidWords(what, said, { words, names, people }) {
  if (!said || what === "noted") return "";
  const kind = { snoozed: "snoozes", confirmed: "actions", closed: "closings" }[what];
  return kind ? names.named(said, kind) : (words[`whom.${said}`] ?? people.name(said));
}
