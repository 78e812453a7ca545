// Two briefings beside each other: the figures that are not the same.

/** `rows`: [table, row, column, before, after], already in words. */
export function compared(element, { rows, titles }, words) {
  const table = document.createElement("table");
  const caption = table.createCaption();
  caption.textContent = rows.length === 0 ? words["compare.same"] : words["compare.differ"];
  const heads = [words["compare.table"], words["compare.row"], words["compare.column"], ...titles];
  const head = table.createTHead().insertRow();
  for (const text of heads) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = text;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const value of row) line.insertCell().textContent = value;
  }
  if (rows.length === 0) table.deleteTHead();
  element.replaceChildren(table);
}
