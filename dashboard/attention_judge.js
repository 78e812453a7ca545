// How Vigia's own alarms do against what ISA-18.2 and EEMUA 191 find bearable, and which rules ask in vain. Pure.
// Rooms and rules, never a person.

export const ACCEPTABLE = 6; // alarms per lead and hour
export const UTMOST = 12;
const FLOOD_SHARE = 1; // percent of the time
const TOO_STALE = 5;
export const WANTED = { critical: 5, high: 15, low: 80 }; // percent of the alarms
const MANY = 10; // alarms in 7 days below which a rule is not judged
const ALONE = 80; // percent that ended with nobody having acted
const FALSE = 3; // one alarm in so many

/** What a figure is beside its limits: "" good, "near" above what is acceptable, "crossed" above the most. */
function against(value, acceptable, most) {
  return value > most ? "crossed" : value > acceptable ? "near" : "";
}

export function tonesOf(figures) {
  const { leads, split } = figures;
  const [critical, high] = split ?? [0, 0];
  return {
    hour: against(figures.per_hour, ACCEPTABLE, UTMOST),
    most: against(figures.per_hour_most / leads, ACCEPTABLE, UTMOST),
    flood: figures.flood_share >= FLOOD_SHARE ? "crossed" : "",
    stale: figures.stale >= TOO_STALE ? "crossed" : "",
    chattering: figures.chattering > 0 ? "crossed" : "",
    split: critical > 2 * WANTED.critical || high > 2 * WANTED.high ? "near" : "",
  };
}

/** Why a rule looks bad, each as [reason, number]; none: it does not. */
export function reasonsOf(rule) {
  const found = [];
  const many = rule.raised >= MANY;
  const some = rule.by_itself !== null; // ended: of what has only begun nobody can have made an end
  if (many && some && rule.act_median === null) found.push(["unacted", rule.raised]);
  if (many && (rule.by_itself ?? 0) >= ALONE) found.push(["alone", rule.by_itself]);
  if (rule.chattering > 0) found.push(["chattering", rule.chattering]);
  if (many && FALSE * rule.false_alarms >= rule.raised) found.push(["false", rule.false_alarms]);
  if (rule.stale >= TOO_STALE) found.push(["stale", rule.stale]);
  return found;
}

/** Those that look bad, the worst first. */
export function badRules(rules) {
  const judged = rules.map((rule) => ({ rule, reasons: reasonsOf(rule) })).filter(({ reasons }) => reasons.length > 0);
  return judged.sort((a, b) => b.reasons.length - a.reasons.length || b.rule.raised - a.rule.raised);
}
