import { chooseImplementations } from "../../cli/choose/implementations.ts";
import { spokenAmong, whyNoScenario } from "../../cli/choose/scenarios.ts";
import { shardOf } from "../../cli/grading/shard.ts";
import { networksFor } from "../../cli/options/networks.ts";
import type { RunFlags } from "../../cli/options/run-flags.ts";
import { allAbilities, type PlannedCase, planCases } from "../../plan/plan.ts";
import { contextOf } from "../../run/case/context.ts";
import { playLimitMs } from "../../run/case/play-limit.ts";
import { allChecks } from "../../scenario/epilogue.ts";
import { asSockspecError } from "../as-sockspec-error.ts";
import { scenariosFor } from "../own-scenarios.ts";
import { readRequest } from "../read-request.ts";
import { SockspecError } from "../sockspec-error.ts";
import { type CaseKey, keyOfPlanned } from "./case-key.ts";
import { type GradeOptions, splitOptions } from "./options.ts";

/** One check of one case, as a test runner shows it. */
export interface PlannedTest {
  /** For example `echo/basic echoed: A message comes back unchanged.` */
  readonly title: string;
  readonly scenario: string;
  readonly check: string;
  readonly case: CaseKey;
  /** Why no lab can play the case; null where one may. */
  readonly unsupported: string | null;
}

/** Everything that one call declares. */
export interface TestPlan {
  /** The implementations. */
  readonly title: string;
  /** For each implementation on each network. */
  readonly groups: readonly {
    readonly title: string;
    readonly areas: readonly { readonly title: string; readonly tests: readonly PlannedTest[] }[];
  }[];
  /** The longest that all of it can take while sockspec is well, in ms. */
  readonly limitMs: number;
}

/**
 * Lays out the tests of a call. Nothing is started, and no lab is looked at.
 *
 * @throws {SockspecError}
 */
export function planTests(options: GradeOptions): TestPlan {
  try {
    const cases = casesOf(options);
    const names = [...new Set(cases.map(({ implementation }) => implementation.name))];
    const groups = Map.groupBy(cases, ({ implementation, network }) =>
      names.length === 1 ? `on ${network.name}` : `${implementation.name} on ${network.name}`,
    );
    return {
      title: names.join(", "),
      groups: [...groups].map(([title, own]) => ({ title, areas: areasOf(own) })),
      limitMs: limitOf(cases, options.repeatEach ?? 1),
    };
  } catch (cause) {
    throw withoutCause(asSockspecError(cause));
  }
}

/** Runners print every cause, with all that a validator knows. */
function withoutCause(error: unknown): unknown {
  return error instanceof SockspecError
    ? new SockspecError(error.message, { code: error.code, field: error.field })
    : error;
}

function casesOf(options: GradeOptions): readonly PlannedCase[] {
  const { request, division } = splitOptions(options);
  const { typed, ownScenarios } = readRequest({ ...request, ...division });
  const { names, command } = typed;
  const flags: RunFlags =
    typed.flags.address === undefined ? typed.flags : { ...typed.flags, lab: "remote" };
  const implementations = chooseImplementations(names, command, flags);
  const { scenarios, excluded } = scenariosFor(ownScenarios, flags);
  if (scenarios.length === 0) {
    throw nothingSelected(whyNoScenario(flags, excluded));
  }
  const spoken = spokenAmong(scenarios, implementations);
  const cases = planCases({
    // What the lab turns out to lack is known when it is open.
    abilities: allAbilities,
    implementations,
    scenarios: spoken,
    networks: networksFor(flags, implementations),
    repetitions: 1,
    seed: flags.seed,
  });
  if (cases.length === 0) {
    throw nothingSelected(
      "the limits of the selected scenarios hold on a clean link only; add clean to networks, or select others.",
    );
  }
  const { own } = shardOf(cases, flags);
  if (own.length === 0) {
    const message = `shard: ${flags.shard} has no case, because only ${cases.length} are selected.`;
    throw new SockspecError(message, { code: "NOTHING_SELECTED", field: "shard" });
  }
  return own;
}

function nothingSelected(why: string): SockspecError {
  return new SockspecError(`select: ${why}`, { code: "NOTHING_SELECTED", field: "select" });
}

function areasOf(cases: readonly PlannedCase[]) {
  const areas = Map.groupBy(cases, ({ scenario }) => scenario.id.replace(/\/.*/, ""));
  return [...areas].map(([title, own]) => ({ title, tests: own.flatMap(testsOf) }));
}

function testsOf(planned: PlannedCase): readonly PlannedTest[] {
  const { scenario, unsupported } = planned;
  return allChecks(scenario).map(({ id, statement }) => ({
    title: `${scenario.id} ${id}: ${statement}`,
    scenario: scenario.id,
    check: id,
    case: keyOfPlanned(planned),
    unsupported,
  }));
}

/** Building implementations, booting a guest kernel and opening labs, in ms. */
const openingMs = 300_000;

/** Memory of sockets, which a lab tells when it is open: that of a Linux with 16 GB. */
const buffers = {
  tcpRmem: [4096, 131_072, 6_291_456],
  tcpWmem: [4096, 16_384, 4_194_304],
} as const;

const facts = { buffers: { server: buffers, client: buffers } };

/** Each case starts its server, plays, and stops it. */
function limitOf(cases: readonly PlannedCase[], repetitions: number): number {
  const oneMs = cases.reduce((sum, planned) => sum + caseLimitMs(planned), 0);
  return openingMs + repetitions * oneMs;
}

function caseLimitMs(planned: PlannedCase): number {
  const { readyTimeoutMs } = planned.implementation;
  const context = contextOf(planned, { facts });
  return readyTimeoutMs + playLimitMs(planned.scenario, context, readyTimeoutMs);
}
