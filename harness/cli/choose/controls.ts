import { join } from "node:path";
import { clientBasic } from "../../../scenarios/client/messages/basic.ts";
import { oneSegment } from "../../../scenarios/coalesced/one-segment.ts";
import { zero } from "../../../scenarios/length/zero.ts";
import { implsFolder } from "../../host/package/native-root.ts";
import { loadFaults } from "../../implementation/faults.ts";
import type { Implementation } from "../../implementation/manifest.ts";
import type { ImageStore } from "../../lab/container/images/store.ts";
import { clean } from "../../network/profiles.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import type { LabChoice } from "../../run/lab-choice.ts";
import type { ControlCase, ControlCases } from "../../run/session/control-case.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { UsageError } from "../exit-status.ts";
import { loadBundled, pinnedEnvironment } from "./bundled.ts";
import { prepareForLab } from "./prepare.ts";

/** A fault that closes the connection, and so fails at once: it costs no deadline. */
const knownBad = "zero-is-end-of-file";

/** The reference, which must pass, and a server with a known fault, which must fail. */
export function controlCases(): ControlCases {
  const faulty = loadFaults(join(implsFolder(), "faulty", "cpp"));
  const bad = faulty.find(({ fault }) => fault.name === knownBad) ?? faulty[0];
  if (bad === undefined) {
    throw new Error("impls/faulty/cpp has no fault to control with.");
  }
  return {
    good: { planned: plan(oneSegment, loadBundled("cpp")), expected: "pass" },
    bad: { planned: plan(zero, bad.implementation), expected: "fail" },
  };
}

/** @throws {UsageError} when the reference cannot be built: without it nothing can be believed. */
export async function preparedControls(
  images: ImageStore | null,
  signal: AbortSignal,
  { withClient = false }: { readonly withClient?: boolean } = {},
): Promise<ControlCases> {
  const { good, bad } = controlCases();
  const prepare = async ({ planned, expected }: ControlCase): Promise<ControlCase> => {
    const options = { environment: pinnedEnvironment(), signal };
    const { implementation, prepared } = await prepareForLab(
      planned.implementation,
      images,
      options,
    );
    if (prepared.unusable !== null) {
      const { unusable } = prepared;
      throw new UsageError(`The control cases cannot run: ${unusable} Run sockspec doctor.`);
    }
    return { planned: { ...planned, implementation }, expected };
  };
  // Compiled, as the others are: beside a user's own client, PATH may bring any version of a runtime.
  const client = {
    planned: plan(clientBasic, loadBundled("cpp-client")),
    expected: "pass",
  } as const;
  return {
    good: await prepare(good),
    bad: await prepare(bad),
    ...(withClient ? { client: await prepare(client) } : {}),
  };
}

/**
 * @param plan what is played: a client that is known to be good stands beside clients.
 * @returns null where the lab starts no servers, not even those.
 */
export async function controlsFor(
  { kind, images }: Pick<LabChoice, "kind" | "images">,
  plan: readonly Pick<PlannedCase, "implementation">[],
  signal: AbortSignal,
): Promise<ControlCases | null> {
  const withClient = plan.some(({ implementation }) => implementation.role === "client");
  return kind === "remote" ? null : await preparedControls(images, signal, { withClient });
}

function plan(scenario: Scenario, implementation: Implementation): ControlCase["planned"] {
  return {
    index: -1,
    scenario,
    implementation,
    network: clean,
    repetition: 1,
    attempt: 1,
    seed: 1,
    unsupported: null,
    unclaimed: false,
  };
}
