// What changed between two past instants, by kind: how many of what, then each, what weighs most first.

import { each } from "./desk_clocks.js";
import { askServer } from "./desk_people.js";
import { exactly } from "./desk_when.js";
import { Bound, listIn } from "./dom.js";
import { count, fill } from "./format.js";
import { lineSaid, lineWords } from "./past_rows.js";
import { toldInstant, typedSpan, writtenInstant } from "./past_time.js";

const BEFORE = 3_600_000; // ms

export class PastChanges {
  constructor(section, page) {
    Object.assign(this, { section, page });
    this.bound = new Bound(section, page.desk.words);
    this.bound.nodes.get("span").addEventListener("submit", (event) => {
      event.preventDefault();
      this.compare();
    });
  }

  /** The hour before the instant that is shown: compared when one looks here. */
  propose(at, zone) {
    this.compared = false;
    this.bound.nodes.get("from").value = writtenInstant(at - BEFORE, zone);
    this.bound.nodes.get("until").value = writtenInstant(at, zone);
  }

  look() {
    if (!this.compared) this.compare();
  }

  async compare() {
    const { page } = this;
    this.compared = true;
    const { words, zone } = page.scene();
    const span = typedSpan(this.bound.nodes.get("from").value, this.bound.nodes.get("until").value, page.at, zone);
    if (span === null) return page.say(words["past.untyped"]);
    const [from, until] = span;
    if (until < from) return page.say(words["past.trouble.backwards"]);
    page.say(words["past.coming"]);
    const { status, body } = await askServer(`/past/changes?${new URLSearchParams({ from, until })}`);
    if (status !== 200) return page.trouble(status, body);
    page.say("");
    const told = { from: toldInstant(from, zone, words), until: toldInstant(until, zone, words) };
    this.bound.text("changed", fill(words[body.groups.length ? "past.changed" : "past.unchanged"], told));
    this.draw(body.groups, { ...page.scene(), now: until });
  }

  draw(groups, scene) {
    const { words } = scene;
    const { parts } = this.page.desk;
    each(listIn(this.section, "groups"), parts, "pastgroup", groups, words, (bound, group) => {
      bound.text("kind", words[`past.group.${group.kind}`]);
      const counted = Object.entries(group.counts);
      each(listIn(bound.root, "counts"), parts, "pastcount", counted, words, (one, [what, n]) => {
        const said = what === "followup.attempted" ? words["past.tried"] : lineWords(what, "", words);
        one.text("n", count(n, words));
        one.text("what", `${words[`past.count.${what.split(".")[0]}`]} · ${said}`);
      });
      each(listIn(bound.root, "lines"), parts, "pastline", group.lines, words, (one, line) =>
        drawLine(one, line, scene),
      );
      const [n, of] = [group.lines.length, group.of];
      bound.text("cut", n && n < of ? fill(words["past.cut"], { n: count(n, words), of: count(of, words) }) : "");
    });
  }
}

function drawLine(bound, line, scene) {
  const { words, zone, now } = scene;
  bound.text("time", exactly(line.at, now, zone, words));
  bound.text("what", lineWords(line.what, line.said ?? "", words));
  bound.text("mask", line.mask ?? "");
  bound.text("said", lineSaid(line, scene));
}
