import type { VirtualKernel } from "./virtual/built.ts";

/** A kernel that guests run. */
export interface GuestKernel {
  /** As for `--kernel`. */
  readonly name: "guest" | "virtual";
  /** Its program: a name on PATH, or an absolute path. */
  readonly program: string;
  /** Words of its command line, without white space. */
  readonly parameters: readonly string[];
  /** The window's path in the guest; null if it is that on the host. */
  readonly windowInGuest: string | null;
  /** Whether it exchanges any size of register state with its host by itself. */
  readonly padsState: boolean;
}

/** Debian's User-Mode Linux, in real time. */
export const debianKernel: GuestKernel = {
  name: "guest",
  program: "linux.uml",
  parameters: [],
  windowInGuest: null,
  padsState: false,
};

/** The moment at which every guest with virtual time boots: 14 November 2023, in ns. */
const startNs = "1700000000000000000";

/** Simulated time that a system call takes, in ns; without any, loops that poll would not get on. */
const systemCallNs = 1000;

/** Time on the host's clock after which a process that makes no system call is helped on, in ms. */
const spinMs = 2000;

/**
 * A guest whose clock jumps to the next timer when all its processes wait.
 *
 * @param seed determines its random numbers.
 */
export function virtualKernel({ program }: VirtualKernel, seed: number): GuestKernel {
  return {
    name: "virtual",
    program,
    parameters: [
      "time-travel=inf-cpu",
      `time-travel-start=${startNs}`,
      `um_seed=${seed}`,
      `tt-syscall-ns=${systemCallNs}`,
      `tt-spin-ms=${spinMs}`,
    ],
    // The path on the host names the run, and would make each run another one.
    windowInGuest: "/dev/shm/window",
    padsState: true,
  };
}
