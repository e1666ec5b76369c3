/** What of a case is kept beside its history. */
export interface EvidenceOptions {
  /** Of every case, or only of those that did not pass. */
  readonly keep: "all" | "on-failure";
  /** Record the implementation's system calls, which slows it down. */
  readonly systemCalls: boolean;
  /** Where its files lie until the journal takes them; it is made when the first is written. */
  readonly folder: string;
}
