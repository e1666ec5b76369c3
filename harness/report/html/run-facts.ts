import { shellWord } from "../../host/shell-word.ts";
import type { StoredRun } from "../../journal/read-run.ts";
import { formatBytes } from "../../verdict/text.ts";
import { type Child, copyable, html, type Markup } from "./markup.ts";

/** The facts needed to understand and to repeat the run. */
export function runFacts(
  { header, cases, wallMs }: StoredRun,
  command = `npx sockspec ${header.command.map(shellWord).join(" ")}`,
): Markup {
  const { machine, versions } = header;
  const kernels = [...new Set(cases.map((result) => result.kernel).filter(Boolean))];
  const controls = [...new Set(cases.map((result) => result.congestionControl).filter(Boolean))];
  const facts: readonly (readonly [string, Child])[] = [
    ["Run", header.runId],
    [
      "Started",
      html`<time datetime="${header.startedAt}">${readableTime(header.startedAt)}</time>`,
    ],
    ["Took", wallMs === null ? "cut off" : seconds(wallMs)],
    ["Seed", header.seed],
    ["Versions", pairs(versions)],
    ["Lab", `${header.lab}, ${header.jobs} at a time`],
    [
      "Machine",
      `${machine.cpus} × ${machine.architecture}, ${formatBytes(machine.memoryBytes)}, Linux ${machine.kernel}`,
    ],
    ["Kernels of the cases", kernels.join(", ") || "none"],
    ...(machine.guestStatePaddedToBytes === undefined
      ? []
      : [["Guest kernel", paddedTo(machine.guestStatePaddedToBytes)] as const]),
    ...(header.excluded === undefined
      ? []
      : [["Left out on request", header.excluded.join(", ")] as const]),
    ["Congestion control", controls.join(", ") || "not known"],
  ];
  return html`<dl class="facts">${facts.map(
    ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>
${copyable(command, "Command of this run")}`;
}

function paddedTo(bytes: number): string {
  return `register state padded to ${bytes} bytes, since this processor has more than the kernel saves`;
}

function readableTime(iso: string): string {
  return `${iso.slice(0, 16).replace("T", " ")} UTC`;
}

function pairs(record: Readonly<Record<string, string>>): string {
  return Object.entries(record)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ");
}

export function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
