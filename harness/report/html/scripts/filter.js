// Filters the sections and rows by the form's values.
(() => {
  const form = document.querySelector("form.filters");
  const output = form.querySelector("output");
  const plural = (count) => `${count.toLocaleString("en")} case${count === 1 ? "" : "s"}`;

  const table = document.querySelector("table.cases");
  const cases = [...table.querySelectorAll("tbody > tr")].map((row) => ({
    row,
    section: null,
    mark: row.dataset.mark,
    implementation: row.cells[1].textContent,
    network: row.cells[3].textContent,
    text: null,
  }));
  for (const section of document.querySelectorAll("details.case")) {
    cases[Number(section.dataset.position)].section = section;
  }

  const textOf = (entry) => {
    entry.text ??= `${entry.row.textContent} ${entry.section?.textContent ?? ""}`.toLowerCase();
    return entry.text;
  };

  const readForm = () => {
    const asked = new FormData(form);
    return {
      marks: new Set(asked.getAll("mark")),
      implementation: asked.get("implementation"),
      network: asked.get("network"),
      words: asked.get("text").toLowerCase().split(/\s+/).filter(Boolean),
    };
  };

  const matches = (entry, { marks, implementation, network, words }) =>
    marks.has(entry.mark) &&
    (implementation === "" || implementation === entry.implementation) &&
    (network === "" || network === entry.network) &&
    words.every((word) => textOf(entry).includes(word));

  const filter = () => {
    const asked = readForm();
    let count = 0;
    for (const entry of cases) {
      const isShown = matches(entry, asked);
      count += isShown ? 1 : 0;
      for (const element of [entry.row, entry.section]) {
        // Setting an unchanged value would cost a layout for each of thousands of rows.
        if (element !== null && element.hidden === isShown) {
          element.hidden = !isShown;
        }
      }
    }
    measureBodies();
    document.querySelector("p.nothing").hidden = count > 0;
    const part = count === cases.length ? "" : `${count.toLocaleString("en")} of `;
    output.textContent = part + plural(cases.length);
  };

  /** The assumed height of a body that is not laid out: that of its visible rows. */
  const measureBodies = () => {
    for (const body of table.tBodies) {
      const count = [...body.rows].filter((row) => !row.hidden).length;
      body.style.setProperty("--rows", count);
      body.hidden = count === 0;
    }
  };

  let pending = 0;
  form.addEventListener("input", () => {
    cancelAnimationFrame(pending);
    pending = requestAnimationFrame(filter);
  });
  // The event fires before the fields are reset.
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  table.addEventListener("sorted", measureBodies);
  form.hidden = false;
  output.textContent = plural(cases.length);
})();
