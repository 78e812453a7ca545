// The page of briefings: what is kept, one of them open, two beside each other; one more with a click.

import { compared } from "./briefing_compare.js";
import { Decisions } from "./briefing_decisions.js";
import { civilDay, instant, spanName, spanSaid } from "./briefing_names.js";
import { Bound } from "./dom.js";
import { fill, plural } from "./format.js";

const LOOK = 2500; // ms between two looks at what is kept
const DAY = 86_400_000;
const KINDS = ["day", "shift", "week", "month", "quarter", "year", "range"];
const FORMS = ["pdf", "png", "xlsx", "csv", "json"];
const WRONG = { 0: "unreached", 401: "out", 403: "refused", 503: "store" };

class Page {
  constructor({ words, kind }) {
    Object.assign(this, { words, state: null, opened: "", drawn: "" });
    this.language = words.locale.slice(0, 2);
    this.bound = new Bound(document.body, words);
    this.decisions = new Decisions(this.bound, this, (path, body) => this.send(path, body));
    this.bound.mark("top", "kind", kind);
    const framed = window.parent !== window;
    this.bound.nodes.get("trends").hidden = framed;
    this.bound.nodes.get("out").hidden = true;
    this.framed = framed;
    this.bound.nodes.get("kind").append(...KINDS.map((name) => new Option(words[`kind.${name}`], name)));
    this.bound.nodes.get("kind").addEventListener("change", () => this.asks());
    this.bound.nodes.get("form").addEventListener("submit", (event) => this.make(event));
    this.bound.nodes.get("against").addEventListener("change", () => this.compare());
    this.bound.nodes.get("outside").addEventListener("change", () => this.open(this.shown));
    this.look();
    setInterval(() => this.look(), LOOK);
  }

  async look() {
    if (document.hidden) return;
    try {
      const answer = await fetch("/briefing/state");
      if (answer.ok) this.take(await answer.json());
      else this.trouble(answer.status);
    } catch {
      this.trouble(0);
    }
  }

  trouble(status) {
    this.bound.text("answer", this.words[`wrong.${WRONG[status] ?? "other"}`]);
    this.bound.mark("answer", "tone", "trouble");
  }

  take(state) {
    const first = this.state === null;
    this.state = state;
    const { bound, words } = this;
    bound.nodes.get("out").hidden = this.framed || state.may.length === 0;
    bound.nodes.get("make").hidden = !state.may.includes("act") || !state.keeps;
    if (first) this.begin();
    const { name, failed, why } = state.underway;
    const asked = this.asked && !name && !failed && !this.known(this.asked) ? this.asked : "";
    bound.text("answer", name || asked ? fill(words["briefing.underway"], { name: name || asked }) : "");
    bound.mark("answer", "tone", name || asked ? "sent" : "");
    if (failed && failed === this.asked) {
      bound.text("answer", fill(words["briefing.failed"], { name: failed, why }));
      bound.mark("answer", "tone", "trouble");
    }
    bound.text(
      "none",
      !state.keeps ? words["briefing.unset"] : state.briefings.length > 0 ? "" : words["briefing.none"],
    );
    this.list();
    this.decisions.take(state);
  }

  /** Yesterday is what is asked for most. */
  begin() {
    const { bound, state } = this;
    const yesterday = civilDay(state.now - DAY, state.zone);
    for (const name of ["day", "until"]) Object.assign(bound.nodes.get(name), { value: yesterday, max: yesterday });
    bound.nodes.get("due").min = civilDay(state.now, state.zone);
    bound.nodes.get("shift").append(...state.shifts.map(({ code, name }) => new Option(name, code)));
    this.asks();
  }

  asks() {
    const kind = this.bound.nodes.get("kind").value;
    this.bound.nodes.get("shifts").hidden = kind !== "shift";
    this.bound.nodes.get("untils").hidden = kind !== "range";
    const today = civilDay(this.state.now, this.state.zone);
    const yesterday = civilDay(this.state.now - DAY, this.state.zone);
    this.bound.nodes.get("day").max = kind === "shift" ? today : yesterday;
  }

  known(name) {
    return this.state.briefings.some((kept) => kept.name === name);
  }

  // what is kept

  scene() {
    return { words: this.words, zone: this.state.zone, shifts: this.state.shifts };
  }

  list() {
    const key = JSON.stringify(this.state.briefings);
    if (key === this.drawn) return;
    this.drawn = key;
    this.bound.nodes.get("list").replaceChildren(...this.state.briefings.map((kept) => this.line(kept)));
    const last = this.state.briefings.find(({ name }) => name === this.asked) ?? this.state.briefings[0];
    if (last && (this.opened === "" || last.name === this.asked)) this.open(last);
    else this.choices();
    this.asked = "";
  }

