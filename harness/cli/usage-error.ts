/** What the user gave cannot be used: the message says what was expected and what to do. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly code = "BAD_USAGE";
}
