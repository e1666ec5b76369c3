/** The evidence to keep beside a case's history. */
export interface EvidenceOptions {
  /** For every case, or only for those that did not pass. */
  readonly keep: "all" | "on-failure";
  /** Record the implementation's system calls, which slows it down. */
  readonly systemCalls: boolean;
  /** Holds the files until the journal moves them; created when the first is written. */
  readonly folder: string;
}
