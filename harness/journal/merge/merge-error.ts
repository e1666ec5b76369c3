/**
 * Runs that cannot be put together. `SHARDS_DO_NOT_FIT`: they are not what was asked for, such as shards
 * of different plans; `SHARDS_INCOMPLETE`: they fit, and cases have no result yet.
 */
export class MergeError extends Error {
  override readonly name = "MergeError";
  readonly code: "SHARDS_DO_NOT_FIT" | "SHARDS_INCOMPLETE";

  constructor(message: string, options: ErrorOptions & Partial<Pick<MergeError, "code">> = {}) {
    super(message, options);
    this.code = options.code ?? "SHARDS_DO_NOT_FIT";
  }
}
