// The head's own controls: who sits here, the panic button that hides every wall, and whether alerts are heard.

import { tellServer } from "./desk_people.js";
import { Sound } from "./desk_sound.js";
import { Bound } from "./dom.js";
import { fill, minutes } from "./format.js";

export class Controls {
  constructor(root, desk) {
    Object.assign(this, { desk, words: desk.words, hidden: false, asking: false, trouble: false });
    this.bound = new Bound(root, desk.words);
    this.sound = new Sound(() => this.drawSound());
    const { nodes } = this.bound;
    nodes.get("sound").addEventListener("click", () => this.turnSound());
    nodes.get("blank").addEventListener("click", () => this.press());
    nodes.get("show").addEventListener("click", () => this.tell(false));
    nodes.get("keep").addEventListener("click", () => this.ask(false));
    nodes.get("give").addEventListener("click", () => desk.turn("shift"));
    this.drawSound();
    this.drawPerson();
  }

  close() {
    this.sound.close();
  }

  /** Who sits here is known now, or otherwise than before. */
  drawPerson() {
    const { bound, desk, words } = this;
    const { me } = desk.people;
    bound.text("me", me?.name || me?.id || "");
    bound.nodes.get("me").title = (me?.roles ?? []).map((role) => words[`role.${role}`] ?? role).join(" · ");
    bound.nodes.get("out").hidden = me?.gate !== "closed";
    bound.nodes.get("blanking").hidden = desk.people.why("blank") !== "";
    this.hidden = me?.blank ?? this.hidden;
    this.drawBlank();
  }

  // the walls

  /** To hide takes one press; to show again is asked about first. */
  press() {
    if (this.hidden) this.ask(!this.asking);
    else this.tell(true);
  }

  ask(asking) {
    this.asking = asking;
    this.drawBlank();
    if (asking) this.bound.nodes.get("keep").focus();
  }

  async tell(blank) {
    this.asking = false;
    this.bound.mark("blank", "sent", "yes");
    const { status } = await tellServer("/blank", { blank });
    this.bound.mark("blank", "sent", "");
    this.trouble = status !== 200;
    if (!this.trouble) this.hidden = blank;
    this.drawBlank();
    this.desk.people.ask();
  }

  drawBlank() {
    const { bound, words } = this;
    bound.text("blank", words[this.hidden ? "blank.done" : "blank.do"]);
    bound.mark("blank", "hidden", this.hidden ? "yes" : "");
    bound.nodes.get("blank").setAttribute("aria-pressed", String(this.hidden));
    bound.nodes.get("sure").hidden = !this.asking;
    bound.text("blank.trouble", this.trouble ? words["blank.failed"] : "");
  }

  // sound

  turnSound() {
    this.sound.turn();
    this.drawSound();
  }

  drawSound() {
    const { bound, words, sound } = this;
    const { state } = sound;
    bound.text("sound", fill(words[`sound.${state}`], { left: minutes(Math.ceil(sound.left() / 1000)) }));
    bound.mark("sound", "state", state);
    const button = bound.nodes.get("sound");
    if (button.title !== words[`sound.${state}.do`]) button.title = words[`sound.${state}.do`];
  }

  tick() {
    this.sound.tick();
    this.drawSound();
  }
}
