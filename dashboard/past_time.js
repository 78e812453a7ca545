// Instants of the past as they are typed and told, in the site's zone. Pure.

import { clock, fill } from "./format.js";

const WRITTEN = /^(\d{1,2})\/(\d{1,2})(?:\/(\d{4}))? +(\d{1,2}):(\d{2})(?::(\d{2}))?$/;
const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/;
const HALF_DAY = 43_200_000; // ms
const shapes = new Map();

/** Year, month (from 1), day, hour, minute and second in the zone. */
function civilOf(instant, zone) {
  if (!shapes.has(zone)) {
    const style = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: zone };
    const dated = { ...style, year: "numeric", month: "2-digit", day: "2-digit" };
    shapes.set(zone, new Intl.DateTimeFormat("en-GB", dated));
  }
  const parts = Object.fromEntries(
    shapes
      .get(zone)
      .formatToParts(instant)
      .map((p) => [p.type, Number(p.value)]),
  );
  return [parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second];
}

function countedFrom([year, month, day, hour, minute, second]) {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The instant that shows these figures on the zone's clocks; null where no clock ever shows them. */
function instantOf(civil, zone) {
  const wanted = countedFrom(civil);
  let instant = wanted;
  for (let turn = 0; turn < 3; turn += 1) instant += wanted - countedFrom(civilOf(instant, zone));
  return civilOf(instant, zone).every((part, i) => part === civil[i]) ? instant : null;
}

/** "24/11 03:12:05" or "24/11/2026 03:12" as an instant, without a year the nearest to `now`; "03:12" on `now`'s day;
 *  null when it is none. */
export function typedInstant(text, now, zone) {
  const time = TIME.exec(text.trim());
  if (time)
    return instantOf([...civilOf(now, zone).slice(0, 3), ...time.slice(1).map((part) => Number(part ?? 0))], zone);
  const found = WRITTEN.exec(text.trim());
  if (!found) return null;
  const [day, month, year, hour, minute, second] = found.slice(1).map((part) => Number(part ?? Number.NaN));
  const [thisYear] = civilOf(now, zone);
  const years = Number.isNaN(year) ? [thisYear - 1, thisYear, thisYear + 1] : [year];
  const told = years.map((one) => instantOf([one, month, day, hour, minute, Number.isNaN(second) ? 0 : second], zone));
  const known = told.filter((instant) => instant !== null);
  return known.sort((a, b) => Math.abs(a - now) - Math.abs(b - now))[0] ?? null;
}

/** Two typed instants, the second as it follows the first: "23:30" and "00:30" lie on two days. Null when one is none.
 *  The first may lie after the second. */
export function typedSpan(first, second, now, zone) {
  const from = typedInstant(first, now, zone);
  if (from === null) return null;
  const until = typedInstant(second, from, zone);
  if (until === null) return null;
  if (until >= from || !TIME.test(second.trim())) return [from, until];
  const [year, month, day, ...time] = civilOf(until, zone);
  const tomorrow = instantOf(civilOf(Date.UTC(year, month - 1, day + 1, ...time), "UTC"), zone);
  return tomorrow !== null && tomorrow - from <= HALF_DAY ? [from, tomorrow] : [from, until];
}

/** As it is typed. */
export function writtenInstant(instant, zone) {
  const [, month, day] = civilOf(instant, zone);
  const two = (n) => String(n).padStart(2, "0");
  return `${two(day)}/${two(month)} ${clock(instant, zone)}`;
}

/** "24 nov 03:12:05". */
export function toldInstant(instant, zone, words) {
  const [, month, day] = civilOf(instant, zone);
  return fill(words["past.date"], { day, month: words[`past.month.${month}`], time: clock(instant, zone) });
}

/** "24 nov 2025". */
export function toldDay(instant, zone, words) {
  const [year, month, day] = civilOf(instant, zone);
  return fill(words["past.day"], { day, month: words[`past.month.${month}`], year });
}
