import type { Lab, LabKind } from "../lab/lab.ts";
import type { LabAbilities } from "../plan/plan.ts";
import { toolEnvironment } from "./bundled.ts";
import type { RunFlags } from "./run-flags.ts";
import { UsageError } from "./usage-error.ts";

export interface LabChoice {
  readonly kind: LabKind;
  readonly abilities: LabAbilities;
  readonly open: () => Promise<Lab>;
}

/** @throws {UsageError} */
export async function chooseLab(
  flags: Pick<RunFlags, "lab" | "address" | "port">,
  signal: AbortSignal,
): Promise<LabChoice> {
  if (flags.address !== undefined || flags.lab === "remote") {
    const address = parseAddress(flags.address ?? "");
    const { openRemoteLab } = await import("../lab/remote.ts");
    const abilities = { startsServers: false, runsAsInit: false };
    return { kind: "remote", abilities, open: () => Promise.resolve(openRemoteLab(address)) };
  }
  if (flags.lab === "loopback") {
    const { openLoopbackLab } = await import("../lab/loopback.ts");
    const abilities = { startsServers: true, runsAsInit: false };
    return {
      kind: "loopback",
      abilities,
      open: () => Promise.resolve(openLoopbackLab(flags.port ?? null)),
    };
  }
  if (flags.lab !== "netns") {
    throw new UsageError(`--lab: expected netns, loopback or remote, found "${flags.lab}".`);
  }
  const { openNetnsLab } = await import("../lab/netns.ts");
  const environment = toolEnvironment();
  const fixedPort = flags.port ?? null;
  const abilities = { startsServers: true, runsAsInit: true };
  return { kind: "netns", abilities, open: () => openNetnsLab({ environment, fixedPort, signal }) };
}

function parseAddress(text: string): { readonly host: string; readonly port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || port < 1 || port > 65_535) {
    throw new UsageError(`--address: expected host:port or [IPv6]:port, found "${text}".`);
  }
  return { host, port };
}
