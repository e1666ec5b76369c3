import { describeFileError } from "../host/file-error.ts";
import { readJson, withoutSchemaKey } from "../host/read-json.ts";
import { issueLines } from "../scenario/issues.ts";
import type { Network } from "./network.ts";
import { networkSchema } from "./network-schema.ts";

/**
 * Reads a network from a JSON file.
 *
 * @throws {InvalidNetworkError} naming the file, the key and the expected value.
 */
export function readNetworkFile(file: string): Network {
  const data = readJson(file, (cause) => {
    const problems = [`expected a readable JSON file, found: ${describeFileError(cause)}`];
    return new InvalidNetworkError(file, { problems, cause });
  });
  return parseNetwork(withoutSchemaKey(data), file);
}

/**
 * @param origin where the data comes from, for the message.
 * @throws {InvalidNetworkError} with every problem, each with its key.
 */
export function parseNetwork(data: unknown, origin: string): Network {
  const parsed = networkSchema.safeParse(data);
  if (!parsed.success) {
    throw new InvalidNetworkError(origin, {
      problems: issueLines(parsed.error.issues),
      cause: parsed.error,
    });
  }
  return parsed.data;
}

interface InvalidNetworkErrorOptions extends ErrorOptions {
  /** Each with its key, and what was expected and found. */
  readonly problems: readonly string[];
}

/** Invalid description of a network: where, what was expected, and what was found. */
export class InvalidNetworkError extends Error {
  override readonly name = "InvalidNetworkError";
  readonly code = "INVALID_NETWORK";

  /** @param origin where the description comes from: a file, or the words of an option. */
  constructor(origin: string, options: InvalidNetworkErrorOptions) {
    const lines = options.problems.map((line) => `  ${line}`);
    super(`${origin} is not a network:\n${lines.join("\n")}`, options);
  }
}
