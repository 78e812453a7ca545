// What the page of staffing says in words. Pure.

import { civilDay, daySaid } from "./briefing_names.js";
import { count, fill, hourMinute, minutes, plural } from "./format.js";

/** The worst stretch of a queue; undefined where nobody lacks. */
export function worst({ lacking }) {
  return lacking.toSorted((a, b) => b.lacking - a.lacking || a.starts - b.starts)[0];
}

/** Every queue's worst stretch, the most lacking first. */
export function lacks({ queues, zone }, words) {
  const found = queues.filter((queue) => queue.lacking.length > 0).map((queue) => ({ queue, ...worst(queue) }));
  found.sort((a, b) => b.lacking - a.lacking || a.starts - b.starts);
  return found.map(({ queue, ...stretch }) =>
    fill(words[`staffing.lacks${stretch.lacking === 1 ? ".one" : ""}`], {
      n: stretch.lacking,
      queue: queue.name,
      ...hours(stretch, zone),
    }),
  );
}

export function hours({ starts, ends }, zone) {
  return { from: hourMinute(starts, zone), to: hourMinute(ends, zone) };
}

/** Whether people suffice, in short. */
export function verdict(queue, zone, words) {
  const { gap } = queue.staffing;
  const stretch = worst(queue);
  if (stretch)
    return [
      plural("staffing.short", stretch.lacking, words),
      queue.lacking.map((each) => fill("{from}–{to}", hours(each, zone))).join(" · "),
    ];
  if (gap.every((each) => each === null)) return [words["staffing.unknown"], ""];
  if (gap.includes(null)) return [words["staffing.enough"], words["staffing.partly"]];
  return [words["staffing.enough"], fill(words["staffing.spare"], { n: Math.min(...gap) })];
}

/** Why something is not known. */
export function reasons({ staffing }, { least, weeks }, words) {
  const found = [];
  if (staffing.mid.includes(null))
    found.push(fill(words["staffing.why.weeks"], { n: staffing.weeks, of: weeks, least }));
  if (staffing.handling.aht === null) found.push(words["staffing.why.aht"]);
  if (staffing.rostered.includes(null)) found.push(words["staffing.why.rostered"]);
  return found;
}

/** On what it stands. */
export function grounds({ staffing, target, within }, { weeks }, words) {
  const { aht, own } = staffing.handling;
  const found = [fill(words["staffing.target"], { n: count(target, words), within: count(within, words) })];
  if (staffing.shifted) {
    const times = new Intl.NumberFormat(words.locale, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
    const since = plural(staffing.shifted < 7 ? "staffing.since" : "staffing.since.long", staffing.shifted, words);
    found.unshift(fill(words["staffing.level"], { times: times.format(staffing.level), since }));
  }
  if (aht !== null) found.push(fill(words[own ? "staffing.aht" : "staffing.aht.centre"], { aht: minutes(aht) }));
  if (staffing.weeks < weeks) found.push(fill(words["staffing.weeks"], { n: staffing.weeks, of: weeks }));
  return found;
}

/** The holidays of the 24 hours. */
export function holidays({ holidays: days }, words) {
  return days.map(({ date, name, like }) =>
    fill(words["staffing.holiday"], { day: daySaid(date, words), name, like: words[`staffing.like.${like}`] }),
  );
}

/** Of when it is; the day is said where it is not today's. */
export function made({ as_of, zone }, now, words) {
  const at = hourMinute(as_of, zone);
  const [day, today] = [as_of, now].map((instant) => civilDay(instant, zone));
  return day === today ? at : `${daySaid(day, words)} ${at}`;
}
