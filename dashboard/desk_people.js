// Who sits at this desk, what they may do, who the others are; and how this page tells its server something.

const PATIENCE = 8000; // ms; the server itself waits 3 s for the watch
const ASK_AFTER = 5000; // ms until who sits here is asked again, while nobody says it
const ASK_ANEW = 15_000; // ms until it is asked again, as roles change and walls are hidden from another desk
const READ = 15 * 60_000; // ms in which a case that is looked at again is the same reading

/** Posts to this page's own server. `status` 0: nobody answered, and whether it arrived is not known. */
export async function tellServer(path, body) {
  const headers = { "Content-Type": "application/json", "X-Vigia": "1" };
  const given = { method: "POST", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE) };
  try {
    const answer = await fetch(path, given);
    return { status: answer.status, body: await bodyOf(answer) };
  } catch {
    return { status: 0, body: {} };
  }
}

/** Asks this page's own server. */
export async function askServer(path, headers = {}) {
  try {
    const answer = await fetch(path, { cache: "no-store", headers, signal: AbortSignal.timeout(PATIENCE) });
    return { status: answer.status, body: await bodyOf(answer) };
  } catch {
    return { status: 0, body: {} };
  }
}

async function bodyOf(answer) {
  try {
    return (await answer.json()) ?? {};
  } catch {
    return {};
  }
}

export class People {
  /** `changed` hears when it is known who sits here. */
  constructor(names, changed) {
    Object.assign(this, { names, changed, me: null, out: false, read: new Map() });
    this.ask();
  }

  close() {
    this.closed = true;
    clearTimeout(this.again);
  }

  async ask() {
    clearTimeout(this.again);
    this.asked = (this.asked ?? 0) + 1;
    const turn = this.asked;
    const { status, body } = await askServer("/me");
    if (this.closed || turn !== this.asked) return; // asked again meanwhile: this answer may be old
    const known = status === 200 && Array.isArray(body.may);
    this.out = status === 401;
    if (known) this.me = { people: [], agencies: {}, roles: [], id: "", name: "", ...body };
    this.again = setTimeout(() => this.ask(), known ? ASK_ANEW : ASK_AFTER);
    this.changed();
  }

  /** Why nobody may act here: "" when they may; open, role, out or unknown. */
  why(what = "act") {
    if (this.out) return "out";
    if (this.me === null) return "unknown";
    if (this.me.gate === "open") return "open";
    return this.me.may.includes(what) ? "" : "role";
  }

  /** An account or an agency by name; the code itself where nobody names it. */
  name(code) {
    const { me } = this;
    if (me && code === me.id) return me.name || code;
    return me?.people.find((one) => one.id === code)?.name || this.names.named(code, "agencies");
  }

  /** Agencies of the profile, then people: who may be asked to act. */
  able() {
    const agencies = Object.entries(this.names.known.agencies ?? this.me?.agencies ?? {});
    const people = (this.me?.people ?? []).map((one) => [one.id, one.name || one.id]);
    return [...agencies, ...people.filter(([id]) => !agencies.some(([code]) => code === id))];
  }

  /** Says that a case's pane was opened, once a while for each. */
  reads(id) {
    if (!id || !this.me || this.me.gate !== "closed") return;
    const now = performance.now();
    if (now - (this.read.get(id) ?? -READ) < READ) return;
    this.read.set(id, now);
    tellServer("/read", { case: id });
  }
}
