// The bar above a list: a search by folio or mask, choices, and switches with how many they leave.

import { Bound, part } from "./dom.js";
import { count } from "./format.js";

export class Filters {
  /** `choices`: {key, of(row), name(code), start?}; `switches`: {key, test(row, now), apart?: such rows are shown only
   * while it is on}. `folioOf(row)`: what is searched beside the mask. `changed` hears of each change. */
  constructor(element, { parts, words, choices, switches, changed, folioOf = (row) => row.folio }) {
    Object.assign(this, { parts, words, choices, switches, changed, folioOf, search: "" });
    this.chosen = Object.fromEntries(choices.map((choice) => [choice.key, choice.start ?? ""]));
    this.on = new Set();
    this.input = element.querySelector("input");
    this.input.placeholder = words.search;
    this.input.setAttribute("aria-label", words.search);
    this.input.addEventListener("input", () => this.type());
    this.selects = choices.map((choice) => this.select(choice));
    this.buttons = switches.map((one) => this.switch(one));
    this.clear = element.querySelector(".clear");
    this.clear.setAttribute("aria-label", words["filter.clear"]);
    this.clear.title = words["filter.clear"];
    this.clear.addEventListener("click", () => this.reset());
    element.querySelector(".choices").replaceChildren(...this.selects.map((one) => one.root));
    element.querySelector(".switches").replaceChildren(...this.buttons.map((one) => one.root));
  }

  type() {
    this.search = this.input.value.trim().toLowerCase();
    this.tell();
  }

  select(choice) {
    const bound = new Bound(part(this.parts, "choice"), this.words);
    const select = bound.nodes.get("select");
    select.setAttribute("aria-label", this.words[`filter.${choice.key}`]);
    bound.known = "";
    select.addEventListener("change", () => {
      this.chosen[choice.key] = select.value;
      this.tell();
    });
    return bound;
  }

  switch(one) {
    const bound = new Bound(part(this.parts, "switch"), this.words);
    bound.text("name", this.words[`switch.${one.key}`]);
    bound.root.addEventListener("click", () => this.turn(one.key));
    bound.root.setAttribute("aria-pressed", "false");
    return bound;
  }

  turn(key, on = !this.on.has(key)) {
    if (on) this.on.add(key);
    else this.on.delete(key);
    for (const [i, bound] of this.buttons.entries()) {
      bound.root.setAttribute("aria-pressed", String(this.on.has(this.switches[i].key)));
    }
    this.tell();
  }

  reset() {
    this.input.value = this.search = "";
    for (const choice of this.choices) this.chosen[choice.key] = choice.start ?? "";
    for (const [i, choice] of this.choices.entries()) {
      this.selects[i].nodes.get("select").value = this.chosen[choice.key];
    }
    for (const key of [...this.on]) this.turn(key, false);
    this.tell();
  }

  tell() {
    const chosen = this.choices.some((choice) => this.chosen[choice.key] !== (choice.start ?? ""));
    this.clear.hidden = !(this.search || chosen || this.on.size > 0);
    for (const [i, choice] of this.choices.entries()) {
      this.selects[i].mark("choice", "on", this.chosen[choice.key] === (choice.start ?? "") ? "" : "yes");
    }
    this.changed();
  }

  /** The rows that pass, of all; counts what each switch would leave of those that pass the choices. */
  passing(rows, now) {
    const choices = this.choices.filter((choice) => this.chosen[choice.key] !== "");
    const counts = this.switches.map(() => 0);
    const passed = [];
    for (const row of rows) {
      if (!choices.every((choice) => choice.of(row) === this.chosen[choice.key])) continue;
      let left = true;
      for (const [i, one] of this.switches.entries()) {
        const on = one.test(row, now);
        if (on) counts[i] += 1;
        if (this.on.has(one.key) ? !on : on && one.apart) left = false;
      }
      if (left && this.found(row)) passed.push(row);
    }
    for (const [i, bound] of this.buttons.entries()) this.counted(bound, counts[i]);
    return passed;
  }

  counted(bound, n) {
    bound.text("count", count(n, this.words));
    bound.mark("switch", "none", n === 0 ? "yes" : "");
  }

  found(row) {
    const { search } = this;
    if (!search) return true;
    return (row.mask ?? "").toLowerCase().startsWith(search) || this.folioOf(row).toLowerCase().includes(search);
  }

  /** Offers what there is to choose from. */
  offer(rows) {
    for (const [i, choice] of this.choices.entries()) {
      const codes = choice.all ?? [...new Set(rows.map(choice.of))].filter(Boolean);
      const options = codes.map((code) => [code, choice.name(code)]);
      if (!choice.all) options.sort((a, b) => a[1].localeCompare(b[1], this.words.locale));
      const known = options.join("|");
      if (this.selects[i].known === known) continue;
      this.selects[i].known = known;
      const select = this.selects[i].nodes.get("select");
      const every = this.words[`filter.${choice.key}.all`];
      select.replaceChildren(new Option(every, ""), ...options.map(([code, name]) => new Option(name, code)));
      select.value = this.chosen[choice.key];
    }
  }
}
