import { join } from "node:path";
import { toolEnvironment } from "../harness/cli/choose/bundled.ts";
import { longSpelling, optionsKept } from "../harness/cli/options/run-flags.ts";
import { projectRoot } from "../harness/host/package/project-root.ts";
import { runProgram } from "../harness/host/run-program.ts";

interface Documented {
  readonly command: string;
  /** A link to the details, in Markdown. */
  readonly details?: string;
}

const documented: readonly Documented[] = [
  {
    command: "run",
    details:
      `${optionsBesideResume()}\n\n` +
      "`--watch` looks at source files below the folder of each server, and at the files that its command names, while nothing runs. " +
      "What a run or the server itself writes (results, reports, logs, compiled programs that the command does not name) does not " +
      "start another one. `--open` starts `$BROWSER`, or what the system opens pages with.\n\n" +
      "Gates and retries: [gating.md](gating.md). Links: [networks.md](networks.md). Images: " +
      "[containers.md](containers.md). Stored files: [journal.md](journal.md) and [evidence.md](evidence.md).",
  },
  {
    command: "interop",
    details: "What is played, and what the matrix says: [interop.md](interop.md).",
  },
  {
    command: "report",
    details: "Formats: [ci.md](ci.md#reports). The HTML page: [report.md](report.md).",
  },
  { command: "merge", details: "Shards, and what is refused: [scale.md](scale.md#merging)." },
  { command: "diff", details: "What counts as worse: [gating.md](gating.md#sockspec-diff)." },
  { command: "ladder", details: "How to read the picture: [ladder.md](ladder.md)." },
  { command: "list" },
  { command: "explain", details: "The bundled scenarios: [scenarios](scenarios/README.md)." },
  {
    command: "self-test",
    details:
      "All faults take about twenty minutes; with `--repeat-each 20` the listed kills take hours. The lists: [kill-matrix.md](kill-matrix.md).",
  },
  {
    command: "network prove",
    details: "What is measured, and with which tolerance: [proof.md](proof.md).",
  },
  {
    command: "replay",
    details: "What repeats, and what does not: [virtual-time.md](virtual-time.md).",
  },
  {
    command: "kernel build",
    details: "What it builds, and where: [virtual-time.md](virtual-time.md).",
  },
  { command: "kernel status" },
  { command: "regrade", details: "Details: [journal.md](journal.md#regrading)." },
  { command: "scoreboard", details: "Details: [scoreboard.md](scoreboard.md)." },
  {
    command: "clean",
    details: "What can remain, and why: [containers.md](containers.md#what-is-left-behind).",
  },
  { command: "doctor" },
  {
    command: "init",
    details:
      "What it writes is read by [`sockspec run`](#sockspec-run) without a word more: `impl.json` is described in " +
      "[CONTRIBUTING.md](../CONTRIBUTING.md#how-to-add), the configuration in [config.md](config.md), CI in [ci.md](ci.md).",
  },
  {
    command: "config",
    details:
      "The options are those of [`sockspec run`](#sockspec-run), and change what is shown as they change a run. " +
      "The file: [config.md](config.md).",
  },
  { command: "completions", details: completionLines() },
];

/** How each shell reads the script when it starts. */
function completionLines(): string {
  return [
    "In `~/.bashrc`, in `~/.zshrc` after `compinit`, and in `~/.config/fish/config.fish`:",
    "",
    "```sh",
    "source <(sockspec completions bash)",
    "source <(sockspec completions zsh)",
    "sockspec completions fish | source",
    "```",
    "",
    "Commands, options, and the names of scenarios, networks, protocols, implementations and stored runs are completed, where",
    "`sockspec` is on PATH.",
  ].join("\n");
}

/** Lists the options by {@link optionsKept}, which the command itself uses. */
function optionsBesideResume(): string {
  const listed = (kept: "fixed" | "adjustable") =>
    optionsKept(kept)
      .map(([, option]) => `\`${longSpelling(option)}\``)
      .join(", ");
  return (
    `A resumed run keeps these options, so they may not accompany \`--resume\`: ${listed("fixed")}. ` +
    `It keeps these too, unless they are given again: ${listed("adjustable")}.`
  );
}

/** Twelve started at once on two busy cores; this is for a machine that swaps. */
const helpTimeoutMs = 60_000;

/** Writes the page of commands in Markdown, from the `--help` of each. */
export async function commandsPage(): Promise<string> {
  const sections = await Promise.all(documented.map(commandSection));
  return [introduction, ...sections].join("\n");
}

async function commandSection({ command, details }: Documented): Promise<string> {
  const lines = [`## sockspec ${command}`, "", "```", await help(command), "```", ""];
  return (details === undefined ? lines : [...lines, details, ""]).join("\n");
}

async function help(command: string): Promise<string> {
  const words = [
    process.execPath,
    join(projectRoot, "bin", "sockspec.js"),
    ...command.split(" "),
    "--help",
  ];
  // Standard output is a pipe here, so the help is wrapped at 80 columns on every machine.
  const options = { environment: toolEnvironment(), timeoutMs: helpTimeoutMs };
  const { stdout } = await runProgram(words, options);
  return stdout.trim();
}

const introduction = `# Commands

Written by \`npm run docs\` from each command's \`--help\`.

Every command exits with one of the [exit statuses](ci.md). \`<run>\` is a folder under \`results/runs/\`, or just its name.
`;
