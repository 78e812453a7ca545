// What the map says in words. Pure: the words are handed in, nothing reads a clock.

import { count, fill, hourMinute, plural } from "./format.js";
import { classOf } from "./map_view.js";

const DAY = 86_400_000; // ms

/** An instant's day, such as 22 nov; `numeral`: the day's number alone. */
export function day(instant, zone, words, numeral = false) {
  const style = numeral ? { day: "numeric" } : { day: "numeric", month: "short" };
  return dates(words.locale, zone, style).format(instant).replace(".", "");
}

/** The days or hours that a closed period covers. */
export function period({ window, starts, ends }, zone, words) {
  const last = day(ends - 1, zone, words);
  const sameMonth = last.replace(/\d+/, "") === day(starts, zone, words).replace(/\d+/, "");
  const from = day(starts, zone, words, sameMonth);
  const hours = { from: hourMinute(starts, zone), to: hourMinute(ends, zone) };
  if (window === "6h") return fill(words["map.period.6h"], { day: last, ...hours });
  return fill(words[`map.period.${window}`], { day: last, from, to: last });
}

/** An instant as hh:mm, with its day where that is not today. */
export function moment(instant, now, zone, words) {
  const time = hourMinute(instant, zone);
  const date = day(instant, zone, words);
  return date === day(now, zone, words) ? time : fill(words["map.moment"], { day: date, time });
}

/** Bounds of a count of cases. */
export function bounds(cases, least, words) {
  if (!cases) return fill(words["map.cases.fewer"], { n: least });
  const [low, high] = cases;
  if (high === null) return fill(words["map.cases.more"], { n: count(low, words) });
  return low === high
    ? count(low, words)
    : fill(words["map.cases"], { low: count(low, words), high: count(high, words) });
}

/** Names, at most `most` of them. */
export function listed(names, words, most = 3) {
  if (names.length <= most) return names.join(", ");
  return fill(words["map.names.more"], { names: names.slice(0, most).join(", "), n: names.length - most });
}

/** Where a group is, from the names of municipalities that it touches. */
export function placeOf(group, names, words) {
  if (!group.region) return listed(names, words);
  return fill(words["map.rest"], { region: group.region });
}

export function levelOf(level, words) {
  return words[`map.level.${level}`];
}

/** Everything that is known of a group, as one line. */
export function groupLine(group, place, document, words) {
  const number = classOf(group.level);
  const level = levelOf(group.level, words);
  const said = number ? fill(words["map.class"], { level, n: number }) : level;
  return fill(words["map.group"], { place, level: said, cases: bounds(group.cases, document.least, words) });
}

/** A signal as it is read from five metres; `place`: where. */
export function signalShort(signal, place, words) {
  const expected = Math.round(signal.expected);
  return fill(words[signal.least ? "map.signal.short.least" : "map.signal.short"], {
    place,
    observed: count(signal.observed, words),
    expected: expected < 1 ? words["map.signal.none"] : count(expected, words),
  });
}

const YEAR = 365;

/** How often chance makes as much, `days` apart: from two years on in whole years. */
function chance(days, words) {
  if (days < 2 * YEAR) return plural("map.signal.chance", days, words);
  return plural("map.signal.chance.years", Math.floor(days / YEAR), words);
}

/** A signal in full. */
export function signalLong(signal, document, now, words) {
  const days = Math.floor((now - signal.told) / DAY);
  return fill(words[signal.least ? "map.signal.least" : "map.signal"], {
    place: listed(placesOf(signal, document), words),
    observed: count(signal.observed, words),
    expected: signal.expected.toFixed(1),
    chance: chance(signal.recurrence, words),
    since: days < 1 ? words["map.signal.today"] : plural("map.signal.since", days, words),
  });
}

/** The region in which most of a signal's cases lie: on the wall no municipality is named. */
export function regionOf({ places: [first] }, document) {
  return document.regions[first] ?? document.names[first] ?? first;
}

export function placesOf({ places }, document) {
  return places.map((code) => document.names[code] ?? code);
}

const made = new Map();

function dates(locale, zone, style) {
  const key = `${locale} ${zone} ${Object.keys(style)}`;
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat(locale, { ...style, timeZone: zone }));
  return made.get(key);
}