  line(kept) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.briefing = keyOf(kept);
    button.setAttribute("aria-pressed", String(keyOf(kept) === this.opened));
    const title = document.createElement("b");
    title.textContent = spanSaid(kept.span, this.scene());
    const about = document.createElement("small");
    about.textContent = this.about(kept);
    button.append(title, about);
    button.addEventListener("click", () => this.open(kept));
    item.append(button);
    return item;
  }

  about(kept) {
    const { words } = this;
    const asOf = fill(words["briefing.asof"], { at: instant(kept.as_of, this.scene()) });
    if (kept.revision === 0) return asOf;
    return `${fill(words["briefing.revision"], { n: kept.revision })} · ${plural("briefing.changed", kept.changed, words)} · ${asOf}`;
  }

  open(kept) {
    const { bound } = this;
    this.opened = keyOf(kept);
    this.shown = kept;
    for (const button of bound.nodes.get("list").querySelectorAll("button"))
      button.setAttribute("aria-pressed", String(button.dataset.briefing === this.opened));
    bound.nodes.get("hint").hidden = true;
    bound.nodes.get("bar").hidden = false;
    bound.text("title", spanSaid(kept.span, this.scene()));
    bound.text("about", this.about(kept));
    bound.nodes.get("downloads").replaceChildren(...FORMS.map((form) => this.download(kept, form)));
    const paper = bound.nodes.get("paper");
    paper.title = bound.nodes.get("title").textContent;
    paper.src = this.address(kept, "html");
    this.choices();
    this.compare();
  }

  /** As it may leave the house, where that is asked for. */
  outside() {
    return this.bound.nodes.get("outside").checked;
  }

  address(kept, form) {
    const audience = this.outside() ? "&audience=published" : "";
    return `/briefing/${encodeURIComponent(kept.name)}/${kept.revision}.${form}?lang=${this.language}${audience}`;
  }

  download(kept, form) {
    const link = document.createElement("a");
    link.href = this.address(kept, form);
    const published = this.outside() ? ".published" : "";
    link.download = `${kept.name}.${kept.revision}${published}.${form === "csv" ? "zip" : form}`;
    link.textContent = form.toUpperCase();
    return link;
  }

  // two of them

  /** What the open one may be compared with. */
  choices() {
    const select = this.bound.nodes.get("against");
    const chosen = select.value;
    const mine = this.state.briefings.find((kept) => keyOf(kept) === this.opened);
    const others = this.state.briefings.filter((kept) => mine && kept !== mine && kept.span.kind === mine.span.kind);
    const option = (kept) => new Option(this.named(keyOf(kept)), keyOf(kept));
    select.replaceChildren(new Option(this.words["compare.not"], ""), ...others.map(option));
    select.value = others.some((kept) => keyOf(kept) === chosen) ? chosen : "";
  }

  named(key) {
    const kept = this.state.briefings.find((each) => keyOf(each) === key);
    const revision = kept.revision ? ` · ${fill(this.words["briefing.revision"], { n: kept.revision })}` : "";
    return spanSaid(kept.span, this.scene()) + revision;
  }

  async compare() {
    const { bound } = this;
    const other = bound.nodes.get("against").value;
    bound.nodes.get("paper").hidden = other !== "";
    bound.nodes.get("compared").hidden = other === "";
    if (other === "") return;
    const answer = await fetch(`/briefing/compare/${other}/${this.opened}?lang=${this.language}`);
    if (!answer.ok) return this.trouble(answer.status);
    const titles = [other, this.opened].map((key) => this.named(key));
    compared(bound.nodes.get("compared"), { rows: (await answer.json()).rows, titles }, this.words);
  }

  // what people do

  async make(event) {
    event.preventDefault();
    const value = (name) => this.bound.nodes.get(name).value;
    const name = spanName(value("kind"), value("day"), { shift: value("shift"), until: value("until") });
    this.asked = "";
    if (!(await this.send("/briefing/make", { name }))) return;
    this.asked = name;
    const kept = this.state.briefings.find((each) => each.name === name);
    if (kept) this.open(kept);
  }

  /** Whether it was done. */
  async send(path, body) {
    const { bound, words } = this;
    const headers = { "content-type": "application/json", "x-vigia": "1" };
    try {
      const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
      const said = await answer.json();
      bound.mark("answer", "tone", answer.ok ? "sent" : "trouble");
      if (answer.ok) bound.text("answer", words["briefing.sent"]);
      else if (answer.status === 400) bound.text("answer", said.error);
      else this.trouble(answer.status);
      if (answer.ok) this.look();
      return answer.ok;
    } catch {
      this.trouble(0);
      return false;
    }
  }
}

function keyOf(kept) {
  return `${encodeURIComponent(kept.name)}/${kept.revision}`;
}

new Page(JSON.parse(document.getElementById("data").textContent));
