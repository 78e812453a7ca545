// Codes as words: the screen's own words for what the contract names, the profile's names for its codes.

export const RISKS = ["in_progress", "severe", "unassessed", "moderate", "mild"]; // in order of priority
export const STAGES = ["opened", "assessed", "assigned", "dispatched", "arrived", "contacted", "protected"];

const URGENT = "+in_progress"; // a level, and the attack goes on
const KINDS = { service: "services", health: "health", register: "registers", order: "measures", class: "classes" };

export class Names {
  constructor(words) {
    this.words = words;
    this.known = {};
  }

  /** The profile's names, by kind of word. */
  learn(known) {
    this.known = known;
    this.every = Object.assign({}, ...Object.values(known));
  }

  /** A profile's code, of that kind or of any; the code itself where it has no name. */
  named(code, kind) {
    return this.known[kind]?.[code] ?? this.every?.[code] ?? code;
  }

  /** One of the screen's own words, such as `stage.assigned`. `service.legal` and its like are named by the profile. */
  word(group, code) {
    const own = this.words[`${group}.${code}`];
    if (own) return own;
    const [kind, rest] = split(code);
    const start = this.words[`${group}.${kind}`];
    if (rest && KINDS[kind])
      return start ? `${start} · ${this.named(rest, KINDS[kind])}` : this.named(rest, KINDS[kind]);
    return this.named(code, group);
  }

  risk(code) {
    return this.words[`risk.${code}`] ?? code;
  }

  /** What a line of a case's story says beside its name: a level, a channel, an agency, a reason. */
  said(code) {
    if (code.endsWith(URGENT)) return this.risk("in_progress");
    return (
      this.words[`risk.${code}`] ?? this.words[`channel.${code}`] ?? this.words[`said.${code}`] ?? this.named(code)
    );
  }

  flags(codes) {
    return (codes ?? []).map((code) => this.word("flag", code)).join(" · ");
  }
}

function split(code) {
  const dot = code.indexOf(".");
  return dot < 0 ? [code, ""] : [code.slice(0, dot), code.slice(dot + 1)];
}
