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
  };
  readonly implementations: readonly ImplementationHeader[];
  /** The links, in full: those of files and of words are written down nowhere else. */
  readonly networks: readonly Network[];
}

export interface ImplementationHeader {
  readonly name: string;
  readonly title: string | null;
  /** What its version command printed first; null where it has none or it failed. */
  readonly version: string | null;
  readonly claims: readonly string[];
}
