// Where an alert stands, whose it is, and several of them as one row. Pure.

export const PRIORITIES = ["critical", "high", "low"];
export const STANDINGS = ["raised", "acknowledged", "assigned", "confirmed", "snoozed", "resolved"];
const GRAVE = new Set(["severe", "in_progress"]);
const GROUP = "group "; // before a group's name, as the id of its row

/** Where it stands, in one word. */
export function standingOf(row) {
  if (row.state === "closed") return "closed";
  if ((row.resolved ?? null) !== null) return "resolved";
  return row.snoozed ? "snoozed" : row.state;
}

/** Holds, and is not closed. */
export function holds(row) {
  return row.state !== "closed" && (row.resolved ?? null) === null;
}

/** Nobody has taken it, and it asks to be. */
export function untaken(row) {
  return row.state === "raised" && standingOf(row) === "raised";
}

/** Whether it is this person's: assigned to them, or else taken by them. */
export function isMine(row, me) {
  if (row.state === "closed" || !me) return false;
  return row.assigned ? row.assigned[1] === me : row.taken?.[1] === me;
}

/** Several alerts as one row. */
export function together(id, members) {
  const [first] = members;
  const nearest = members.map((row) => row.escalates).filter(Boolean);
  return {
    id,
    members,
    count: members.length,
    severe: members.filter((row) => GRAVE.has(row.risk)).length,
    rule: first.rule,
    reason: first.reason,
    priority: first.priority,
    state: first.state,
    resolved: first.resolved,
    due: Math.min(...members.map((row) => row.due)),
    level: Math.max(...members.map((row) => row.level ?? 0)),
    escalates: nearest.sort((a, b) => a[0] - b[0])[0],
    can: [...new Set(members.flatMap((row) => row.can ?? []))],
  };
}

/** The rows in their order, those of a group gathered where its first one stands; groups of one stay alone. `opened`:
 * ids of groups whose members follow them. Returns the rows and the groups by id. */
export function gathered(rows, opened) {
  const of = Map.groupBy(rows, (row) => row.group || row.id);
  const groups = new Map();
  const lines = [];
  for (const row of rows) {
    const members = of.get(row.group || row.id);
    if (members.length === 1) lines.push(row);
    if (members.length === 1 || members[0] !== row) continue;
    const id = GROUP + row.group;
    groups.set(id, together(id, members));
    lines.push(groups.get(id), ...(opened.has(id) ? members : []));
  }
  return [lines, groups];
}

/** The id of the row that stands for the group of this one. */
export function groupIdOf(row) {
  return GROUP + (row.group ?? "");
}
