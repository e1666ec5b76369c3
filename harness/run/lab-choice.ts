import type { ImageStore } from "../lab/container/images/store.ts";
import type { LabKind } from "../lab/lab.ts";
import type { Network } from "../network/network.ts";
import type { LabAbilities } from "../plan/plan.ts";
import type { OpenLab } from "./run-options.ts";

/** The lab that a run was asked to use, and what it can do here. */
export interface LabChoice {
  readonly kind: LabKind;
  readonly abilities: LabAbilities;
  readonly open: OpenLab;
  /** The kernel that a network's cases run on. */
  readonly kernelFor: (network: Network) => "host" | "guest";
  /** The images that implementations run in; null where they run on the lab's own machine. */
  readonly images: ImageStore | null;
}
