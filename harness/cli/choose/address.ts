import { UsageError } from "../exit-status.ts";
import { longSpelling, type RunFlags } from "../options/run-flags.ts";
import { runOptions } from "../options/run-options.ts";

/** The address of a server that is already running. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Options for a server that sockspec starts. */
const startOptions = ["image", "client", "port", "startTimeout", "env", "cwd"] as const;

export type AddressFlags = Pick<RunFlags, "address" | "lab" | (typeof startOptions)[number]>;

/**
 * @returns the address of the server to grade; null where sockspec starts the server.
 * @throws {UsageError} for an invalid address, or options that cannot accompany one.
 */
export function chooseAddress(flags: AddressFlags): Address | null {
  const { address, lab } = flags;
  if (address === undefined) {
    if (lab === "remote") {
      throw new UsageError("--lab remote: expected --address host:port of the server to grade.");
    }
    return null;
  }
  if (lab === "loopback" || lab === "container") {
    throw new UsageError(`--address: expected the remote lab, found --lab ${lab}.`);
  }
  const given = startOptions.filter((name) => flags[name] !== undefined);
  if (given.length > 0) {
    const spelled = given.map((name) => `no ${longSpelling(runOptions[name])}`).join(" and ");
    throw new UsageError(`--address: expected ${spelled}: the server is already running.`);
  }
  return parseAddress(address);
}

function parseAddress(text: string): Address {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || port < 1 || port > 65_535) {
    throw new UsageError(`--address: expected host:port or [IPv6]:port, found "${text}".`);
  }
  return { host, port };
}
