// The page of trends: every measure's weeks, months or years beside each other, and the same as tables.

import { Bound } from "./dom.js";
import { count, fill } from "./format.js";
import { chart } from "./trends_draw.js";

const LOOK = 60_000; // ms; it is made once a day
const PERIODS = ["week", "month", "year"];

class Trends {
  constructor({ words, kind }) {
    Object.assign(this, { words, document: null, period: "week", made: 0 });
    this.bound = new Bound(document.body, words);
    this.bound.mark("top", "kind", kind);
    this.bound.nodes.get("briefings").hidden = window.parent !== window;
    this.bound.nodes.get("periods").append(...PERIODS.map((period) => this.choice(period)));
    this.bound.nodes.get("twin").addEventListener("click", () => this.turn());
    this.look();
    setInterval(() => this.look(), LOOK);
  }

  choice(period) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    Object.assign(input, { type: "radio", name: "period", value: period, checked: period === this.period });
    input.addEventListener("change", () => {
      this.period = period;
      this.draw();
    });
    label.append(input, this.words[`trends.${period}`]);
    return label;
  }

  turn() {
    const twin = this.bound.nodes.get("twin");
    twin.setAttribute("aria-pressed", String(twin.getAttribute("aria-pressed") !== "true"));
    this.draw();
  }

  async look() {
    if (document.hidden && this.document) return;
    const answer = await fetch("/trends/data").catch(() => null);
    if (!answer?.ok) return this.say(this.words["trends.away"]);
    const made = await answer.json();
    if (made.as_of === this.made) return;
    this.made = made.as_of;
    this.document = made;
    this.draw();
  }

  say(text) {
    this.bound.text("none", text);
    this.bound.nodes.get("none").hidden = text === "";
  }

  draw() {
    const { bound, words, document: made } = this;
    if (!made) return;
    const drawn = made.series.filter(
      ({ periods, hidden }) => periods[this.period].length > 0 || hidden?.includes(this.period),
    );
    this.say(drawn.length > 0 ? "" : words[`trends.none.${this.period}`]);
    bound.text("asof", made.until ? fill(words["trends.until"], { day: this.day(made.until) }) : "");
    bound.text("median", words[`trends.median.${this.period}`]);
    const twin = bound.nodes.get("twin").getAttribute("aria-pressed") === "true";
    bound.nodes.get("charts").replaceChildren(...drawn.map((series) => this.figure(series, twin)));
    bound.nodes
      .get("marks")
      .replaceChildren(...made.marks.map(({ date, name }) => said("li", `${this.day(date)} · ${name}`)));
  }

  figure(series, twin) {
    const { words } = this;
    const points = series.periods[this.period];
    const figure = document.createElement("figure");
    figure.dataset.series = series.key;
    const name = series.name || (words[`series.${series.key}`] ?? series.key);
    const caption = said("figcaption", "");
    caption.append(said("b", name), said("span", words[`unit.${series.unit}`]));
    if (series.hidden?.includes(this.period)) {
      figure.append(caption, said("p", words["trends.hidden"]));
      return figure;
    }
    const last = points.at(-1);
    const headline = document.createElement("p");
    headline.append(said("strong", this.value(last[3])), said("span", this.against(last)));
    figure.append(caption, headline);
    if (twin) figure.append(this.table(points));
    else {
      const ends = document.createElement("small");
      ends.append(said("span", this.start(points[0])), said("span", this.start(last)));
      figure.append(chart(points, this.document.marks), ends);
      figure.setAttribute("aria-label", `${name}: ${headline.textContent}`);
    }
    return figure;
  }

  /** The last period beside the median of those before. */
  against([, , missing, value, median]) {
    const { words } = this;
    const lacks = missing && value !== null ? ` · ${fill(words["trends.missing"], { n: missing })}` : "";
    if (value === null || median === null) return words["trends.no_median"] + lacks;
    const said = fill(words["trends.against"], { median: count(median, words) });
    return (missing || median === 0 ? said : `${this.change(value, median)} · ${said}`) + lacks;
  }

  change(value, median) {
    const percent = Math.round((100 * (value - median)) / median);
    return fill(this.words["trends.change"], {
      n: `${percent > 0 ? "+" : percent < 0 ? "−" : "±"}${Math.abs(percent)}`,
    });
  }

  table(points) {
    const { words } = this;
    const table = document.createElement("table");
    const head = table.createTHead().insertRow();
    for (const key of ["trends.starts", "trends.key.value", "trends.median", "trends.days"]) {
      const cell = said("th", words[key]);
      cell.scope = "col";
      head.append(cell);
    }
    const body = table.createTBody();
    for (const point of points.toReversed()) {
      const [, days, missing, value, median] = point;
      const row = body.insertRow();
      const known = missing ? `${days - missing}/${days}` : String(days);
      for (const text of [this.start(point), this.value(value), median === null ? "—" : count(median, words), known])
        row.insertCell().textContent = text;
    }
    return table;
  }

  value(value) {
    return value === null ? this.words["trends.unknown"] : count(value, this.words);
  }

  start([starts]) {
    if (this.period === "year") return starts.slice(0, 4);
    return this.period === "month" ? this.date(starts, { month: "short", year: "numeric" }) : this.day(starts);
  }

  day(day) {
    return this.date(day, { day: "numeric", month: "short", year: "numeric" });
  }

  date(day, style) {
    const at = new Date(`${day}T12:00:00Z`);
    return new Intl.DateTimeFormat(this.words.locale, { ...style, timeZone: "UTC" }).format(at);
  }
}

function said(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

new Trends(JSON.parse(document.getElementById("data").textContent));
