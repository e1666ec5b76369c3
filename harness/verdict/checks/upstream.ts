import type { History } from "../../history/history.ts";
import type { CheckOf } from "../../scenario/check.ts";
import type { Finding } from "../verdict.ts";

/** Judges how a proxy's connections ended at its upstream, by the counters of that host's kernel. */
export function judgeResetsAtUpstream(
  { counters }: History,
  { atLeast }: CheckOf<"resetsAtUpstream">,
): Finding {
  const expected = `at least ${atLeast} connections reset at the upstream`;
  if (counters.upstream == null) {
    const observed = "this lab does not see the connections of a host behind the implementation";
    return { status: "unsupported", expected, observed };
  }
  const resets = counters.upstream["Tcp.EstabResets"] ?? 0;
  const status = resets >= atLeast ? "pass" : "fail";
  return { status, expected, observed: `${resets} of its connections were reset` };
}
