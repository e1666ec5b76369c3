import type { ImageStore } from "../lab/container/images/store.ts";
import type { VirtualKernel } from "../lab/guest/virtual/built.ts";
import type { LabKind } from "../lab/lab.ts";
import type { Network } from "../network/network.ts";
import type { Situation } from "../plan/expected-wait.ts";
import type { LabAbilities } from "../plan/plan.ts";
import type { OpenLab } from "./run-options.ts";

/** This machine's kernel, a guest in real time, or one in virtual time. */
export type KernelName = "host" | "guest" | "virtual";

/** The lab that a run was asked to use, and what it can do here. */
export interface LabChoice {
  readonly kind: LabKind;
  readonly abilities: LabAbilities;
  readonly open: OpenLab;
  readonly kernelFor: (situation: Situation) => KernelName;
  /** The kernel on which a link itself is measured. */
  readonly kernelForLink: (network: Network) => KernelName;
  /** The kernel with virtual time. Default: there is none. */
  readonly virtual?: VirtualKernel | null;
  /** The images that implementations run in; null where they run on the lab's own machine. */
  readonly images: ImageStore | null;
}
