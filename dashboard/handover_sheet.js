// What the next shift has to know, as the blocks of a sheet of paper. Pure: masks and folios, never a person.

import { titleOf } from "./alert_titles.js";
import { holds } from "./desk_board_rows.js";
import { standsWords } from "./desk_board_words.js";
import { late, mayCall, mayWords, running } from "./desk_promise.js";
import { civilDay } from "./desk_when.js";
import { count, fill, hourMinute } from "./format.js";

const LONGEST = 150; // lines of a block: more is no sheet of paper
const GRAVEST = ["in_progress", "severe"];
const COLUMNS_OF = {
  alerts: ["priority", "alert", "folio", "since", "stands"],
  cases: ["mask", "folio", "risk", "place", "stage", "due", "agency"],
  owed: ["mask", "folio", "risk", "last", "may", "channel"],
};

/** An instant as it is still true tomorrow: "22:39", of another day "15 feb 06:00". */
export function dated(instant, now, zone, words) {
  const time = hourMinute(instant, zone);
  if (civilDay(instant, zone) === civilDay(now, zone)) return time;
  const day = new Intl.DateTimeFormat(words.locale, { day: "numeric", month: "short", timeZone: zone }).format(instant);
  return `${day} ${time}`;
}

/** Alerts that fire again for who takes the room: acknowledged, and still true. */
export function refiring(alerts) {
  return alerts.filter((row) => holds(row) && row.state !== "raised" && !row.snoozed);
}

/** The blocks in order. `desk` as pages know it; `sure`: what it was told is fresh. */
export function blocksOf(desk, now, sure) {
  const { shift, zone } = desk.document;
  const scene = { ...desk.scene(), now, sure };
  const times = { from: hourMinute(shift.ends, zone), to: hourMinute(shift.ends, zone) };
  const next = { ...times, to: hourMinute(2 * shift.ends - shift.starts, zone) };
  const { overdue, before, following } = owedOf(desk, now);
  const owed = (row) => owedLine(row, { ...scene, sure: sure && desk.heard(row) });
  return [
    block("alerts", alertsOf(desk), "alerts", (row) => alertLine(row, desk, scene), scene),
    block("cases", severeOf(desk), "cases", (row) => caseLine(row, scene), scene),
    block("overdue", overdue, "owed", owed, scene),
    block("before", before, "owed", owed, scene, times),
    block("next", following, "owed", owed, scene, next),
  ];
}

function block(key, rows, kind, line, { words }, values = {}) {
  const title = fill(words[`sheet.${key}`], values);
  return {
    key,
    kind,
    title: fill(words["sheet.count"], { title, n: count(rows.length, words) }),
    none: rows.length === 0 ? words[`sheet.${key}.none`] : "",
    more: rows.length > LONGEST ? fill(words["sheet.more"], { n: count(rows.length - LONGEST, words) }) : "",
    columns: COLUMNS_OF[kind].map((column) => words[`sheet.${column}`]),
    lines: rows.slice(0, LONGEST).map(line),
  };
}

function alertsOf(desk) {
  const open = [...desk.pages.board.rows.values()].filter(holds);
  return open.sort((a, b) => a.rank - b.rank);
}

function severeOf(desk) {
  const open = [...desk.pages.cases.rows.values()].filter((row) => row.open && GRAVEST.includes(row.risk));
  return open.sort((a, b) => a.rank - b.rank);
}

/** Follow-ups by when their last moment falls: passed, before this shift ends, in the next one, which is taken to be
 * as long. */
function owedOf(desk, now) {
  const { starts, ends } = desk.document.shift;
  const last = (row) => row.last_moment ?? row.closes;
  const rows = [...desk.pages.followups.rows.values()].filter(running).sort((a, b) => last(a) - last(b));
  const waiting = rows.filter((row) => !late(row, now));
  return {
    overdue: rows.filter((row) => late(row, now)),
    before: waiting.filter((row) => last(row) < ends),
    following: waiting.filter((row) => last(row) >= ends && last(row) < 2 * ends - starts),
  };
}

function alertLine(row, desk, scene) {
  const { words, now, zone } = scene;
  const at = (instant) => dated(instant, now, zone, words);
  const stands = [standsWords({ ...row, escalates: undefined }, scene)];
  if (row.escalates) stands.push(fill(words["sheet.escalates"], { at: at(row.escalates[0]) }));
  if ((row.stale ?? null) !== null) stands.push(fill(words["band.stale"], { time: at(row.stale) }));
  return {
    go: ["board", row.id],
    tone: row.priority,
    cells: [
      words[`priority.${row.priority}`] ?? row.priority,
      [titleOf(row, words), row.place].filter(Boolean).join(" · "),
      desk.pages.cases.rows.get(row.case)?.folio ?? "",
      at(row.due),
      stands.join(" · "),
    ],
  };
}

function caseLine(row, { now, zone, words, names }) {
  const known = (row.due ?? null) !== null;
  const key = known && row.due <= now ? "sheet.past" : "sheet.left";
  const due = known ? fill(words[key], { at: dated(row.due, now, zone, words) }) : words["due.none"];
  return {
    go: ["cases", row.id],
    tone: known && row.due <= now ? "critical" : "",
    cells: [
      row.mask,
      row.folio,
      names.risk(row.risk),
      row.place,
      names.word("stage", row.stage),
      row.next ? `${names.word("stage", row.next)}: ${due}` : due,
      names.named(row.agency, "agencies"),
    ],
  };
}

function owedLine(row, { now, zone, words, names, sure }) {
  const last = row.last_moment ?? row.closes;
  const at = (instant) => dated(instant, now, zone, words);
  const may = mayCall(row, now, sure);
  return {
    go: ["followups", row.id],
    tone: late(row, now) ? "critical" : "",
    cells: [
      row.mask,
      row.folio,
      names.risk(row.risk),
      late(row, now) ? fill(words["sheet.past"], { at: at(row.closes) }) : at(last),
      mayOf(row, may, at, words),
      `${words[`channel.${row.channel}`] ?? row.channel} · ${words[`voicemail.${row.voicemail ?? "unknown"}`]}`,
    ],
  };
}

/** Paper does not change when her safe hours do: it says until when, or from when. */
function mayOf(row, may, at, words) {
  const said = mayWords(may, row, words);
  if (may === "yes" && (row.safe_until ?? null) !== null)
    return fill(words["sheet.may.until"], { may: said, until: at(row.safe_until) });
  if (may !== "yes" && (row.safe_from ?? null) !== null)
    return fill(words["sheet.may.from"], { may: said, from: at(row.safe_from) });
  return said;
}

/** Who says nothing, and since when. */
export function unknownOf({ feeds, zone }, words) {
  return feeds
    .filter((feed) => feed.state !== "fresh")
    .map(({ name, heard }) =>
      heard === null
        ? fill(words["sheet.unheard"], { name })
        : fill(words["sheet.silent"], { name, time: hourMinute(heard, zone) }),
    );
}
