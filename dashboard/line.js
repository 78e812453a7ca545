// The line to the server: opens it, notices silence, opens it again for as long as it takes.

const SILENCE = 1600; // ms; the server says something at least every second
const RETRY = [100, 250, 500, 1000]; // ms; a wall is never far from its server

const utf8 = new TextDecoder();

export class Line {
  /** `boot` names the server process that served this page. `take` gets each document and how many milliseconds
   * it had been with the server: the first one after opening may be old. `tell` hears of changes. */
  constructor(boot, take, tell) {
    Object.assign(this, { boot, take, tell, socket: null, status: null, tries: 0, checked: performance.now() });
    this.open();
  }

  /** What is wrong: "", "server.gone", "store.gone", "store.refused", "watch.silent" or "page.broken". */
  wrong() {
    if (this.up === false) return "server.gone";
    if (this.status === null) return "";
    if (this.status.store !== "ok") return `store.${this.status.store}`;
    if (this.status.watch !== "ok") return "watch.silent";
    return this.broken ? "page.broken" : "";
  }

  open() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/live`);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    this.lag = null;
    this.heard = performance.now();
    socket.onmessage = (event) => socket === this.socket && this.hear(JSON.parse(utf8.decode(event.data)));
    socket.onclose = () => socket === this.socket && this.lose();
  }

  hear(message) {
    this.heard = performance.now();
    this.tries = 0;
    this.up = true;
    if (!message.status) return this.draw(message);
    this.status = message.status;
    this.lag ??= message.status.age;
    if (this.status.boot === this.boot) return this.tell();
    // Another process serves now: its Streamlit does not know this page.
    location.reload();
  }

  /** A document of another version than this page's may not be drawable: then the wall must not look alive. */
  draw(document) {
    try {
      this.broken = false;
      this.take(document, this.lag);
      this.lag = 0;
    } catch (error) {
      console.error(error);
      this.broken = true;
      this.tell();
    }
  }

  lose() {
    this.socket.onclose = null;
    this.socket.close();
    this.socket = null;
    this.up = false;
    this.status = null;
    this.tell();
    this.retry = setTimeout(() => this.open(), RETRY[Math.min(this.tries++, RETRY.length - 1)]);
  }

  /** Called several times a second. After a pause of this page itself, silence proves nothing. */
  check() {
    const now = performance.now();
    const paused = now - this.checked > SILENCE / 2;
    this.checked = now;
    if (paused) this.heard = now;
    else if (this.socket && now - this.heard > SILENCE) this.lose();
  }

  close() {
    clearTimeout(this.retry);
    const { socket } = this;
    this.socket = null;
    socket?.close();
  }
}
