/**
 * How much of a run is missing on its disk: the run itself, so that nothing can be read or resumed;
 * results of cases, which `--resume` runs again; or only what belongs to finished cases.
 */
export type LostPart = "run" | "results" | "histories";

/** Something of a run could not be stored. */
export class StorageFailure extends Error {
  override readonly name = "StorageFailure";
  readonly code: string;
  readonly lost: LostPart;

  constructor(lost: LostPart, cause: NodeJS.ErrnoException) {
    super(cause.message, { cause });
    this.code = cause.code ?? "RUN_NOT_STORED";
    this.lost = lost;
  }
}
