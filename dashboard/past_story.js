// The review of one case, or of one alert, up to a past instant: everything that was done and became due, in order.

import { titleOf } from "./alert_titles.js";
import { saidWords } from "./desk_board_words.js";
import { each } from "./desk_clocks.js";
import { Names } from "./desk_names.js";
import { askServer } from "./desk_people.js";
import { Bound, listIn } from "./dom.js";
import { clock, fill } from "./format.js";
import { Paper } from "./handover_paper.js";
import { toldDay, toldInstant } from "./past_time.js";

const LONG = 38; // lines that a sheet holds in full size

export class PastStory {
  /** `page`: the past's, which says what is wrong and knows the instant and its rows. */
  constructor(section, page) {
    Object.assign(this, { section, page, about: null });
    this.bound = new Bound(section, page.desk.words);
    this.bound.nodes.get("seek").addEventListener("submit", (event) => {
      event.preventDefault();
      this.seek(this.bound.nodes.get("mask").value.trim().toUpperCase());
    });
    this.bound.nodes.get("print").addEventListener("click", () => this.print());
  }

  /** By what was typed: the mask or folio of a case that stood there then, else of any that the journal still has. */
  async seek(name) {
    const { page } = this;
    if (!name) return;
    const rows = page.rows.cases.filter((row) => row.mask === name || row.folio.toUpperCase() === name);
    const found = rows.find((row) => row.open) ?? rows[0];
    if (found) return this.open({ case: found.id });
    page.say(page.desk.words["past.coming"]);
    const { status, body } = await askServer("/past/case", { "Vigia-Folio": encodeURIComponent(name) });
    if (status !== 200) return page.trouble(status, body);
    if (body.story) {
      page.say("");
      return this.draw(body.story, body.at, namesOf(body.names, page));
    }
    await page.go(body.at);
    page.turn("story");
    if (page.at === body.at) await this.open({ case: body.case });
  }

  async open(about) {
    const { page } = this;
    this.about = about;
    const { status, body } = await askServer(`/past/story?${new URLSearchParams({ at: page.at, ...about })}`);
    if (this.about !== about) return;
    if (status !== 200) return page.trouble(status, body);
    page.say("");
    this.draw(body, page.at, page.names);
  }

  clear() {
    this.about = null;
    this.draw({ case: null, alerts: [], followups: [] }, this.page.at, this.page.names);
  }

  draw(story, now, names) {
    const scene = { ...this.page.scene(), now, names };
    const { words, zone } = scene;
    const [alert] = story.alerts;
    const title = alert ? titleOf(alert, words) : "";
    const shown = story.case || alert;
    this.bound.text("title", story.case ? fill(words["case.title"], story.case) : title);
    this.bound.text("asof", shown ? asOf(now, zone, words) : "");
    this.bound.text("about", story.case ? aboutOf(story.case, scene) : (alert?.place ?? ""));
    this.bound.nodes.get("print").hidden = !shown;
    const lines = linesOf(story, scene);
    this.bound.mark("sheet", "long", lines.length > LONG ? "yes" : "");
    each(listIn(this.section, "told"), this.page.desk.parts, "pastline", lines, words, (bound, line) => {
      bound.text("time", toldInstant(line.time, zone, words));
      bound.text("what", line.what);
      bound.text("mask", line.of);
      bound.text("said", line.said);
    });
  }

  /** On one sheet, whatever the desk's own paper would say. */
  print() {
    const sheet = this.bound.nodes.get("sheet");
    sheet.dataset.foot = this.bound.nodes.get("asof").textContent;
    const paper = new Paper(this.section.getRootNode(), () => sheet);
    window.addEventListener("afterprint", () => paper.close(), { once: true });
    window.print();
  }
}

/** With its year: paper is read long after. */
function asOf(instant, zone, words) {
  return fill(words["past.asof"], { day: toldDay(instant, zone, words), time: clock(instant, zone) });
}

function namesOf(known, page) {
  const names = new Names(page.desk.words);
  names.learn(known ?? {});
  return names;
}

/** Level, stage, place and agency, and when it was opened. */
function aboutOf(row, { words, names, zone }) {
  const opened = fill(words["past.opened"], { moment: toldInstant(row.opened, zone, words) });
  const said = [names.risk(row.risk), names.word("stage", row.stage), row.place, names.named(row.agency, "agencies")];
  return [...said, opened].filter(Boolean).join(" · ");
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
