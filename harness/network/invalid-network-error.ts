interface InvalidNetworkErrorOptions extends ErrorOptions {
  /** Each with its key, what was expected and what was found. */
  readonly problems: readonly string[];
}

/** What should describe a network does not: says where, what was expected and what was found. */
export class InvalidNetworkError extends Error {
  override readonly name = "InvalidNetworkError";
  readonly code = "INVALID_NETWORK";

  /** @param origin where the description comes from: a file, or the words of an option. */
  constructor(origin: string, options: InvalidNetworkErrorOptions) {
    const lines = options.problems.map((line) => `  ${line}`);
    super(`${origin} is not a network:\n${lines.join("\n")}`, options);
  }
}
