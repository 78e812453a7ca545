// A wall that stands still: drawn by the live wall's own modules, and marked so that nobody takes it for now.

import { toldInstant } from "./past_time.js";
import { Wall } from "./wall.js";

class PastWall extends Wall {
  now() {
    return this.document.now;
  }

  header(document) {
    super.header(document);
    const top = this.root.querySelector(".top");
    if (!top.querySelector(".past")) {
      const mark = window.document.createElement("strong");
      mark.className = "past";
      top.querySelector(".place").after(mark);
    }
    const told = toldInstant(document.now, document.zone, this.words);
    top.querySelector(".past").textContent = `${this.words["past.mark"]} · ${told}`;
  }
}

/** `data`: the words. */
export function begin(data) {
  new PastWall(document.querySelector("#past").shadowRoot, { ...data, boot: "", kind: "" });
}
