// Names of periods, as the briefing's own command takes them, and as people say them. Pure.

const DAY = 86_400_000;

/** The name of the period of a kind that holds the civil day `day` (YYYY-MM-DD). */
export function spanName(kind, day, { shift, until }) {
  const [year, month] = day.split("-");
  const names = {
    shift: () => `${day}.${shift}`,
    day: () => day,
    week: () => isoWeek(day),
    month: () => `${year}-${month}`,
    quarter: () => `${year}-Q${Math.ceil(Number(month) / 3)}`,
    year: () => year,
    range: () => `${day}..${until}`,
  };
  return names[kind]();
}

function isoWeek(day) {
  const at = new Date(`${day}T00:00:00Z`);
  const thursday = new Date(at.getTime() + (3 - ((at.getUTCDay() + 6) % 7)) * DAY);
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const week = 1 + Math.floor((thursday.getTime() - first) / (7 * DAY));
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, "0")}`;
}

/** The civil day on which an instant lies, as YYYY-MM-DD. */
export function civilDay(at, zone) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(at);
}

/** An instant as people say it. */
export function instant(at, { words, zone }) {
  const style = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" };
  return new Intl.DateTimeFormat(words.locale, { ...style, hourCycle: "h23", timeZone: zone }).format(at);
}

/** A civil day as people say it. */
export function daySaid(day, words) {
  const style = { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(words.locale, style).format(new Date(`${day}T12:00:00Z`));
}

/** What a kept briefing is of: its kind and its days. */
export function spanSaid({ kind, name, starts, ends }, { words, zone, shifts }) {
  const first = daySaid(civilDay(starts, zone), words);
  const last = daySaid(civilDay(ends - 1, zone), words);
  const shift = shifts.find(({ code }) => name.endsWith(`.${code}`));
  const what = kind === "shift" && shift ? `${words["kind.shift"]} ${shift.name}` : words[`kind.${kind}`];
  return `${what} · ${kind === "shift" || first === last ? first : `${first} – ${last}`}`;
}
