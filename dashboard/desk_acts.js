// What a person does with alerts: sent as intents, and what became of each in words. Nothing here changes a row.

import { tellServer } from "./desk_people.js";
import { briefly } from "./desk_when.js";
import { count, fill, plural } from "./format.js";

export const ACTS = ["acknowledge", "assign", "escalate", "snooze", "confirm", "close", "note"];
export const ACT_KEYS = { a: 0, s: 1, e: 2, p: 3, c: 4, x: 5, n: 6 }; // the key's place in ACTS
const AT_ONCE = 100; // acts of one request
const REFUSED = ["taken", "stale", "closed", "snoozed", "holds", "over", "unknown", "limit"];
const TROUBLES = { 0: "unreached", 400: "malformed", 401: "out", 403: "refused", 504: "unanswered" };

export class Acts {
  constructor(desk) {
    Object.assign(this, { desk, sent: new Map(), waiting: new Map() });
  }

  /** Sends them, and says what became of them. Each: {alert, act, seen, title} and what the act needs. */
  async perform(planned) {
    const meant = planned.map(({ title, ...act }) => ({ title, body: { intent: newIntent(), ...act } }));
    for (const { body } of meant) this.sent.set(body.alert, body.act);
    this.desk.say("sent", this.desk.words["answer.sent"]);
    const verdicts = [];
    let trouble = null;
    for (let i = 0; i < meant.length && !trouble; i += AT_ONCE) {
      const some = meant.slice(i, i + AT_ONCE);
      const { status, body } = await tellServer("/act", { acts: some.map((one) => one.body) });
      if (status === 200) verdicts.push(...(body.answers ?? []));
      else trouble = { key: TROUBLES[status] ?? "failed", why: String(body.error ?? status) };
      if (status === 504) for (const one of some) this.waiting.set(one.body.intent, one);
    }
    for (const { body } of meant) this.sent.delete(body.alert);
    this.answered(meant, verdicts, trouble);
    return verdicts;
  }

  answered(meant, verdicts, trouble) {
    const { desk } = this;
    const scene = { ...desk.scene(), now: desk.now() };
    if (meant.length === 1 && verdicts.length === 1) {
      desk.say(verdicts[0].accepted ? "done" : "refused", verdictWords(meant[0], verdicts[0], scene));
    } else {
      const said = verdicts.length > 0 ? [summaryWords(verdicts, scene)] : [];
      if (trouble) {
        said.push(fill(desk.words[`trouble.${trouble.key}`], trouble));
        const left = meant.length - verdicts.length;
        if (meant.length > 1) said.push(plural("sum.left", left, desk.words));
      }
      const refused = verdicts.some((one) => !one.accepted);
      desk.say(trouble ? "trouble" : refused ? "refused" : "done", said.join(" · "));
    }
    desk.tick();
  }

  /** An answer that came after the server had stopped waiting for it. */
  hear(verdicts) {
    for (const verdict of verdicts) {
      const meant = this.waiting.get(verdict.intent);
      if (!meant) continue;
      this.waiting.delete(verdict.intent);
      this.answered([meant], [verdict], null);
    }
  }
}

function newIntent() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** "Already with lead.sur since 22:36". */
export function verdictWords({ title, body }, verdict, scene) {
  const { words, people } = scene;
  if (verdict.accepted) return fill(words["verdict.done"], { done: words[`done.${body.act}`], title });
  const time = (verdict.at ?? null) === null ? "" : briefly(verdict.at, scene.now, scene.zone, words);
  const by = verdict.by ? people.name(verdict.by) : "";
  const what = words[`did.${verdict.what}`] ?? "";
  const keys = [`verdict.${verdict.why}.${verdict.what}`, `verdict.${verdict.why}`, "verdict.other"];
  if (!by) keys.unshift(`verdict.${verdict.why}.itself`);
  const key = keys.find((each) => words[each]);
  return fill(words["verdict.refused"], { why: fill(words[key], { by, time, what }), title });
}

/** "12 done · 2 were already with lead.sur · 1 changed before". */
export function summaryWords(verdicts, { words, people }) {
  const done = verdicts.filter((one) => one.accepted).length;
  const said = done > 0 ? [plural("sum.done", done, words)] : [];
  for (const why of REFUSED) {
    const those = verdicts.filter((one) => !one.accepted && one.why === why);
    if (those.length === 0) continue;
    const by = new Set(those.map((one) => one.by).filter(Boolean));
    const one = those.length === 1 ? ".one" : "";
    const key = why === "taken" && by.size > 1 ? "sum.taken.several" : `sum.${why}${one}`;
    said.push(fill(words[key], { n: count(those.length, words), by: [...by].map((id) => people.name(id)).join(", ") }));
  }
  return said.join(" · ");
}
