import { isOfClients } from "./client/role.ts";
import { allChecks, probeConnection } from "./epilogue.ts";
import { issueLines } from "./issues.ts";
import { leafSteps } from "./leaf-steps.ts";
import { type Scenario, scenarioSchema } from "./scenario.ts";
import type { LeafStep, RepeatStep, Step } from "./step.ts";
import { isDatagramStep, needsUnixSocket } from "./transport.ts";

/** Invalid scenario data: where, what was expected, and what was found. */
export class InvalidScenarioError extends Error {
  override readonly name = "InvalidScenarioError";
  readonly code = "INVALID_SCENARIO";
}

/** @param origin where the data comes from. */
export function notAScenario(origin: string, problems: readonly string[]): string {
  return `${origin} is not a scenario:\n${problems.map((line) => `  ${line}`).join("\n")}`;
}

/**
 * @param origin where the data comes from, for the message.
 * @throws {InvalidScenarioError} with every problem, each with its key.
 */
export function parseScenario(data: unknown, origin: string): Scenario {
  const parsed = scenarioSchema.safeParse(data);
  if (!parsed.success) {
    const problems = issueLines(parsed.error.issues);
    throw new InvalidScenarioError(notAScenario(origin, problems), { cause: parsed.error });
  }
  const problems = inconsistencies(parsed.data);
  if (problems.length > 0) {
    throw new InvalidScenarioError(notAScenario(origin, problems));
  }
  return parsed.data;
}

