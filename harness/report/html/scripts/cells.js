// Shows the cases of a cell, whose file is loaded when the cell is opened for the first time.
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
  };

  const say = (text) => {
    const line = document.createElement("p");
    line.textContent = text;
    place.replaceChildren(line);
  };

  const show = () => {
    if (wanted === null || !known.has(wanted)) {
      return;
    }
    // Written with every text escaped, as the page itself; its policy lets nothing in it run.
    place.innerHTML = known.get(wanted);
    wanted = null;
    globalThis.sockspecCopyButtons(place);
    heading.focus({ preventScroll: true });
    heading.scrollIntoView();
  };

  const load = (file) => {
    const script = document.createElement("script");
    script.src = `cells/${file}.js`;
    script.addEventListener("error", () => {
      script.remove();
      say(`The file ${script.src} cannot be loaded. Keep the folder "cells" beside this page.`);
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
      say("Loading…");
      load(file);
    }
  };

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
