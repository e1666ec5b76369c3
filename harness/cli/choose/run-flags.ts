import type { GateFlags } from "../gate/flags.ts";

/** The options of `sockspec run`, as the command line gives them. */
export interface RunFlags extends GateFlags {
  readonly scenario?: readonly string[];
  readonly scenarios?: string;
  readonly profile?: string;
  readonly lab: string;
  readonly network?: readonly string[];
  readonly kernel?: string;
  readonly image?: string;
  readonly address?: string;
  readonly port?: number;
  readonly maxFrame?: number;
  readonly claim?: readonly string[];
  readonly repeatEach: number;
  readonly seed: number;
  readonly jobs?: number;
  readonly bail?: boolean;
  /** Names and `name=path`, each word a list with commas. Default: `default`. */
  readonly reporter?: readonly string[];
  readonly output: string;
  /** `off`, `on-failure` or `all`. Default: `on-failure`. */
  readonly evidence?: string;
  /** Record system calls, too. */
  readonly strace?: boolean;
  readonly json?: string;
  /** A run's folder, or its id. */
  readonly resume?: string;
}
