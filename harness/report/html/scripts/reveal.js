// A link into what is closed, or filtered away, leads there all the same.
(() => {
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target === null) {
      return;
    }
    const form = document.querySelector("form.filters");
    if (target.closest("[hidden]") !== null) {
      form.reset();
    }
    // The filter answers a reset in a task of its own, and so before this one.
    setTimeout(() => {
      for (let one = target.closest("details"); one; one = one.parentElement.closest("details")) {
        one.open = true;
      }
      target.scrollIntoView();
    });
  };
  addEventListener("hashchange", reveal);
  // A second click on the same link changes nothing in the address.
  addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (link !== null && link !== undefined && link.hash === location.hash) {
      reveal();
    }
  });
  reveal();
})();
