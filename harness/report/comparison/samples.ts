import type { CaseResult } from "../../journal/case-result.ts";
import type { Figure } from "../../scenario/figure.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { counts } from "./counted.ts";

/** One figure of one measurement on one network, with what each repetition gave. */
export interface Measured {
  readonly network: string;
  readonly scenario: Scenario;
  readonly figure: Figure;
  /** In the order in which implementations are shown; without those that gave nothing. */
  readonly groups: readonly SampleGroup[];
  /** Distinct reasons why repetitions gave nothing, where those do not depend on implementations. */
  readonly whyNone: readonly string[];
}

export interface SampleGroup {
  readonly implementation: string;
  /** One for each repetition: the repetition is the unit, never the message. */
  readonly values: readonly number[];
  /** Whether it is shown beside the others and never ranked. Default: false. */
  readonly isYardstick?: boolean;
}

/** The part of a case that is compared. */
export type MeasuredCase = Pick<
  CaseResult,
  | "implementation"
  | "network"
  | "scenario"
  | "repetition"
  | "verdict"
  | "figures"
  | "disturbed"
  | "isYardstick"
>;

/** Collects the figures of cases that count. */
export function collectSamples(
  cases: readonly MeasuredCase[],
  scenarios: readonly Scenario[],
): readonly Measured[] {
  const networks = [...new Set(cases.map(({ network }) => network))];
  const implementations = [...new Set(cases.map(({ implementation }) => implementation))];
  const yardsticks = new Set(
    cases.filter(({ isYardstick }) => isYardstick).map(({ implementation }) => implementation),
  );
  return networks.flatMap((network) =>
    scenarios.flatMap((scenario) =>
      (scenario.figures ?? []).map((figure) => {
        const own = cases.filter(
          (result) =>
            result.network === network && result.scenario === scenario.id && counts(result),
        );
        const resultIn = ({ figures }: MeasuredCase) => figures?.find(({ id }) => id === figure.id);
        const groups = implementations.map((implementation) => ({
          implementation,
          isYardstick: yardsticks.has(implementation),
          values: own
            .filter((result) => result.implementation === implementation)
            .toSorted((a, b) => a.repetition - b.repetition)
            .flatMap((result) => resultIn(result)?.value ?? []),
        }));
        return {
          network,
          scenario,
          figure,
          groups: groups.filter(({ values }) => values.length > 0),
          whyNone: [...new Set(own.flatMap((result) => resultIn(result)?.whyNone ?? []))],
        };
      }),
    ),
  );
}
