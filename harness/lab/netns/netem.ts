import { runProgram } from "../../host/run-program.ts";

/** @returns whether this kernel has netem, by adding a netem qdisc in a new network namespace. */
export async function hasNetem(environment: Readonly<Record<string, string>>): Promise<boolean> {
  const words = ["--user", "--map-root-user", "--net", "--"];
  const asked = ["tc", "qdisc", "add", "dev", "lo", "root", "netem", "delay", "1ms"];
  try {
    await runProgram(["unshare", ...words, ...asked], { environment, timeoutMs: 10_000 });
    return true;
  } catch {
    return false;
  }
}
