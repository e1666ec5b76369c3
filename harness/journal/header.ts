import type { Network } from "../network/network.ts";

/** Raised when a reader of journals or of `--json` documents would misread an older one. */
export const runSchemaVersion = 1;

/** What it takes to understand and to repeat a run. */
export interface RunHeader {
  readonly schemaVersion: typeof runSchemaVersion;
  readonly runId: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly command: readonly string[];
  readonly seed: number;
  readonly jobs: number;
  readonly lab: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: {
    readonly kernel: string;
    readonly architecture: string;
    readonly cpus: number;
    readonly memoryBytes: number;
    /**
     * Bytes that the register state of guest kernels was padded to, because this machine's kernel
     * exchanges more than they save; absent where no guest was wanted, or none needs it.
     */
    readonly guestStatePaddedToBytes?: number;
  };
  readonly implementations: readonly ImplementationHeader[];
  /** The links, in full: those of files and of words are written down nowhere else. */
  readonly networks: readonly Network[];
  /** What was asked for, as resuming asks for it again; absent in journals of before. */
  readonly asked?: RunRequest;
  /** What that was to run; absent in journals of before. */
  readonly plan?: PlanDigest;
  /** The run whose histories were judged again; absent where cases were run. */
  readonly regradedFrom?: string;
}

export interface ImplementationHeader {
  readonly name: string;
  readonly title: string | null;
  /** What its version command printed first; null where it has none or it failed. */
  readonly version: string | null;
  readonly claims: readonly string[];
}

/** The part of a command line that says what is run. */
export interface RunRequest {
  readonly implementations: readonly string[];
  /** What followed `--`, or null. */
  readonly command: readonly string[] | null;
  /** By the names of `sockspec run`'s options, as it parses them. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** What was to be run, small enough to store: a digest changes when what it stands for does. */
export interface PlanDigest {
  readonly cases: number;
  /** Of manifest, version, and the files of its folder that the command names; by name. */
  readonly implementations: Readonly<Record<string, string>>;
  /** Of the scenario's data, by id. */
  readonly scenarios: Readonly<Record<string, string>>;
  /** Of the link, by name. */
  readonly networks: Readonly<Record<string, string>>;
  /** Of which cases there are, their seeds, and what this machine cannot do of them. */
  readonly order: string;
}
