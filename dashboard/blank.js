// The wall hidden from the desk: nothing that was drawn stays in the page, and it is drawn anew when it comes back.

import { part } from "./dom.js";

export class Blank {
  /** `drawn`: the wall as its markup has it, before anything is written on it. */
  constructor(drawn, parts, words) {
    this.pristine = drawn.cloneNode(true);
    this.standing = drawn;
    this.parts = parts;
    this.words = words;
    this.hidden = false;
  }

  hide() {
    const page = part(this.parts, "blank");
    for (const element of page.querySelectorAll("[data-word]")) element.textContent = this.words[element.dataset.word];
    this.put(page, true);
  }

  show() {
    this.put(this.pristine.cloneNode(true), false);
  }

  put(page, hidden) {
    this.standing.replaceWith(page);
    this.standing = page;
    this.hidden = hidden;
  }
}
