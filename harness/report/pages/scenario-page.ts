import type { RecordedKills } from "../../implementation/recorded-kills.ts";
import { rolesOf } from "../../plan/role.ts";
import { protocolsOf } from "../../protocol/protocols.ts";
import { sharedChecksOf } from "../../scenario/epilogue.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { formatDiagram } from "./diagram.ts";
import { formatVirtualTime } from "./explanation.ts";

/** The parts of a fault that the pages show. */
export interface DocumentedFault {
  readonly name: string;
  readonly bug: string;
  readonly kills: readonly string[];
  /** How often the listed checks failed; null for a list of wildcards alone. */
  readonly counted: RecordedKills | null;
}

/** Writes a scenario's page in Markdown, from its data and the lists of faults. */
export function scenarioPage(scenario: Scenario, faults: readonly DocumentedFault[]): string {
  const { id, title, why, sources, steps, stimulus, checks } = scenario;
  const killed = faults.filter((fault) => fault.kills.some((kill) => kill.startsWith(`${id}:`)));
  return [
    `# ${id}`,
    "",
    `**${title}.** ${why}`,
    "",
    `Protocols: ${protocolsOf(scenario).join(", ")}.${only(scenario)} Roles: ${list(rolesOf(scenario))}. Claims needed: ${list(scenario.claims ?? [])}. ` +
      `Profiles: ${(scenario.profiles ?? ["default", "full"]).join(", ")}. Virtual time: ${formatVirtualTime(scenario)}`,
    "",
    "```",
    formatDiagram({ steps, ...(scenario.afterwards && { afterwards: scenario.afterwards }) }),
    "```",
    "",
    ...(stimulus.length === 0
      ? []
      : ["The verdict counts only if", "", ...stimulus.map(({ because }) => `- ${because}`), ""]),
    "## Checks",
    "",
    "| check | level | requirement | source |",
    "| --- | --- | --- | --- |",
    ...checks.map(
      (check) =>
        `| \`${check.id}\` | ${check.level} | ${cell(check.statement)} | ${cell(check.source)} |`,
    ),
    "",
    `Every scenario also ends with: ${list(sharedChecksOf(scenario).map((check) => `\`${check.id}\``))}.`,
    "",
    "## Sources",
    "",
    ...sources.map((source) => `- ${source}`),
    "",
    "## Faults it catches",
    "",
    ...(killed.length === 0
      ? ["None: the self-test does not run this scenario's profile."]
      : killed.map((fault) => `- \`${fault.name}\`: ${fault.bug}`)),
    "",
  ].join("\n");
}

function only({ transports }: Scenario): string {
  return transports?.includes("tcp") === false ? " Over Unix-domain sockets only." : "";
}

/** Writes the page that lists all scenarios. */
export function scenarioIndexPage(scenarios: readonly Scenario[]): string {
  return [
    "# Scenarios",
    "",
    "Written by `npm run docs` from the scenarios' data.",
    "",
    "| scenario | what a correct implementation does |",
    "| --- | --- |",
    ...scenarios.map(({ id, title }) => `| [${id}](${pageName(id)}) | ${cell(title)} |`),
    "",
  ].join("\n");
}

/** @returns the page's file name. */
export function pageName(id: string): string {
  return `${id.replace("/", "-")}.md`;
}

/** Writes the page of the kill matrix: which check catches which fault. */
export function killMatrixPage(
  scenarios: readonly Scenario[],
  faults: readonly DocumentedFault[],
): string {
  const rows = scenarios.flatMap((scenario) => {
    const ids = [...scenario.checks, ...sharedChecksOf(scenario)].map((check) => check.id);
    return ids.flatMap((check) => {
      const reference = `${scenario.id}:${check}`;
      const killers = faults.filter((fault) => kills(fault, reference));
      return killers.length === 0
        ? []
        : [`| \`${reference}\` | ${killers.map((fault) => fault.name).join(", ")} |`];
    });
  });
  return [
    "# Kill matrix",
    "",
    "Each check, with the faults of `impls/faulty` for which it fails every time. Written by `npm run docs`",
    "from the lists in `faults.json`.",
    "",
    "`sockspec self-test` compares the lists with real runs. It fails if a check catches no fault, if no",
    "check catches a fault, or if a listed check passes. With `--strict` it also fails for checks that fail",
    "without being listed. `sockspec self-test FAULT --repeat-each 20` repeats each listed check twenty times,",
    "prints how often it fails, and fails if that is not every time.",
    "",
    "| check | faults it catches |",
    "| --- | --- |",
    ...rows,
    "",
    "## Faults",
    "",
    "The last column shows how often the listed checks failed when `self-test --repeat-each 20 --record`",
    "played their scenarios.",
    "",
    "| fault | what it does wrong | listed checks, and how often they failed |",
    "| --- | --- | --- |",
    ...faults.map(
      (fault) => `| \`${fault.name}\` | ${cell(fault.bug)} | ${howOften(fault.counted)} |`,
    ),
    "",
  ].join("\n");
}

function howOften(counted: RecordedKills | null): string {
  if (counted === null) {
    return "not counted";
  }
  const { plays, failed } = counted;
  const seldom = Object.entries(failed).filter(([, times]) => times < plays);
  const always = Object.keys(failed).length - seldom.length;
  return [
    ...(always === 0 ? [] : [`${always}: ${plays} of ${plays}`]),
    ...seldom.map(([check, times]) => `\`${check}\`: ${times} of ${plays}`),
  ].join("<br>");
}

function kills(fault: DocumentedFault, reference: string): boolean {
  const [, check = ""] = reference.split(":");
  return fault.kills.includes(reference) || fault.kills.includes(`*:${check}`);
}

function list(words: readonly string[]): string {
  return words.length === 0 ? "none" : words.join(", ");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
