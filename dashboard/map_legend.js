// The legend: each class by its colour, its number and its word.

import { CLASSES } from "./map_view.js";

export function legend(words, numbered = false) {
  const item = (level, text) => {
    const made = document.createElement("li");
    const swatch = document.createElement("i");
    swatch.dataset.level = level;
    made.append(swatch, text);
    return made;
  };
  const classes = CLASSES.map((level, at) => {
    const word = words[`map.level.${level}`];
    return item(level, numbered ? `${at + 1} ${word}` : word);
  });
  return [...classes, item("unknown", words["map.level.unknown"]), item("signal", words["map.legend.signal"])];
}
