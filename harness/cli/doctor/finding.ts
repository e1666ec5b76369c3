/** One thing that was looked at. */
export interface Finding {
  readonly what: string;
  readonly state: "yes" | "no" | "limited";
  /** Lines; what to do comes last. */
  readonly message: string;
}
