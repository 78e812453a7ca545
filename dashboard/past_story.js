// The review of one case, or of one alert, up to a past instant: everything that was done and became due, in order.

import { titleOf } from "./alert_titles.js";
import { saidWords } from "./desk_board_words.js";
import { each } from "./desk_clocks.js";
import { askServer } from "./desk_people.js";
import { stamp } from "./desk_when.js";
import { Bound, listIn } from "./dom.js";
import { fill } from "./format.js";

export class PastStory {
  /** `page`: the past's, which says what is wrong and knows the instant and its rows. */
  constructor(section, page) {
    Object.assign(this, { section, page, about: null });
    this.bound = new Bound(section, page.desk.words);
    this.bound.nodes.get("seek").addEventListener("submit", (event) => {
      event.preventDefault();
      this.seek(this.bound.nodes.get("mask").value.trim().toUpperCase());
    });
  }

  /** By the mask that stood for her then: of an open case, else of one that had just closed. */
  seek(mask) {
    const rows = this.page.rows.cases.filter((row) => row.mask === mask);
    const found = rows.find((row) => row.open) ?? rows[0];
    if (!found) return this.page.say(fill(this.page.desk.words["past.unmasked"], { mask }));
    return this.open({ case: found.id });
  }

  async open(about) {
    const { page } = this;
    this.about = about;
    const { status, body } = await askServer(`/past/story?${new URLSearchParams({ at: page.at, ...about })}`);
    if (this.about !== about) return;
    if (status !== 200) return page.trouble(status, body);
    page.say("");
    this.draw(body);
  }

  clear() {
    this.about = null;
    this.draw({ case: null, alerts: [], followups: [] });
  }

  draw(story) {
    const { words, names, zone, now } = this.page.scene();
    const [alert] = story.alerts;
    const title = alert ? titleOf(alert, words) : "";
    this.bound.text("title", story.case ? fill(words["case.title"], story.case) : title);
    const state = story.case && [names.risk(story.case.risk), names.word("stage", story.case.stage)];
    this.bound.text("about", state ? state.join(" · ") : "");
    const lines = linesOf(story, this.page.scene());
    each(listIn(this.section, "told"), this.page.desk.parts, "pastline", lines, words, (bound, line) => {
      bound.text("time", stamp(line.time, now, zone, words));
      bound.text("what", line.what);
      bound.text("mask", line.of);
      bound.text("said", line.said);
    });
  }
}

function linesOf(story, scene) {
  const { words, names, now, people } = scene;
  const lines = (story.case?.story ?? []).map(([time, what, said]) => ({
    time,
    what: names.word("step", what),
    of: words["past.of.case"],
    said: said ? names.said(said) : "",
  }));
  for (const alert of story.alerts) {
    for (const [time, what, by, said] of alert.story ?? []) {
      const who = by ? people.name(by) : "";
      const told = [saidWords(what, said, scene), who].filter(Boolean).join(" · ");
      lines.push({ time, what: words[`told.${what}`] ?? what, of: titleOf(alert, words), said: told });
    }
  }
  return lines.filter((line) => line.time <= now).sort((a, b) => a.time - b.time);
}
