// Names on the map: the more important stands, what it would cover gives way.

export class Labels {
  constructor(map) {
    Object.assign(this, { map, groups: new Map(), rank: [] });
    map.on("moveend zoomend resize", () => this.settle());
  }

  /** Replaces the labels of one kind. Each: { at, text, className, rank, offset }; text is text. A lower rank goes first. */
  put(kind, labels) {
    const told = JSON.stringify(labels);
    const standing = this.groups.get(kind);
    if (standing?.told === told) return;
    for (const one of standing?.markers ?? []) one.remove();
    this.groups.set(kind, { told, markers: labels.map((label) => this.marker(label)) });
    this.settle();
  }

  marker({ at, text, className, rank }) {
    const box = document.createElement("div");
    const word = document.createElement("span");
    box.className = `label ${className}`;
    word.textContent = text;
    box.append(word);
    const icon = L.divIcon({ html: box, className: "anchor", iconSize: [0, 0] });
    const one = L.marker(at, { icon, interactive: false, keyboard: false }).addTo(this.map);
    return Object.assign(one, { box, word, rank });
  }

  /** Which labels stand, by rank; one that must stand is moved into sight. */
  settle() {
    const taken = [];
    const frame = this.map.getContainer().getBoundingClientRect();
    const all = [...this.groups.values()].flatMap(({ markers }) => markers).sort((a, b) => a.rank - b.rank);
    for (const { word } of all) word.style.transform = "";
    const boxes = all.map(({ word }) => word.getBoundingClientRect());
    for (const [at, { box, word, rank }] of all.entries()) {
      const place = rank === 0 ? moved(boxes[at], frame, taken) : boxes[at];
      const free = !taken.some((other) => laps(place, other)) && (rank === 0 || inside(place, frame));
      box.classList.toggle("away", !free && rank !== 0);
      if (rank === 0) word.style.transform = `translate(${place.x - boxes[at].x}px, ${place.y - boxes[at].y}px)`;
      if (free || rank === 0) taken.push(place);
    }
  }
}

const MARGIN = 4; // px between two labels

function laps(a, b) {
  const apart = a.right + MARGIN < b.left || b.right + MARGIN < a.left;
  return !(apart || a.bottom + MARGIN < b.top || b.bottom + MARGIN < a.top);
}

function inside(box, frame) {
  return box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
}

/** Into the frame, and below whatever it would cover. */
function moved(box, frame, taken) {
  const clamp = (value, low, high) => Math.max(low, Math.min(value, high));
  const left = clamp(box.left, frame.left + MARGIN, frame.right - box.width - MARGIN);
  let top = clamp(box.top, frame.top + MARGIN, frame.bottom - box.height - MARGIN);
  let place = new DOMRect(left, top, box.width, box.height);
  for (let tries = 0; tries < taken.length; tries++) {
    const covered = taken.find((other) => laps(place, other));
    if (!covered) break;
    top = covered.bottom + MARGIN + 1;
    place = new DOMRect(left, top, box.width, box.height);
  }
  return place;
}
