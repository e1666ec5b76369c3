// Shows the cases of a cell, and large matrices, whose files are loaded when they are opened.
(() => {
  const place = document.querySelector(".cell-details");
  const heading = document.getElementById("cell");
  const known = new Map();
  let wanted = null;

  globalThis.sockspecCells = (cells) => {
    for (const [id, details] of Object.entries(cells)) {
      known.set(id, details);
    }
    show();
    for (const matrix of document.querySelectorAll("details[data-matrix][open]")) {
      fill(matrix);
    }
  };

  const say = (where, text) => {
    const line = document.createElement("p");
    line.textContent = text;
    where.replaceChildren(line);
  };

  // What is registered has every text escaped, as the page itself; its policy lets nothing in it run.
  const show = () => {
    if (wanted === null || !known.has(wanted)) {
      return;
    }
    place.innerHTML = known.get(wanted);
    wanted = null;
    globalThis.sockspecCopyButtons(place);
    heading.focus({ preventScroll: true });
    heading.scrollIntoView();
  };

  const fill = (matrix) => {
    const box = matrix.querySelector("div");
    if (known.has(matrix.dataset.matrix)) {
      box.innerHTML = known.get(matrix.dataset.matrix);
      known.delete(matrix.dataset.matrix);
    }
  };

  const load = (name, where) => {
    const script = document.createElement("script");
    script.src = `cells/${name}.js`;
    script.addEventListener("error", () => {
      script.remove();
      say(
        where,
        `The file ${script.src} cannot be loaded. Keep the folder "cells" beside this page.`,
      );
    });
    document.head.append(script);
  };

  const open = () => {
    const [, file, item] = /^#cell-(\d+)-(\d+)$/.exec(location.hash) ?? [];
    if (file === undefined) {
      return;
    }
    wanted = `${file}-${item}`;
    if (known.has(wanted)) {
      show();
    } else {
      say(place, "Loading…");
      load(file, place);
    }
  };

  for (const matrix of document.querySelectorAll("details[data-matrix]")) {
    const box = matrix.querySelector("div");
    matrix.addEventListener("toggle", () => {
      if (matrix.open && box.childElementCount === 0) {
        say(box, "Loading…");
        load(matrix.dataset.matrix, box);
      }
    });
  }
  addEventListener("hashchange", open);
  // A second click on the same link does not change the address.
  addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#cell-"]');
    if (link !== null && link !== undefined && link.hash === location.hash) {
      open();
    }
  });
  open();
})();
