import { resolve } from "node:path";
import { environmentSchema, type Implementation } from "../../implementation/manifest.ts";
import { issueLines } from "../../scenario/issues.ts";
import { UsageError } from "../exit-status.ts";
import type { RunFlags } from "../options/run-flags.ts";

/**
 * Adds the environment and the working directory that the command line gives.
 *
 * @throws {UsageError}
 */
export function withPlace(
  implementation: Implementation,
  { env = [], cwd, image }: Pick<RunFlags, "env" | "cwd" | "image">,
): Implementation {
  if (env.length === 0 && cwd === undefined) {
    return implementation;
  }
  const { container, ...rest } = implementation;
  const changes = {
    env: parseSettings(env),
    ...(cwd === undefined ? {} : { cwd: image === undefined ? resolve(cwd) : cwd }),
  };
  const changed = { ...rest, ...changes, env: { ...rest.env, ...changes.env } };
  return container === undefined
    ? changed
    : { ...changed, container: { ...container, env: { ...container.env, ...changes.env } } };
}

function parseSettings(settings: readonly string[]): Readonly<Record<string, string>> {
  const entries = settings.map((setting) => {
    const at = setting.indexOf("=");
    if (at < 1) {
      throw new UsageError(`--env: expected NAME=value, found "${setting}".`);
    }
    return [setting.slice(0, at), setting.slice(at + 1)] as const;
  });
  const parsed = environmentSchema.safeParse(Object.fromEntries(entries));
  if (!parsed.success) {
    throw new UsageError(`--env: ${issueLines(parsed.error.issues).join("; ")}.`, {
      cause: parsed.error,
    });
  }
  return parsed.data;
}
