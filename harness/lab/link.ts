import type { Network } from "../network/network.ts";
import type { LinkObservation } from "../network/observation.ts";
import type { LinkFault } from "../scenario/step.ts";

/** The wire between the hosts, where segments can be lost, delayed and counted. */
export interface Link {
  /**
   * Makes the wire as the network says; it was a bare one before.
   *
   * @throws {WireError} where the kernel cannot.
   */
  impair(network: Network): Promise<void>;
  /** Looks at how the wire is set, and at what was counted since the lab was opened. */
  observe(): Promise<LinkObservation>;
  /** Loses segments from now until {@link restore}. */
  break(fault: LinkFault): Promise<void>;
  /**
   * Ends every fault.
   *
   * @returns the segments that each has lost, in the order in which they began.
   */
  restore(): Promise<readonly number[]>;
}
