// Links work even if their target is closed or filtered out.
(() => {
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target === null) {
      return;
    }
    const form = document.querySelector("form.filters");
    if (target.closest("[hidden]") !== null) {
      form?.reset();
    }
    // The filter handles a reset in its own task, which is queued before this one.
    setTimeout(() => {
      for (
        let parent = target.closest("details");
        parent;
        parent = parent.parentElement.closest("details")
      ) {
        parent.open = true;
      }
      target.scrollIntoView();
    });
  };
  addEventListener("hashchange", reveal);
  // A second click on the same link does not change the address.
  addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (link !== null && link !== undefined && link.hash === location.hash) {
      reveal();
    }
  });
  reveal();
})();
