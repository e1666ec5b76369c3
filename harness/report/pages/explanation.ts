import { rolesOf, whyNotAs } from "../../plan/role.ts";
import { inVirtualTime } from "../../plan/virtual-time.ts";
import type { Protocol } from "../../protocol/protocol.ts";
import { knownProtocols, protocolNamed, protocolsOf } from "../../protocol/protocols.ts";
import { isOfClients } from "../../scenario/client/role.ts";
import { allChecks } from "../../scenario/epilogue.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { isInDatagrams, transportsOf } from "../../scenario/transport.ts";
import { formatDiagram } from "./diagram.ts";
import { formatSpoken, speak } from "./spoken.ts";

/**
 * Explains what a scenario does, why, and what it requires.
 *
 * @param protocol the one whose bytes are shown; null for none.
 */
export function formatExplanation(scenario: Scenario, protocol: Protocol | null = null): string {
  const claims = scenario.claims ?? [];
  const stimulus = scenario.stimulus.map(({ because }) => `  ${because}`);
  const checks = allChecks(scenario).flatMap(({ id, level, statement, source }) => [
    `  ${level.padEnd(6)} ${id}: ${statement}`,
    `         ${source}`,
  ]);
  return [
    `${scenario.id}`,
    `${scenario.title}.`,
    "",
    wrap(scenario.why, 80),
    "",
    `Sources: ${scenario.sources.join("; ")}`,
    `Protocols: ${protocolsOf(scenario).join(", ")}, over ${carriersOf(scenario)}. Needs: ${claims.join(", ") || "nothing in particular"}.`,
    `Roles: ${formatRoles(scenario)}`,
    `Virtual time: ${formatVirtualTime(scenario)}`,
    "",
    ...contractsOf(scenario).flatMap((contract) => [wrap(contract, 80), ""]),
    formatDiagram(scenario),
    "",
    ...(protocol === null || isOfClients(scenario.steps)
      ? []
      : [...formatSpoken(speak(scenario, protocol)), ""]),
    ...(stimulus.length === 0 ? [] : ["The verdict counts only if", ...stimulus, ""]),
    "Checks",
    ...checks,
  ].join("\n");
}

/** For whom it is played, and why not for proxies if it is not. */
function formatRoles(scenario: Scenario): string {
  const played = `${rolesOf(scenario).join(", ")}.`;
  const whyNot = scenario.roles.includes("server") ? whyNotAs("proxy", scenario) : null;
  return whyNot === null ? played : `${played} Not through a proxy: ${whyNot}.`;
}

/** Whether it may be played on a simulated clock. */
export function formatVirtualTime(scenario: Scenario): string {
  const { whyNot, byItself } = inVirtualTime(scenario);
  if (whyNot !== null) {
    return `no, ${whyNot}.`;
  }
  return byItself ? "yes, on a clean link too, because it waits for long." : "yes.";
}

const carrierWords = { tcp: "TCP", unix: "Unix-domain sockets" } as const;

function carriersOf(scenario: Scenario): string {
  return isInDatagrams(scenario.steps)
    ? "UDP"
    : transportsOf(scenario)
        .map((transport) => carrierWords[transport])
        .join(" and ");
}

/** What a server of the protocols that a scenario names must do beside sending messages back. */
function contractsOf({ protocols = [] }: Scenario): readonly string[] {
  return protocols
    .filter((name) => knownProtocols().includes(name))
    .map(protocolNamed)
    .flatMap(({ name, contract }) =>
      contract === null ? [] : [`What a server of ${name} must do: ${contract}`],
    );
}

function wrap(text: string, width: number): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > width) {
      lines.push(word);
    } else {
      lines[lines.length - 1] = `${last} ${word}`;
    }
  }
  return lines.join("\n");
}
