// Gives each command a button that copies it.
globalThis.sockspecCopyButtons = (within) => {
  for (const box of within.querySelectorAll(".copyable")) {
    const command = box.querySelector(".command");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy: ${box.querySelector(".label").textContent}`);
    button.addEventListener("click", async () => {
      getSelection().selectAllChildren(command);
      try {
        await navigator.clipboard.writeText(command.textContent);
        button.textContent = "Copied";
      } catch {
        button.textContent = "Selected";
      }
    });
    box.append(button);
  }
};
globalThis.sockspecCopyButtons(document);
