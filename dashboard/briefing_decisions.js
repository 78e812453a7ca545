// Decisions asked of the authorities: what waits, with owner and date, and what became of the last ones.

import { civilDay, daySaid } from "./briefing_names.js";
import { fill } from "./format.js";

const BECAME = ["done", "declined", "postponed"];

export class Decisions {
  /** `send(path, body)`: a promise that tells whether it was done. */
  constructor(bound, page, send) {
    Object.assign(this, { bound, page, send, drawn: "", owners: "" });
    this.form = bound.nodes.get("ask");
    this.form.addEventListener("submit", (event) => this.ask(event));
  }

  take(state) {
    const { bound } = this;
    const may = state.may.includes("decide");
    this.form.hidden = !may || !state.notes;
    const owners = Object.entries(state.agencies);
    if (this.owners !== JSON.stringify(owners)) {
      this.owners = JSON.stringify(owners);
      bound.nodes.get("owner").replaceChildren(...owners.map(([code, name]) => new Option(name, code)));
    }
    bound.text("undecided", state.decisions.length === 0 ? this.page.words["decision.none"] : "");
    const key = JSON.stringify([state.decisions, may]);
    if (key === this.drawn) return;
    this.drawn = key;
    bound.nodes.get("decisions").replaceChildren(...state.decisions.map((each) => this.line(each, state, may)));
  }

  line(decision, state, may) {
    const { words } = this.page;
    const item = document.createElement("li");
    const pending = decision.became === "asked" || decision.became === "postponed";
    if (pending && decision.due < civilDay(state.now, state.zone)) item.dataset.tone = "crossed";
    item.append(
      said("p", decision.text ?? words["decision.gone"]),
      said(
        "small",
        fill(words[pending ? "decision.waits" : "decision.was"], {
          owner: state.agencies[decision.owner] ?? decision.owner,
          due: daySaid(decision.due, words),
          became: words[`became.${decision.became}`],
        }),
      ),
    );
    if (pending && may) item.append(this.settling(decision));
    return item;
  }

  settling(decision) {
    const { words } = this.page;
    const chosen = document.createElement("select");
    chosen.ariaLabel = words["decision.settle"];
    chosen.append(new Option(words["decision.settle"], ""));
    chosen.append(...BECAME.map((became) => new Option(words[`became.${became}`], became)));
    const day = document.createElement("input");
    Object.assign(day, { type: "date", hidden: true, ariaLabel: words["decision.due"] });
    const settle = () => this.send("/decision/settle", { decision: decision.id, became: chosen.value, due: day.value });
    chosen.addEventListener("change", () => {
      day.hidden = chosen.value !== "postponed";
      if (chosen.value && day.hidden) settle();
    });
    day.addEventListener("change", () => day.value && settle());
    const group = document.createElement("span");
    group.append(chosen, day);
    return group;
  }

  async ask(event) {
    event.preventDefault();
    const value = (name) => this.bound.nodes.get(name).value;
    const done = await this.send("/decision", { text: value("text"), owner: value("owner"), due: value("due") });
    if (done) this.form.reset();
  }
}

function said(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