/** Problems that the schema cannot express: names used before they are made, and duplicate ids. */
function inconsistencies(scenario: Scenario): readonly string[] {
  const names = collectNames(scenario.steps);
  const unmade = (name: string, where: string) =>
    names.connections.has(name) || names.sockets.has(name)
      ? []
      : [`${where}: expected the name of a connection made before, found "${name}"`];
  const unsampled = (label: string, where: string) =>
    names.labels.has(label)
      ? []
      : [`${where}: expected the label of a sample step, found "${label}"`];
  const ids = allChecks(scenario).map((check) => check.id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  return [
    ...names.problems,
    ...sharedSenders(scenario.steps),
    ...unknownRounds(scenario),
    ...rawProblems(scenario),
    ...mixedProblems(names),
    ...transportProblems(scenario),
    ...clientProblems(scenario, names),
    ...twice.map((id) => `checks: expected ids that differ, found "${id}" twice`),
    ...scenario.checks.flatMap((check) => [
      ...("on" in check ? unmade(check.on, `check ${check.id}`) : []),
      ...("above" in check && check.above !== undefined
        ? unmade(check.above, `check ${check.id}`)
        : []),
      ...labelsOf(check).flatMap((label) => unsampled(label, `check ${check.id}`)),
      ...linearProblems(check),
      ...readingProblems(check, names),
    ]),
    ...scenario.stimulus.flatMap((condition) => [
      ...("on" in condition ? unmade(condition.on, `stimulus ${condition.kind}`) : []),
      ...("at" in condition ? unsampled(condition.at, `stimulus ${condition.kind}`) : []),
    ]),
  ];
}

/** A driver that plays a server connects nowhere, and starts clients that have something to send. */
function clientProblems(scenario: Scenario, { clients }: Names): readonly string[] {
  const { steps, roles, start, checks } = scenario;
  const isForClients = roles.includes("client");
  if (!isOfClients(steps)) {
    return isForClients
      ? ["roles: expected a step startClient for the role client, found none"]
      : [];
  }
  const connects = leafSteps(steps).some(({ do: what }) => what === "connect" || what === "load");
  const unstarted = checks.filter((check) => "client" in check && !clients.has(check.client));
  return [
    ...(isForClients && roles.length === 1
      ? []
      : [`roles: expected ["client"], whose steps these are, found ${JSON.stringify(roles)}`]),
    ...(start?.message === undefined ? ["start: expected the client's message, found none"] : []),
    ...(connects ? ["steps: expected the driver to listen or to connect, found both"] : []),
    ...unstarted.map(({ id }) => `check ${id}: expected what a startClient calls its client`),
  ];
}

/** A server is played in datagrams, or on connections. */
function mixedProblems({ connections, sockets }: Names): readonly string[] {
  return connections.size > 0 && sockets.size > 0
    ? ["steps: expected connections (connect) or sockets (openSockets), found both"]
    : [];
}

/** A file of a socket, or a descriptor beside the bytes, is nothing over TCP. */
function transportProblems(scenario: Scenario): readonly string[] {
  const { transports } = scenario;
  return needsUnixSocket(scenario) && (transports === undefined || transports.includes("tcp"))
    ? [`transports: expected ["unix"], which its steps or checks need, found ${found(transports)}`]
    : [];
}

function found(transports: Scenario["transports"]): string {
  return transports === undefined ? "none" : JSON.stringify(transports);
}

/** Bytes mean something in one protocol, and nothing in another. */
function rawProblems({ protocols, steps }: Scenario): readonly string[] {
  const isRaw = leafSteps(steps).some(
    (step) => step.do === "send" && step.content.some((content) => "raw" in content),
  );
  return isRaw && protocols === undefined
    ? ['protocols: expected those that the raw bytes are for, such as ["framed"], found none']
    : [];
}

/** Rounds that are to end with a check that is not there, or of which no single round counts. */
function unknownRounds({ steps, checks }: Scenario): readonly string[] {
  const linear = checks.flatMap((check) => (check.kind === "linear" ? [check.id] : []));
  const expected = `expected the id of a check of kind linear (${linear.join(", ") || "none here"})`;
  return repeatsIn(steps).flatMap(({ until }) =>
    until === undefined || linear.includes(until)
      ? []
      : [`repeat: until: ${expected}, found "${until}"`],
  );
}

function repeatsIn(steps: readonly Step[]): readonly RepeatStep[] {
  return steps.flatMap((step) => {
    switch (step.do) {
      case "repeat":
        return [step, ...repeatsIn(step.steps)];
      case "together":
        return step.branches.flatMap(repeatsIn);
      default:
        return [];
    }
  });
}

function labelsOf(check: Scenario["checks"][number]): readonly string[] {
  if (check.kind === "growth") {
    return [check.from, check.to];
  }
  if (check.kind === "linear") {
    return check.samples;
  }
  if (check.kind === "slope") {
    return [check.samples];
  }
  if (check.kind === "loadEchoed") {
    return [check.load];
  }
  return check.kind === "sockets" ? [check.at] : [];
}

/** Whether a check of an option would accept any value. */
function isOpen(check: Scenario["checks"][number]): boolean {
  return (
    check.kind === "socketOption" &&
    [check.atLeast, check.atMost, check.not].every((limit) => limit === undefined)
  );
}

/** Checks of options need a look at them, and something that they are held against. */
function readingProblems(
  check: Scenario["checks"][number],
  { readings }: Names,
): readonly string[] {
  if (
    check.kind !== "socketOption" &&
    check.kind !== "keepAliveSet" &&
    check.kind !== "backlogSet"
  ) {
    return [];
  }
  return [
    ...(readings.has(check.at)
      ? []
      : [`check ${check.id}: expected the label of a readOptions step, found "${check.at}"`]),
    ...(isOpen(check) ? [`check ${check.id}: expected atLeast, atMost or not, found none`] : []),
  ];
}

function linearProblems(check: Scenario["checks"][number]): readonly string[] {
  if (check.kind !== "linear" || check.sizes.length === check.samples.length - 1) {
    return [];
  }
  const expected = `expected ${check.samples.length - 1} sizes, one less than samples`;
  return [`check ${check.id}: ${expected}, found ${check.sizes.length}`];
}

interface Names {
  readonly connections: Set<string>;
  /** UDP sockets. */
  readonly sockets: Set<string>;
  readonly labels: Set<string>;
  /** Looks at the options of sockets. */
  readonly readings: Set<string>;
  /** Runs of a client. */
  readonly clients: Set<string>;
  readonly problems: string[];
}

function collectNames(steps: readonly Step[]): Names {
  const names: Names = {
    connections: new Set(),
    sockets: new Set(),
    labels: new Set(),
    readings: new Set(),
    clients: new Set(),
    problems: [],
  };
  for (const step of leafSteps(steps)) {
    names.problems.push(...nameProblems(step, names));
    if (step.do === "connect" || step.do === "accept") {
      names.connections.add(step.connection);
    } else if (step.do === "startClient") {
      names.clients.add(step.client);
    } else if (step.do === "openSockets") {
      names.sockets.add(step.sockets);
    } else if (step.do === "readOptions") {
      names.readings.add(step.label);
    } else if (step.do === "sample" || step.do === "awaitBaseline" || step.do === "load") {
      names.labels.add(step.label);
    }
  }
  return names;
}

/** Names that a step uses before any step has made them. */
function nameProblems(step: LeafStep, names: Names): readonly string[] {
  const made = step.do === "connect" || step.do === "accept" ? step.connection : null;
  if ((step.do === "openSockets" ? step.sockets : made) === probeConnection) {
    return [`${step.do}: "${probeConnection}" is the epilogue's; choose another name`];
  }
  if (step.do === "awaitBaseline" && !names.labels.has(step.like)) {
    return [`awaitBaseline: expected the label of a sample, found "${step.like}"`];
  }
  if ("on" in step && isDatagramStep(step) && !names.sockets.has(step.on)) {
    const expected = `${step.do}: expected the name of sockets opened before`;
    return [`${expected}, found "${step.on}"`];
  }
  if ("on" in step && !isDatagramStep(step) && !names.connections.has(step.on)) {
    const expected = `${step.do}: expected the name of a connection made before`;
    return [`${expected}, found "${step.on}"`];
  }
  return [];
}

/** Two branches that send on one connection would have no reproducible order. */
function sharedSenders(steps: readonly Step[]): readonly string[] {
  return steps.flatMap((step) => {
    if (step.do === "repeat") {
      return sharedSenders(step.steps);
    }
    if (step.do !== "together") {
      return [];
    }
    const senders = step.branches.map((branch) => new Set(leafSteps(branch).flatMap(sentOn)));
    const shared = senders.flatMap((own, index) =>
      [...own].filter((name) => senders.slice(index + 1).some((other) => other.has(name))),
    );
    return [
      ...shared.map((name) => `together: expected one branch to send on "${name}", found two`),
      ...step.branches.flatMap(sharedSenders),
    ];
  });
}

function sentOn(step: LeafStep): readonly string[] {
  return ["send", "sendUntilBlocked", "ping", "sendDatagrams"].includes(step.do) && "on" in step
    ? [step.on]
    : [];
}
