// The place where the map stands. Its frame is made once and stays where it is: a frame that is moved loads again.

export class Focus {
  /** `on`: the page it stands on, "wall" or "desk". */
  constructor(element, on, words) {
    Object.assign(this, { element, words, frame: null });
    this.source = `/map?${new URLSearchParams({ on, lang: words.locale.slice(0, 2) })}`;
  }

  /** Asks for the map, unless it stands there or is on its way. `drawn` is told of its document, each time it loads. */
  stand(drawn = () => {}) {
    if (this.frame) return;
    this.frame = document.createElement("iframe");
    this.frame.title = this.words.map;
    this.frame.addEventListener("load", () => {
      this.element.dataset.drawn = "yes";
      if (this.frame.contentDocument) drawn(this.frame.contentDocument);
    });
    this.frame.src = this.source;
    this.element.append(this.frame);
  }
}
