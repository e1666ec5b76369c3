/** The options of `sockspec list`. */
export interface ListFlags {
  readonly untested?: boolean;
  readonly scenarios?: string;
  readonly network?: readonly string[];
}
