// The sheet on paper. It is printed from a place of its own: the page around the desk does not break into sheets.

const NAME = "paper";

export class Paper {
  /** `root`: the shadow root whose styles it takes along. `fill` draws the sheet anew and returns it. */
  constructor(root, fill) {
    this.deaf = new AbortController();
    const { signal } = this.deaf;
    window.addEventListener("beforeprint", () => this.put(root, fill()), { signal });
    window.addEventListener("afterprint", () => this.clear(), { signal });
  }

  close() {
    this.deaf.abort();
    this.clear();
  }

  /** Without a sheet the page prints nothing that was said before. */
  put(root, sheet) {
    this.clear();
    if (!sheet) return;
    const host = document.createElement("div");
    host.id = NAME;
    const shadow = host.attachShadow({ mode: "open" });
    for (const style of root.querySelectorAll("style")) shadow.append(style.cloneNode(true));
    shadow.adoptedStyleSheets = [...(root.adoptedStyleSheets ?? [])];
    shadow.append(sheet.cloneNode(true));
    document.documentElement.style.setProperty("--sheet-foot", JSON.stringify(sheet.dataset.foot));
    document.body.append(host);
  }

  clear() {
    document.getElementById(NAME)?.remove();
    document.documentElement.style.removeProperty("--sheet-foot");
  }
}
