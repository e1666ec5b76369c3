import { resolve } from "node:path";
import type { Host, HostProcess, SpawnOptions } from "../host/host.ts";
import type { Implementation } from "./manifest.ts";
import { fillPlaceholders } from "./placeholders.ts";

/** Where and how a command is started. */
interface CommandPlace {
  readonly host: Pick<Host, "spawn">;
  readonly environment: Readonly<Record<string, string>>;
  readonly start?: Partial<SpawnOptions>;
}

interface CommandWords {
  /** What stands for the placeholders in the command and in the manifest's variables. */
  readonly values: Readonly<Record<string, string>>;
  /** Variables that every implementation is told beside those of the environment. */
  readonly told: Readonly<Record<string, string>>;
  /** A word of the command that becomes several. Default: none does. */
  readonly several?: { readonly word: string; readonly words: readonly string[] };
}

/** Starts an implementation's command without waiting for anything. */
export function spawnCommand(
  implementation: Implementation,
  { host, environment, start }: CommandPlace,
  { values, told, several }: CommandWords,
): HostProcess {
  const { command, cwd, env = {}, preparedImage } = implementation;
  const own = Object.entries(env).map(([name, text]) => [name, fillPlaceholders(text, values)]);
  return host.spawn(
    command.flatMap((word) =>
      word === several?.word ? several.words : [fillPlaceholders(word, values)],
    ),
    {
      cwd: workingFolder(implementation),
      ...(preparedImage && { image: preparedImage }),
      ...(cwd === undefined ? {} : { cwdInImage: cwd }),
      environment: { ...environment, ...told },
      ownEnvironment: Object.fromEntries(own),
      stdin: "ignore",
      ...start,
    },
  );
}

/** @returns where its commands run on this machine, absolute. */
export function workingFolder({ folder, cwd = "." }: Implementation): string {
  return resolve(folder, cwd);
}
