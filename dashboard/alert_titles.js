// What an alert is called, by its rule: the wall's band and the desk's lists say it in the same words. Pure.

import { count, fill, minutes, percent, plural, span } from "./format.js";

// Rules whose due instant is a deadline that somebody missed; the others began to be true then.
const PROMISED = [
  "in_progress_undispatched",
  "in_progress_not_arrived",
  "severe_unassigned",
  "unassessed",
  "stage_overdue",
  "handover_late",
  "followup_overdue",
  "followup_unsafe",
  "referral_stale",
  "register_lag",
  "order_late",
];
const WRITE = {
  longest_wait: (n) => minutes(n),
  service_level: (n) => percent(n),
  abandonment: (n) => percent(n),
  too_quiet: (n) => percent(100 * n),
  surge: (n) => n.toFixed(1),
  hotspot: (n, words) => often(n, words),
};

/** One alert, or `count` of a rule together. */
export function titleOf(row, words) {
  const n = row.count ?? 1;
  const rule = words[`alert.${row.rule}`] ? row.rule : "other";
  const reason = row.reason ?? "";
  const values = {
    n: count(n, words),
    mask: row.mask ?? row.masks?.[0] ?? "",
    name: row.name ?? "",
    lacking: words[`lack.${reason}`] ?? words[`lack.${reason.split(".")[0]}`] ?? words["lack.other"],
    clock: words[`flag.health.${reason}`] ?? words["alert.clock"],
  };
  const text = fill(words[n === 1 ? `alert.${rule}` : `alert.${rule}.many`], values);
  return text.replace(/ +/g, " ").replace(/ (?=[:,]|$)/g, "");
}

/** What was found, beside its limit; nothing where the rule has none. */
export function foundOf(row, words) {
  const text = words[`alert.${row.rule}.value`];
  if (!text || (row.value ?? null) === null) return "";
  const write = WRITE[row.rule] ?? ((n) => count(n, words));
  const limit = (row.limit ?? null) === null ? "" : write(row.limit, words);
  return fill(text, { value: write(row.value, words), limit, ...(row.zone ? casesOf(row.zone, words) : {}) });
}

/** Days, from two years on whole years. */
function often(days, words) {
  const years = Math.floor(days / 365);
  const [key, n] = years < 2 ? ["alert.often.days", days] : ["alert.often.years", years];
  return fill(words[key], { n: count(n, words) });
}

/** How many cases a place has, and how many it was to have. */
function casesOf({ observed, expected, least }, words) {
  const n = count(observed, words);
  const few = expected < 10 ? String(Number(expected.toFixed(1))) : count(expected, words);
  return {
    observed: least ? fill(words["alert.least"], { n }) : n,
    expected: expected < 1 ? words["alert.fewer"] : few,
  };
}

/** How long its deadline has passed, or it has been true; of a place in days. */
export function ageOf(row, now, words) {
  const days = row.zone ? Math.floor((now - row.due) / 86_400_000) : 0;
  if (days > 0) return plural("alert.days", days, words);
  const late = PROMISED.includes(row.rule) && (row.count ?? 1) === 1;
  return fill(words[late ? "alert.late" : "alert.since"], { time: span(now - row.due, words) });
}
