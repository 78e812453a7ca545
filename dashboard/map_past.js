// Play-back of the last weeks: the closed periods of one window and layer, one after the other; it says that it is past.

import { fill } from "./format.js";
import { viewOf } from "./map_view.js";
import { period } from "./map_words.js";

const STEP = 1200; // ms between two periods
const PATIENCE = 5000; // ms

export class Past {
  constructor(bound, words, changed) {
    Object.assign(this, { bound, words, changed, key: "", history: null, made: 0, at: null });
    Object.assign(this, { timer: null, loading: null, stale: true });
    const node = (name) => bound.nodes.get(name);
    [this.slider, this.button, this.present] = ["when", "play", "present"].map(node);
    this.slider.setAttribute("aria-label", words["map.past.when"]);
    for (const [name, word] of [
      ["back", "map.past.back"],
      ["on", "map.past.on"],
    ]) {
      node(name).setAttribute("aria-label", words[word]);
      node(name).addEventListener("click", () => this.step(Number(node(name).dataset.step)));
    }
    this.slider.addEventListener("input", () => this.go(Number(this.slider.value)));
    this.button.addEventListener("click", () => (this.timer === null ? this.play() : this.pause()));
    this.present.addEventListener("click", () => this.leave());
    this.draw();
  }

  /** The periods under the filters that are chosen, oldest first. */
  get views() {
    const { form, risk } = this.choice ?? {};
    const all = this.history?.views ?? [];
    return all.filter((view) => viewOf([view], { ...view, form, risk }) === view);
  }

  /** What is shown of the past, or null. */
  get view() {
    return this.at === null ? null : (this.views[this.at] ?? null);
  }

  get shapes() {
    return this.history?.shapes ?? {};
  }

  /** Of the view that is chosen. */
  choose(choice, told) {
    const key = `${choice.window}/${choice.layer}`;
    if (key !== this.key || told.made !== this.made) {
      if (key !== this.key) {
        this.end();
        this.history = null;
      }
      Object.assign(this, { key, made: told.made, stale: true, choice, zone: told.zone });
      this.load().then(() => this.draw());
    }
    Object.assign(this, { choice, zone: told.zone });
    this.draw();
  }

  /** Whether there is anything to show. Asked again while an answer is awaited, the same answer does. */
  async load() {
    while (this.stale || !this.history) {
      this.loading ??= this.fetch().finally(() => {
        this.loading = null;
      });
      if (!(await this.loading)) break;
    }
    return this.views.length > 0 || this.say();
  }

  /** Whether an answer came, be it of a choice that is another by now. */
  async fetch() {
    const { key } = this;
    this.stale = false; // what comes while this is under way is newer
    try {
      const answer = await fetch(`map/history/${key}`, { signal: AbortSignal.timeout(PATIENCE) });
      if (!answer.ok) throw new Error(answer.status);
      const history = await answer.json();
      if (key === this.key) this.replace(history);
      return true;
    } catch {
      this.stale = true;
      return false;
    }
  }

  say() {
    this.bound.text("when.text", this.words["map.past.none"]);
    return false;
  }

  /** What is shown stays, wherever it stands among the others now. */
  replace(history) {
    const shown = this.view?.starts;
    this.history = history;
    if (this.at !== null)
      this.at = Math.max(
        0,
        this.views.findIndex(({ starts }) => starts === shown),
      );
  }

  async go(at) {
    if (!(await this.load())) return this.pause();
    const last = this.views.length - 1;
    this.at = Math.max(0, Math.min(at, last));
    this.draw();
    this.changed();
  }

  async step(by) {
    if (!(await this.load())) return;
    await this.go(this.at === null ? this.views.length - 1 : this.at + by);
  }

  async play() {
    if (!(await this.load())) return;
    await this.go(this.at === null || this.at >= this.views.length - 1 ? 0 : this.at + 1);
    this.timer = setInterval(() => {
      if (this.at === null || this.at >= this.views.length - 1) this.pause();
      else this.go(this.at + 1);
    }, STEP);
    this.draw();
  }

  pause() {
    clearInterval(this.timer);
    this.timer = null;
    this.draw();
  }

  leave() {
    this.end();
    this.changed();
  }

  end() {
    this.at = null;
    this.pause();
  }

  draw() {
    const { words, view } = this;
    this.slider.max = Math.max(0, this.views.length - 1);
    this.slider.value = this.at ?? this.slider.max;
    this.bound.text("play", words[this.timer === null ? "map.past.play" : "map.past.pause"]);
    this.present.hidden = view === null;
    const when = view
      ? fill(words["map.past.shown"], { period: period(view, this.zone, words) })
      : words["map.past.now"];
    this.bound.text("when.text", when);
  }
}
