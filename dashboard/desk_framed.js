// A page of ours that also stands alone, inside the desk: asked for when it is first opened, and kept as it was left.

export class FramedPage {
  constructor(element, path, desk) {
    Object.assign(this, { element, path, desk, frame: null });
  }

  close() {}

  goTo() {}

  tick(_now, _sure, seen) {
    if (!seen || this.frame) return;
    const { words } = this.desk;
    this.frame = document.createElement("iframe");
    this.frame.title = words[`tab.${this.element.dataset.page}`];
    this.frame.addEventListener("load", () => this.listen(this.frame.contentDocument));
    this.frame.src = `${this.path}?lang=${words.locale.slice(0, 2)}`;
    this.element.append(this.frame);
  }

  /** Who works in it turns to another page by the same keys. */
  listen(page) {
    page?.addEventListener("keydown", (event) => {
      if (!event.target.matches("input, select, textarea")) this.desk.key(event);
    });
  }
}
