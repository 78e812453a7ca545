// Sound: what is new, urgent and untaken is heard; what is critical is heard again until somebody takes it.

const RING_AGAIN = 10_000; // ms between two soundings of what is critical
const MUTED = 600_000; // ms after which a mute ends by itself
const TONES = { critical: [880, 660, 880], high: [587] }; // Hz
const BEEP = 0.22; // s
const ONE_TOUCH = 1_000; // ms from a finger's coming to its going

export class Sound {
  /** `changed` hears when the browser allows or forbids it. */
  constructor(changed) {
    Object.assign(this, { urgent: new Map(), muted: 0, rung: Number.NEGATIVE_INFINITY, allowed: -ONE_TOUCH });
    this.audio = "AudioContext" in window ? new AudioContext() : null;
    this.audio?.addEventListener("statechange", changed);
  }

  close() {
    this.audio?.close();
  }

  /** on, muted, blocked (the browser lets nothing sound before somebody touched the page) or none. */
  get state() {
    if (!this.audio) return "none";
    if (this.audio.state !== "running") return "blocked";
    return this.left() > 0 ? "muted" : "on";
  }

  /** ms until the mute ends. */
  left() {
    return Math.max(0, this.muted - performance.now());
  }

  /** A hand was laid on the page: the browser may allow it now. */
  touched() {
    if (this.audio?.state !== "suspended") return;
    this.allowed = performance.now();
    this.audio.resume();
  }

  /** The touch that allows it may be the one that presses the button: it wants to hear, not to mute. */
  turn() {
    this.touched();
    if (this.state === "blocked" || performance.now() - this.allowed < ONE_TOUCH) return;
    this.muted = this.left() > 0 ? 0 : performance.now() + MUTED;
  }

  /** The alerts that nobody took: id → priority. Sounds for those that were not among them. */
  take(urgent) {
    const fresh = [...urgent].filter(([id]) => !this.urgent.has(id)).map(([, priority]) => priority);
    this.urgent = urgent;
    if (fresh.includes("critical")) this.rung = Number.NEGATIVE_INFINITY;
    else if (fresh.includes("high")) this.ring("high");
    this.tick();
  }

  tick() {
    const critical = [...this.urgent.values()].includes("critical");
    if (critical && performance.now() - this.rung >= RING_AGAIN && this.ring("critical")) this.rung = performance.now();
  }

  /** Whether it could be heard. */
  ring(priority) {
    if (this.state !== "on") return false;
    for (const [i, pitch] of TONES[priority].entries()) this.beep(pitch, this.audio.currentTime + i * 1.2 * BEEP);
    return true;
  }

  beep(pitch, at) {
    const [tone, loudness] = [this.audio.createOscillator(), this.audio.createGain()];
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(0.3, at + 0.02);
    loudness.gain.setValueAtTime(0.3, at + BEEP - 0.06);
    loudness.gain.linearRampToValueAtTime(0, at + BEEP);
    tone.connect(loudness).connect(this.audio.destination);
    tone.start(at);
    tone.stop(at + BEEP);
  }
}
