// Where the marks of the strip stand, and their outlines. Pure: lengths are in the wall's units, x runs in hours.

const HOUR_MS = 3_600_000;
const BEFORE = 1.5; // hours of the axis before 0: a column that is just coming in
const AFTER = 12; // hours of the axis after the window has closed
const ORDER = ["overdue", "overdue_unsafe", "closing", "open", "early"];

// From the most legible to the densest: stacked marks of an hour, of half an hour, then bars of two hours.
const LARGE = { kind: "marks", hours: 1, pitch: 17 };
const SMALL = { kind: "marks", hours: 0.5, pitch: 10 };
const BARS = { kind: "bars", hours: 2 };
const LABEL = 24; // of a bar, above it
const STRIPE = 4; // from one line of a hatched part to the next

/** The axis: hours since the episode to units and back. */
export function axis(strip, width) {
  const last = strip.closes + AFTER;
  const unit = width / (last + BEFORE);
  return { last, unit, at: (hours) => (hours + BEFORE) * unit };
}

/** The marks by columns of so many hours, each column's from the bottom up: severe first, estimated last. */
export function columns(marks, hours) {
  const size = hours * HOUR_MS;
  const found = new Map();
  for (const [slot, state, severe, hollow, count] of marks) {
    const start = Math.floor(slot / size) * size;
    if (!found.has(start)) found.set(start, { middle: start + size / 2, total: 0, groups: [] });
    const column = found.get(start);
    column.total += count;
    column.groups.push({ state, severe, hollow, count });
  }
  const rank = (g) => (g.hollow ? 20 : 0) + (g.severe ? 0 : 10) + ORDER.indexOf(g.state);
  for (const column of found.values()) column.groups.sort((a, b) => rank(a) - rank(b));
  return [...found.values()];
}

/** How the marks are drawn: as large as the highest column allows. */
export function arrange(marks, height) {
  for (const layout of [LARGE, SMALL]) {
    const found = columns(marks, layout.hours);
    if (found.every((column) => column.total * layout.pitch <= height)) return { ...layout, columns: found };
  }
  return { ...BARS, columns: columns(marks, BARS.hours) };
}

/** One mark: a diamond is severe, a bar across it is "do not call". */
export function outline({ severe, state }, x, y, r) {
  const round = `M${n(x - r)} ${n(y)}a${n(r)} ${n(r)} 0 1 0 ${n(2 * r)} 0a${n(r)} ${n(r)} 0 1 0 ${n(-2 * r)} 0z`;
  const d = r * 1.22;
  const diamond = `M${n(x)} ${n(y - d)}l${n(d)} ${n(d)}l${n(-d)} ${n(d)}l${n(-d)} ${n(-d)}z`;
  return (
    (severe ? diamond : round) + (state === "overdue_unsafe" ? box(x - r * 0.6, y - r * 0.2, r * 1.2, r * 0.4) : "")
  );
}

/** A part of a bar; hatched where it is estimated. */
export function block({ hollow }, x, y, width, height) {
  if (!hollow) return box(x, y, width, height);
  let lines = "";
  for (let up = 0; up === 0 || up + STRIPE / 2 <= height; up += STRIPE)
    lines += box(x, y + height - up - 2, width, 1.6);
  return lines;
}

function box(x, y, width, height) {
  return `M${n(x)} ${n(y)}h${n(width)}v${n(height)}h${n(-width)}z`;
}

function n(value) {
  return Number(value.toFixed(2));
}

/** The paths of an arrangement, one for each look: what it draws, and how many follow-ups it stands for. */
export function looks(arranged, x, unit, height) {
  const found = new Map();
  const draw = arranged.kind === "bars" ? bar : stack;
  for (const column of arranged.columns) draw(arranged, column, x(column.middle), unit, height, found);
  return found;
}

function add(found, group, d, count) {
  const key = `${group.state} ${group.severe} ${group.hollow}`;
  if (!found.has(key)) found.set(key, { ...group, d: "", count: 0 });
  const look = found.get(key);
  look.d += d;
  look.count += count;
}

function stack({ pitch }, column, x, _unit, height, found) {
  let y = height - pitch / 2;
  for (const group of column.groups) {
    const r = pitch * (group.hollow ? 0.36 : 0.43) * (group.severe ? 0.95 : 1);
    for (let i = 0; i < group.count; i++, y -= pitch) add(found, group, outline(group, x, y, r), 1);
  }
}

function bar({ hours, columns }, column, x, unit, height, found) {
  const scale = (height - LABEL) / Math.max(...columns.map((c) => c.total));
  const width = hours * unit - 4;
  let y = height;
  for (const group of column.groups) {
    const tall = group.count * scale;
    y -= tall;
    add(found, group, block(group, x - width / 2, y, width, tall), group.count);
  }
}

/** What each bar amounts to, above it. */
export function labels(arranged, x, height) {
  if (arranged.kind !== "bars") return [];
  const scale = (height - LABEL) / Math.max(...arranged.columns.map((c) => c.total));
  return arranged.columns.map(({ middle, total }) => ({ x: x(middle), y: height - total * scale - 6, total }));
}
