import type { Lab } from "../../lab/lab.ts";
import type { Network } from "../../network/network.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import { runCase } from "../case/run-case.ts";
import type { RunOptions } from "../run-options.ts";
import { type SessionControls, startControls } from "./controls.ts";
import { startDrivers } from "./drivers.ts";
import { impairAndProve, type LinkProver } from "./prove-link.ts";

export interface SecondHopOptions extends Pick<RunOptions, "controls" | "environment" | "signal"> {
  readonly session: number;
  /** The network that the second wire must match. */
  readonly network: Network;
}

/** The wire between proxies and their upstream, as it was found before the first case. */
export interface SecondHop {
  readonly prover: LinkProver | null;
  readonly controls: SessionControls;
}

/**
 * Impairs and proves the wire to a proxy's upstream, and plays the good control on it: the driver is
 * on the proxy's host, and the reference server on that behind it.
 */
export async function openSecondHop(behind: Lab, options: SecondHopOptions): Promise<SecondHop> {
  const controls = startControls(options, (planned) => runAlone(planned, behind, options));
  const prover = await impairAndProve(options, behind, controls.runProbe);
  await controls.runGood();
  return { prover, controls };
}

/** Its driver ends with it: during cases, the proxy is all that runs on that host. */
async function runAlone(planned: PlannedCase, behind: Lab, options: SecondHopOptions) {
  await using drivers = startDrivers(behind, options.environment);
  return await runCase(planned, {
    ...options,
    lab: behind,
    driver: await drivers.current("client"),
    upstream: null,
    caseTimeoutMs: null,
    evidence: null,
  });
}
