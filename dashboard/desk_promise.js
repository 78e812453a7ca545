// A follow-up's clock in words: until when, and whether she may be called. Pure. Unknown is never yes.

import { briefly, lasting, moment, momentOf } from "./desk_when.js";
import { fill } from "./format.js";

const PRESSING = new Set(["in_progress", "severe"]);
const PASSED = new Set(["overdue", "overdue_unsafe"]);
const RUNNING = new Set(["early", "open", "closing", ...PASSED]);

export function running(row) {
  return RUNNING.has(row.state);
}

/** Whether its window has closed, also when it did so after the row came. */
export function late(row, now) {
  return PASSED.has(row.state) || (running(row) && now >= row.closes);
}

/** Why she may or may not be called now: "yes" or a reason. A safe span that has ended since the row came is none. */
export function calling(row, now) {
  const over = row.call === "yes" && (row.safe_until ?? null) !== null && now >= row.safe_until;
  return over ? "outside_hours" : row.call;
}

/** Whether that means to call: "yes", "wait" (it is early, and she is in no pressing danger), "unsure" when what we
 * were told is old, "no". */
export function mayCall(row, now, sure = true) {
  if (calling(row, now) !== "yes") return "no";
  if (!sure) return "unsure";
  return row.state === "early" && !PRESSING.has(row.risk) ? "wait" : "yes";
}

/** What one does to reach her: who is promised to in person is visited. */
function act(row, words) {
  return { act: words[row.channel === "in_person" ? "act.visit" : "act.call"] };
}

export function questionWords(row, words) {
  return fill(words["pane.permission"], act(row, words));
}

export function stateWords(row, words) {
  const said = words[`state.${row.state}`];
  return said ? fill(said, act(row, words)) : row.state;
}

/** What mayCall found, in words. */
export function mayWords(may, row, words) {
  return fill(words[`may.${may}`], act(row, words));
}

/** The reason in words. `sure`: what we were told is fresh. */
export function callWords(row, now, zone, words, sure = true) {
  const [why, may] = [calling(row, now), mayCall(row, now, sure)];
  if (may === "wait" || may === "unsure") return fill(words[`call.${may}`], act(row, words));
  if (why === "permission_old" && row.confirmed) {
    return fill(words["call.permission_old.since"], { moment: moment(row.confirmed, now, zone, words) });
  }
  return why === "yes" ? fill(words["call.yes"], act(row, words)) : (words[`call.${why}`] ?? why);
}

/** "closes tomorrow 06:40; safe contact until 22:00 → call before 22:00 today". */
export function promise(row, now, zone, words, sure = true) {
  const at = (instant) => moment(instant, now, zone, words);
  if (!running(row)) {
    const said = words[`ended.${row.state}`] ?? row.state;
    return row.ended ? fill(words["promise.ended"], { said, moment: at(row.ended) }) : said;
  }
  const past = late(row, now);
  const why = calling(row, now);
  const window = windowWords(row, past, now, at, words);
  const said = { ...act(row, words), window, why: callWords(row, now, zone, words, sure) };
  const may = mayCall(row, now, sure);
  if (may === "unsure") return fill(words["promise.unsure"], said);
  if (may === "no" && why !== "outside_hours") return fill(words["promise.never"], said);
  if (!past && row.state === "early" && !PRESSING.has(row.risk)) return fill(words["promise.wait"], said);
  const until = (instant) => briefly(instant, now, zone, words);
  const key = why === "yes" ? callNow(row, past) : callLater(row, past, now);
  const last = row.last_moment ?? row.closes;
  return fill(words[`promise.${key}`], {
    ...said,
    until: key.includes("until") ? until(row.safe_until) : "",
    from: key.includes("from") ? until(row.safe_from) : "",
    last: momentOf(last, now, zone, words),
  });
}

function windowWords(row, past, now, at, words) {
  if (past) return fill(words["promise.late"], { span: lasting(now - row.closes, words) });
  return row.state === "early"
    ? fill(words["promise.opens"], { moment: at(row.opens) })
    : fill(words["promise.closes"], { moment: at(row.closes) });
}

function callNow(row, past) {
  const safe = row.safe_until ?? null;
  if (past) return safe === null ? "now" : "now.until";
  if (safe === null) return "before";
  return safe >= row.closes ? "before.whole" : "before.until";
}

function callLater(row, past, now) {
  const from = row.safe_from ?? null;
  if (past) return from === null ? "late.unsafe" : "late.from";
  const left = (row.last_moment ?? null) !== null && now < row.last_moment;
  if (left) return from === null ? "later" : "later.from";
  return from === null ? "none" : "none.from";
}
