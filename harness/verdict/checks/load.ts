import type { History } from "../../history/history.ts";
import type { CheckOf } from "../../scenario/check.ts";
import type { Finding } from "../verdict.ts";

/** A load that could not be made says nothing about the implementation. */
export function judgeLoadEchoed(
  { loads }: History,
  { load: label }: CheckOf<"loadEchoed">,
): Finding {
  const load = loads.find((played) => played.label === label);
  const expected = "every message echoed unchanged, and no connection lost";
  if (load === undefined || load.failure !== null) {
    const why = load?.failure ?? "it was not reached";
    const status = load?.isLimited === true ? "unsupported" : "inconclusive";
    return { status, expected, observed: `no load "${label}": ${why}` };
  }
  const { connections, connectionsLost, altered } = load;
  const intended = connections.reduce((sum, connection) => sum + connection.intended, 0);
  const echoed = connections.reduce((sum, connection) => sum + connection.echoed, 0);
  const counted = `${echoed} of ${intended} messages echoed`;
  const problems = [
    ...(altered ? ["bytes altered"] : []),
    ...(connectionsLost > 0
      ? [`${connectionsLost} of ${connections.length} connections lost`]
      : []),
  ];
  const observed = [counted, ...problems].join(", ");
  if (intended === 0) {
    return { status: "inconclusive", expected, observed };
  }
  const failed = problems.length > 0 || echoed < intended;
  return {
    status: failed ? "fail" : "pass",
    expected,
    observed,
    late: failed && problems.length === 0,
  };
}
