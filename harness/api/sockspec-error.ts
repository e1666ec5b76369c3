interface SockspecErrorOptions extends ErrorOptions {
  readonly code: string;
  /** The key of the request that it is about. Default: none in particular. */
  readonly field?: string | null;
}

/**
 * A request that cannot be carried out: the message names the key, what was expected and what was found.
 *
 * `code` is `INVALID_REQUEST` for a key that is missing, unknown or has another type or value,
 * `UNKNOWN_NAME` for a name that nothing has, `NOTHING_SELECTED` for a selection without a case,
 * `INVALID_MANIFEST`, `INVALID_NETWORK`, `INVALID_PROTOCOL`, `INVALID_SCENARIO` and `INVALID_HISTORY` for
 * what they name, `RESULTS_NOT_STORED` for a folder that cannot be written, `NATIVE_NOT_BUILT` for
 * native programs that are missing and cannot be compiled, and `LAB_NOT_OPEN` or `ENGINE_FAILED` for a machine
 * that has no such lab.
 */
export class SockspecError extends Error {
  override readonly name = "SockspecError";
  readonly code: string;
  readonly field: string | null;

  constructor(message: string, { code, field = null, ...options }: SockspecErrorOptions) {
    super(message, options);
    this.code = code;
    this.field = field;
  }
}
