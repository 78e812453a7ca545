// In the place of the map: the map of now would not be the past's. The map's own page plays back what it was.

export class Focus {
  constructor(element, _on, words) {
    element.querySelector(".coming").textContent = words["past.map"];
  }

  stand() {}
}
