// Narrows the sections and rows to what the form asks for.
(() => {
  const form = document.querySelector("form.filters");
  const told = form.querySelector("output");
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

  const textOf = (one) => {
    one.text ??= `${one.row.textContent} ${one.section?.textContent ?? ""}`.toLowerCase();
    return one.text;
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

  const matches = (one, { marks, implementation, network, words }) =>
    marks.has(one.mark) &&
    (implementation === "" || implementation === one.implementation) &&
    (network === "" || network === one.network) &&
    words.every((word) => textOf(one).includes(word));

  const filter = () => {
    const asked = readForm();
    let count = 0;
    for (const one of cases) {
      const isShown = matches(one, asked);
      count += isShown ? 1 : 0;
      for (const element of [one.row, one.section]) {
        // Setting what is set already would cost a layout for each of thousands of rows.
        if (element !== null && element.hidden === isShown) {
          element.hidden = !isShown;
        }
      }
    }
    measureBodies();
    document.querySelector("p.nothing").hidden = count > 0;
    const part = count === cases.length ? "" : `${count.toLocaleString("en")} of `;
    told.textContent = part + plural(cases.length);
  };

  /** A body that is not laid out is taken to be as high as its rows that are shown. */
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
  // The fields are reset after the event.
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  table.addEventListener("sorted", measureBodies);
  form.hidden = false;
  told.textContent = plural(cases.length);
})();
