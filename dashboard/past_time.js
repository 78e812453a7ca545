// Instants of the past as they are typed and told, in the site's zone. Pure.

import { clock, fill } from "./format.js";

const WRITTEN = /^(\d{1,2})\/(\d{1,2})(?:\/(\d{4}))? +(\d{1,2}):(\d{2})(?::(\d{2}))?$/;
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

/** "24/11 03:12:05" or "24/11/2026 03:12" as an instant, without a year the nearest to `now`; null when it is none. */
export function typedInstant(text, now, zone) {
  const found = WRITTEN.exec(text.trim());
  if (!found) return null;
  const [day, month, year, hour, minute, second] = found.slice(1).map((part) => Number(part ?? Number.NaN));
  const [thisYear] = civilOf(now, zone);
  const years = Number.isNaN(year) ? [thisYear - 1, thisYear, thisYear + 1] : [year];
  const told = years.map((one) => instantOf([one, month, day, hour, minute, Number.isNaN(second) ? 0 : second], zone));
  const known = told.filter((instant) => instant !== null);
  return known.sort((a, b) => Math.abs(a - now) - Math.abs(b - now))[0] ?? null;
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
