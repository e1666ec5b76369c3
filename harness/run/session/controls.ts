import type { ControlResult, FinishedCase } from "../../journal/case-result.ts";
import type { Network } from "../../network/network.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import {
  type ControlCase,
  type ControlCases,
  controlResult,
  explainBroken,
} from "./control-case.ts";

/** The control cases of one session, and its probes of the link, which are controls too. */
export interface SessionControls {
  runGood(): Promise<void>;
  runBad(): Promise<void>;
  runClient(): Promise<void>;
  /** Runs a probe of the link; one that ends in an error says nothing of it, and voids the session. */
  runProbe(probe: PlannedCase): Promise<FinishedCase>;
  readonly results: readonly ControlResult[];
  /** Why the session is void; null while all controls give the expected verdict. */
  whyBroken(): string | null;
}

interface ControlOptions {
  readonly network: Network;
  /** Null where labs start no servers. */
  readonly controls: ControlCases | null;
}

export function startControls(
  { network, controls }: ControlOptions,
  run: (planned: PlannedCase) => Promise<FinishedCase>,
): SessionControls {
  const results: ControlResult[] = [];
  const runControl = async (control: ControlCase | undefined) => {
    if (control !== undefined) {
      const finished = await run({ ...control.planned, network });
      results.push(controlResult(control, finished));
    }
  };
  return {
    results,
    runGood: () => runControl(controls?.good),
    runBad: () => runControl(controls?.bad),
    runClient: () => runControl(controls?.client),
    async runProbe(probe) {
      const finished = await run(probe);
      if (finished.result.verdict === "error") {
        results.push(controlResult({ planned: probe, expected: "pass" }, finished));
      }
      return finished;
    },
    whyBroken() {
      const broken = results.find(({ verdict, expected }) => verdict !== expected);
      return broken === undefined ? null : explainBroken(broken);
    },
  };
}
