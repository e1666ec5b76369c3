// Turns the headings of the table of cases into buttons.
(() => {
  const table = document.querySelector("table.cases");
  const output = document.querySelector("form.filters output");

  const keyOf = (row, column, isNumber) => {
    const cell = row.cells[column];
    return isNumber ? Number(cell.dataset.value ?? cell.textContent) : cell.textContent;
  };

  /** Every body keeps its number of rows. */
  const fill = (rows) => {
    const counts = [...table.tBodies].map((body) => body.rows.length);
    let from = 0;
    for (const [index, count] of counts.entries()) {
      table.tBodies[index].replaceChildren(...rows.slice(from, from + count));
      from += count;
    }
    table.dispatchEvent(new Event("sorted"));
  };

  const sort = (heading, column) => {
    const isNumber = heading.dataset.sort === "number";
    const direction = heading.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    const { compare } = new Intl.Collator("en", { numeric: true });
    const keyed = [...table.querySelectorAll("tbody > tr")].map((row) => ({
      row,
      key: keyOf(row, column, isNumber),
    }));
    keyed.sort((a, b) => direction * (isNumber ? a.key - b.key : compare(a.key, b.key)));
    fill(keyed.map(({ row }) => row));
    for (const other of heading.parentElement.cells) {
      other.removeAttribute("aria-sort");
    }
    const order = direction === 1 ? "ascending" : "descending";
    heading.setAttribute("aria-sort", order);
    output.textContent = `Sorted by ${heading.textContent}, ${order}`;
  };

  for (const [column, heading] of [...table.tHead.rows[0].cells].entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    button.addEventListener("click", () => sort(heading, column));
    heading.append(button);
  }
})();
