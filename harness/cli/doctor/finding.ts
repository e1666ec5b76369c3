/** The result of one examination. */
export interface Finding {
  readonly what: string;
  readonly state: "yes" | "no" | "limited";
  /** Lines of text; advice comes last. */
  readonly message: string;
  /** What would change it, if the doctor knows; nothing for what grading does not need. */
  readonly mends?: Mend;
}

export interface Mend {
  /** As Debian calls them. */
  readonly packages?: readonly string[];
  /** For root, without `sudo`. */
  readonly command?: string;
}
