/** One thing that is wrong with a configuration. */
export interface ConfigProblem {
  /** From 1. */
  readonly line: number;
  /** Such as `networks.0`; empty where it is not about one key. */
  readonly key: string;
  /** What was expected, and what was found. */
  readonly what: string;
}

/** A configuration file that cannot be used: where, what was expected, and what was found. */
export class InvalidConfigError extends Error {
  override readonly name = "InvalidConfigError";
  readonly code = "INVALID_CONFIG";

  constructor(file: string, problems: readonly ConfigProblem[], options: ErrorOptions = {}) {
    const lines = problems.map(
      ({ line, key, what }) => `  ${file}:${line}: ${key === "" ? "" : `${key}: `}${what}`,
    );
    super(`${file} cannot be used:\n${lines.join("\n")}`, options);
  }
}
