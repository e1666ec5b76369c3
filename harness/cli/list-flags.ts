/** The options of `sockspec list`. */
export interface ListFlags {
  readonly untested?: boolean;
  readonly scenarios?: string;
}
