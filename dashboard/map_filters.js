// What is to be seen: window, layer, risk and form of violence. Only what the document has can be chosen.

import { choices } from "./map_view.js";

const RADIOS = ["window", "layer", "risk"];

export class Filters {
  constructor(words, choose) {
    Object.assign(this, { words, choose, told: "" });
    this.sets = Object.fromEntries(RADIOS.map((key) => [key, document.querySelector(`[data-filter=${key}]`)]));
    this.form = document.querySelector("[data-bind=form]");
    this.form.addEventListener("change", () => choose({ form: this.form.value }));
    for (const [key, set] of Object.entries(this.sets)) {
      set.addEventListener("change", (event) => choose({ [key]: event.target.value }));
    }
  }

  draw(told, choice) {
    const possible = choices(told.views, choice);
    const key = JSON.stringify([possible, choice, told.forms]);
    if (key === this.told) return;
    this.told = key;
    for (const name of RADIOS) this.radios(name, possible[name], choice[name]);
    const options = possible.form.map((code) => {
      return new Option(
        code ? (told.forms[code] ?? code) : this.words["map.form.all"],
        code,
        false,
        code === choice.form,
      );
    });
    this.form.replaceChildren(...options);
  }

  radios(name, values, chosen) {
    const set = this.sets[name];
    const standing = [...set.querySelectorAll("input")];
    if (`${standing.map((one) => one.value)}` !== `${values}`) {
      for (const one of standing) one.closest("label").remove();
      set.append(...values.map((value) => this.radio(name, value)));
    }
    for (const one of set.querySelectorAll("input")) one.checked = one.value === chosen;
  }

  radio(name, value) {
    const [label, input] = [document.createElement("label"), document.createElement("input")];
    Object.assign(input, { type: "radio", name, value });
    const word = document.createElement("span");
    word.textContent = this.words[`map.${name}.${value}`];
    label.append(input, word);
    return label;
  }
}
