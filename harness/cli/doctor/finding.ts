/** The result of one examination. */
export interface Finding {
  readonly what: string;
  readonly state: "yes" | "no" | "limited";
  /** Lines of text; advice comes last. */
  readonly message: string;
}
