/** Reporters that show progress on standard output. */
export const terminalNames = ["default", "line", "dot", "silent"] as const;

/** Formats that are written when a run has ended. */
export const formatNames = [
  "json",
  "csv",
  "junit",
  "ctrf",
  "tap",
  "markdown",
  "github",
  "badge",
  "html",
] as const;

/** How `--help` lists them. */
export const reporterWords =
  `terminal: ${terminalNames.slice(0, -1).join(", ")} or ${terminalNames.at(-1)}, optionally with github; ` +
  `files: ${formatNames.filter((name) => name !== "github").join(", ")} as name=file (- is standard output)`;

export type TerminalName = (typeof terminalNames)[number];
export type FormatName = (typeof formatNames)[number];
