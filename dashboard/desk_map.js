// The map's page: asked for when it is first opened, and kept as it was left.

import { Focus } from "./focus.js";

export class MapTab {
  constructor(element, desk) {
    this.desk = desk;
    this.focus = new Focus(element.querySelector(".focus"), "desk", desk.words);
  }

  close() {}

  /** What is known of cases only: of a site that tells of none there is no map. */
  tick(_now, _sure, seen) {
    if (seen && this.desk.document.board) this.focus.stand((page) => this.listen(page));
  }

  /** A hotspot stands on the map itself, and in the list beside it. */
  goTo() {}

  /** Who works on the map turns to another page by the same keys. */
  listen(page) {
    page.addEventListener("keydown", (event) => {
      if (!event.target.matches("input, select, textarea")) this.desk.key(event);
    });
  }
}
