import { existsSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../exit-status.ts";

/** The names of configuration files, in the order in which they are looked for. */
const configNames = ["ts", "mts", "js", "mjs", "json"].map(
  (extension) => `sockspec.config.${extension}`,
);

/** The value of `--config` for no file. */
const noFile = "none";

/**
 * @param asked the value of `--config`.
 * @param folder where a file is looked for otherwise.
 * @returns null where there is none.
 * @throws {UsageError} for a file that is not there, or two of them.
 */
export function findConfig(asked: string | undefined, folder: string): string | null {
  if (asked === noFile) {
    return null;
  }
  if (asked !== undefined) {
    if (!existsSync(asked)) {
      throw new UsageError(
        `--config: expected a file, found none at ${asked}. Give its path, or none for no file.`,
      );
    }
    return asked;
  }
  const found = configNames.filter((name) => existsSync(join(folder, name)));
  if (found.length > 1) {
    throw new UsageError(
      `Expected one configuration file, found ${found.join(" and ")} in ${folder}. ` +
        "Remove all but one, or choose with --config.",
    );
  }
  return found[0] ?? null;
}
