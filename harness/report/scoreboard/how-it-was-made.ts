import { markdownCode, markdownWords } from "../formats/markdown/text.ts";
import { areProved, type BoardNetwork } from "./network.ts";
import type { BoardRun, Scoreboard } from "./scoreboard.ts";
import { formatMachine, formatVersions } from "./words.ts";

/** Commands, versions, machine, and links with their proof, as blocks of Markdown. */
export function howItWasMade(board: Scoreboard): readonly string[] {
  return [
    "## How it was made",
    ...board.runs.flatMap(formatRun),
    `On ${markdownWords(formatMachine(board))}, by ${markdownWords(formatVersions(board))}.`,
    linkTable(board.networks),
    ...(areProved(board.networks) ? [aboutProofs] : []),
  ];
}

const aboutProofs = [
  "Each link was measured before the first case of each lab session and reconciled after the last: delays, settings, and every",
  "lost segment. Impaired links run in a guest kernel if the host's kernel cannot impair them.",
  "[docs/proof.md](../../docs/proof.md) describes the measurements.",
].join("\n");

export function formatRun({
  runId,
  startedAt,
  commandLine,
  seed,
  lab,
  jobs,
  cases,
  wallMs,
  notes,
}: BoardRun) {
  const took = wallMs === null ? "cut off" : `${(wallMs / 1000).toFixed(0)} s`;
  const when = `${startedAt.slice(0, 16).replace("T", " ")} UTC`;
  return [
    `Run ${markdownWords(runId)}, ${when}: ${cases} cases in ${took}, seed ${seed}, ${markdownWords(lab)} lab, ${jobs} at a time.`,
    markdownCode(commandLine),
    ...notes.map(markdownWords),
  ];
}

export function linkTable(networks: readonly BoardNetwork[]): string {
  return [
    "| network | link | kernel | congestion control | proof | smallest round trip |",
    "| --- | --- | --- | --- | --- | --- |",
    ...networks.map(formatLink),
  ].join("\n");
}

function formatLink(network: BoardNetwork): string {
  const { name, link, source, kernels, congestionControls, roundTrips } = network;
  const from = source === null ? "" : ` (${source})`;
  const cells = [
    name,
    link === null ? "not known" : `${link}${from}`,
    kernels.join(", ") || "none",
    congestionControls.join(", ") || "not known",
    formatProof(network),
    roundTrips[0] ?? "not measured",
  ];
  return `| ${cells.map(markdownWords).join(" | ")} |`;
}

function formatProof({ proofs, sessions, measured }: BoardNetwork): string {
  if (measured === 0) {
    return sessions === 0 ? "no lab session was completed" : "the lab has no wire";
  }
  const all = proofs.held === proofs.made ? "all " : `${proofs.held} of `;
  return `${all}${proofs.made} items held, in ${measured} session${measured === 1 ? "" : "s"}`;
}
