// What changed between two past instants: how many of what, then each in order.

import { each } from "./desk_clocks.js";
import { askServer } from "./desk_people.js";
import { stamp } from "./desk_when.js";
import { Bound, listIn } from "./dom.js";
import { count, fill } from "./format.js";
import { lineSaid, lineWords } from "./past_rows.js";
import { toldInstant, typedInstant, writtenInstant } from "./past_time.js";

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

  /** The hour before the instant that is shown. */
  propose(at, zone) {
    this.bound.nodes.get("from").value = writtenInstant(at - BEFORE, zone);
    this.bound.nodes.get("until").value = writtenInstant(at, zone);
  }

  async compare() {
    const { page } = this;
    const { words, zone } = page.scene();
    const read = (name) => typedInstant(this.bound.nodes.get(name).value, page.desk.now(), zone);
    const [from, until] = [read("from"), read("until")];
    if (from === null || until === null) return page.say(words["past.untyped"]);
    const { status, body } = await askServer(`/past/changes?${new URLSearchParams({ from, until })}`);
    if (status !== 200) return page.trouble(status, body);
    page.say(body.of > body.lines.length ? fill(words["past.cut"], { n: body.lines.length, of: body.of }) : "");
    const told = { from: toldInstant(from, zone, words), until: toldInstant(until, zone, words) };
    this.bound.text("changed", fill(words[body.of ? "past.changed" : "past.unchanged"], told));
    this.draw(body, { ...page.scene(), now: until });
  }

  draw({ counts, lines }, scene) {
    const { words, zone, now } = scene;
    const { parts } = this.page.desk;
    each(listIn(this.section, "counts"), parts, "pastcount", Object.entries(counts), words, (bound, [what, n]) => {
      const said = what === "followup.attempted" ? words["past.tried"] : lineWords(what, "", words);
      bound.text("n", count(n, words));
      bound.text("what", `${words[`past.count.${what.split(".")[0]}`]} · ${said}`);
    });
    each(listIn(this.section, "lines"), parts, "pastline", lines, words, (bound, line) => {
      bound.text("time", stamp(line.at, now, zone, words));
      bound.text("what", lineWords(line.what, line.said ?? "", words));
      bound.text("mask", line.mask ?? "");
      bound.text("said", lineSaid(line, scene));
    });
  }
}
