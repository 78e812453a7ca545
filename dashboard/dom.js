// Elements bound by name. A value that did not change touches nothing.

export class Bound {
  /** Binds the elements inside `root` that carry data-bind, and writes the words of data-word. */
  constructor(root, words) {
    this.root = root;
    this.nodes = new Map();
    this.texts = new Map();
    this.marks = new Map(); // of each name, what stands on its element
    for (const element of root.querySelectorAll("[data-word]")) element.textContent = words[element.dataset.word];
    for (const element of root.querySelectorAll("[data-bind]")) this.bind(element);
    if (root.dataset?.bind) this.bind(root);
  }

  bind(element) {
    this.nodes.set(element.dataset.bind, element);
    this.marks.set(element.dataset.bind, {});
  }

  text(name, text) {
    if (this.texts.get(name) === text) return;
    this.texts.set(name, text);
    const element = this.nodes.get(name);
    if (element.firstChild) element.firstChild.data = text;
    else element.textContent = text;
  }

  mark(name, attribute, value) {
    const marks = this.marks.get(name);
    if ((marks[attribute] ?? "") === value) return;
    marks[attribute] = value;
    const element = this.nodes.get(name);
    if (value === "") delete element.dataset[attribute];
    else element.dataset[attribute] = value;
  }

  /** A figure's text by what is known of it. Its tone and what is known are marked on `where`. */
  figure(name, figure, write, words, where = name) {
    const known = figure.known ?? "known";
    this.text(name, known === "known" ? write(figure.value) : words[known]);
    this.mark(where, "known", known === "known" ? "" : known);
    this.mark(where, "tone", toneOf(figure));
  }
}

export function toneOf(figure) {
  return figure.tone === "near" || figure.tone === "crossed" ? figure.tone : "";
}

/** A fresh copy of a template's first element. */
export function part(parts, name) {
  return parts[name].content.firstElementChild.cloneNode(true);
}

export function listIn(root, name) {
  return root.dataset?.list === name ? root : root.querySelector(`[data-list="${name}"]`);
}
