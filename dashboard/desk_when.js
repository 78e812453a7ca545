// When something is, as the desk says it: by the civil days of the site's zone. Pure: nothing reads a clock.

import { clock, fill, hourMinute } from "./format.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const days = new Map();
const dates = new Map();

function dateOf(key, locale, style) {
  if (!dates.has(key)) dates.set(key, new Intl.DateTimeFormat(locale, style));
  return dates.get(key);
}

/** An instant's civil day in the zone, numbered: the next day is one more. */
export function civilDay(instant, zone) {
  const key = `${Math.floor(instant / (15 * MINUTE))} ${zone}`; // no zone's day starts within a quarter of an hour
  if (!days.has(key)) {
    if (days.size > 5000) days.clear();
    const style = { year: "numeric", month: "numeric", day: "numeric", timeZone: zone };
    const parts = dateOf(zone, "en-US", style).formatToParts(instant);
    const [year, month, day] = ["year", "month", "day"].map((type) => Number(parts.find((p) => p.type === type).value));
    days.set(key, Date.UTC(year, month - 1, day) / DAY);
  }
  return days.get(key);
}

/** The day's name from here: "near" with today, tomorrow or yesterday; "far" with a weekday, past six days a date. */
function dayFrom(instant, now, zone, words) {
  const day = civilDay(instant, zone);
  const ahead = day - civilDay(now, zone);
  const near = { "-1": "when.yesterday", 0: "when.today", 1: "when.tomorrow" }[ahead];
  if (near) return ["near", words[near]];
  const style = Math.abs(ahead) <= 6 ? { weekday: "long" } : { day: "numeric", month: "short" };
  const key = `${words.locale} ${style.weekday ?? "date"}`;
  return ["far", dateOf(key, words.locale, { ...style, timeZone: "UTC" }).format(day * DAY)];
}

/** "today 22:00", "tomorrow 06:40", "Monday 06:40", "16 Feb 06:40". */
export function moment(instant, now, zone, words) {
  const [kind, day] = dayFrom(instant, now, zone, words);
  return fill(words[`when.at.${kind}`], { day, time: hourMinute(instant, zone) });
}

/** The same without today's name: "22:00". */
export function briefly(instant, now, zone, words) {
  if (civilDay(instant, zone) === civilDay(now, zone)) return hourMinute(instant, zone);
  return moment(instant, now, zone, words);
}

/** "22:00 today", "06:40 tomorrow", "06:40 on Monday". */
export function momentOf(instant, now, zone, words) {
  const [kind, day] = dayFrom(instant, now, zone, words);
  return fill(words[`when.of.${kind}`], { day, time: hourMinute(instant, zone) });
}

/** To the second when it is of today. */
export function stamp(instant, now, zone, words) {
  if (civilDay(instant, zone) === civilDay(now, zone)) return clock(instant, zone);
  return moment(instant, now, zone, words);
}

/** Always to the second: "22:39:02", "yesterday 22:39:02". */
export function exactly(instant, now, zone, words) {
  const time = clock(instant, zone);
  if (civilDay(instant, zone) === civilDay(now, zone)) return time;
  const [kind, day] = dayFrom(instant, now, zone, words);
  return fill(words[`when.at.${kind}`], { day, time });
}

/** A civil day said in ISO (2026-11-20) as "20 nov". */
export function dayName(iso, words) {
  const style = { day: "numeric", month: "short", timeZone: "UTC" };
  return dateOf(`${words.locale} date`, words.locale, style).format(Date.parse(`${iso}T00:00:00Z`));
}

/** How long, rounded down: "<1 min", "18 min", "3 h", "2 h 10", "14 h", "3 d". */
export function lasting(milliseconds, words) {
  const whole = Math.max(0, milliseconds);
  if (whole < MINUTE) return words["lasting.moment"];
  if (whole < HOUR) return fill(words["age.minutes"], { n: Math.floor(whole / MINUTE) });
  if (whole >= 2 * DAY) return fill(words["lasting.days"], { n: Math.floor(whole / DAY) });
  const [hours, rest] = [Math.floor(whole / HOUR), Math.floor((whole % HOUR) / MINUTE)];
  if (rest === 0 || hours >= 10) return fill(words["age.hours"], { n: hours });
  return fill(words["lasting.hours"], { n: hours, rest: String(rest).padStart(2, "0") });
}

/** What is left until a deadline, or how long ago it passed; from six hours on, its day and hour. */
export function dueIn(due, now, zone, words) {
  if (now >= due) return fill(words["due.past"], { span: lasting(now - due, words) });
  if (due - now < 6 * HOUR) return fill(words["due.left"], { span: lasting(due - now, words) });
  return fill(words["due.at"], { moment: moment(due, now, zone, words) });
}
