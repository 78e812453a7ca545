// In the place of the line to the server: the page around this one hands over one document of the past.

export class Line {
  constructor(_boot, take) {
    this.hear = (event) => {
      if (event.origin === location.origin && event.source === window.parent && event.data.wall)
        take(event.data.wall, 0);
    };
    window.addEventListener("message", this.hear);
  }

  wrong() {
    return "";
  }

  check() {}

  close() {
    window.removeEventListener("message", this.hear);
  }
}
