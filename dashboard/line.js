// The line to the server: opens it, notices silence, opens it again for as long as it takes.

const SILENCE = 1600; // ms; the server says something at least every second
const RETRY = [100, 250, 500, 1000]; // ms; a wall is never far from its server
const SHUT_OUT = 4401; // the server's close code: this browser may not look any more

const utf8 = new TextDecoder();

export class Line {
  /** `boot` names the server process that served this page. `take` gets each document and how many milliseconds
   * it had been with the server: the first one after opening may be old. `tell` hears of changes, `hide` whether the
   * screen is to be hidden, `leave` that this browser was shut out. `path`: of the socket. */
  constructor(boot, take, tell, { path = "/live", hide = () => {}, leave = () => location.reload() } = {}) {
    Object.assign(this, { boot, take, tell, path, hide, leave, socket: null, status: null, tries: 0 });
    this.checked = performance.now();
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
    const socket = new WebSocket(`${scheme}//${location.host}${this.path}`);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    this.lag = null;
    this.hidden = null; // not said yet on this line
    this.heard = performance.now();
    socket.onmessage = (event) => socket === this.socket && this.hear(JSON.parse(utf8.decode(event.data)));
    socket.onclose = (event) => socket === this.socket && (event.code === SHUT_OUT ? this.shut() : this.lose());
  }

  hear(message) {
    this.heard = performance.now();
    this.tries = 0;
    this.up = true;
    if ("blank" in message) return this.veil(message.blank);
    if (!message.status) return this.draw(message);
    this.status = message.status;
    this.lag ??= message.status.age;
    if (this.status.boot === this.boot) return this.tell();
    // Another process serves now: its Streamlit does not know this page.
    location.reload();
  }

  veil(hidden) {
    this.hidden = hidden;
    this.hide(hidden);
  }

  /** A document of another version than this page's may not be drawable: then the wall must not look alive. */
  draw(document) {
    try {
      this.broken = false;
      if (this.hidden === null) this.veil(false); // it would have been said first
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

  shut() {
    this.close();
    this.leave();
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
