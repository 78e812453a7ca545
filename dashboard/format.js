// Figures and instants as text. Pure: the words are handed in, nothing reads a clock.

/** Fills `{name}` in a text from the wording table. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** A text with `{n}`, in the singular for one. */
export function plural(key, n, words) {
  return fill(words[n === 1 ? `${key}.one` : key], { n: count(n, words) });
}

/** Seconds as m:ss, hours as h:mm:ss from one hour and forty minutes on. */
export function minutes(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n) => String(n).padStart(2, "0");
  if (whole < 6000) return `${Math.floor(whole / 60)}:${two(whole % 60)}`;
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

/** A whole number, grouped as the language does. */
export function count(n, words) {
  const rounded = Math.round(n);
  return rounded < 1000 ? String(rounded) : numbers(words.locale).format(rounded);
}

/** Percent, rounded down, so that 79.9 % never reads as a target of 80 % that was met. */
export function percent(n) {
  return String(Math.floor(n + 1e-9));
}

/** How long ago, in milliseconds: tenths below ten seconds, then the largest whole unit. */
export function age(milliseconds, words) {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 9.95) return fill(words["age.seconds"], { n: seconds.toFixed(1) });
  if (seconds < 60) return fill(words["age.seconds"], { n: Math.floor(seconds) });
  if (seconds < 3600) return fill(words["age.minutes"], { n: Math.floor(seconds / 60) });
  return fill(words["age.hours"], { n: Math.floor(seconds / 3600) });
}

/** How long, in milliseconds, in whole minutes; from 100 minutes on in hours and minutes, from ten hours on in hours. */
export function span(milliseconds, words) {
  const n = Math.max(0, Math.floor(milliseconds / 60_000));
  if (n < 100) return fill(words["age.minutes"], { n });
  const [h, m] = [Math.floor(n / 60), n % 60];
  if (n < 600 && m > 0) return fill(words["span.hours"], { h, m: String(m).padStart(2, "0") });
  return fill(words["age.hours"], { n: count(h, words) });
}

/** A clock's offset in milliseconds as +m:ss. */
export function offset(milliseconds) {
  return (milliseconds < 0 ? "−" : "+") + minutes(Math.abs(milliseconds) / 1000);
}

/** An instant as hh:mm:ss in the site's zone. */
export function clock(instant, zone) {
  const key = `${Math.floor(instant / 1000)} ${zone}`;
  if (!told.has(key)) {
    if (told.size > 500) told.clear();
    told.set(key, times(zone).format(instant));
  }
  return told.get(key);
}

/** An instant as hh:mm in the site's zone. */
export function hourMinute(instant, zone) {
  return clock(instant, zone).slice(0, 5);
}

/** An instant as hh on a whole hour, else hh:mm. */
export function hour(instant, zone) {
  const text = hourMinute(instant, zone);
  return text.endsWith(":00") ? text.slice(0, 2) : text;
}

// Intl is slow: the same few instants are told again and again, and one formatter serves each zone and language.
const told = new Map();
const made = new Map();

function times(zone) {
  const key = `zone ${zone}`;
  if (!made.has(key)) {
    const style = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
    made.set(key, new Intl.DateTimeFormat("en-GB", { ...style, timeZone: zone }));
  }
  return made.get(key);
}

function numbers(locale) {
  if (!made.has(locale)) made.set(locale, new Intl.NumberFormat(locale));
  return made.get(locale);
}
