import { connectEngine } from "../../lab/container/engine.ts";
import { LabOpenError } from "../../lab/lab.ts";
import { toolEnvironment } from "../choose/bundled.ts";
import { prepareTestcontainers } from "../choose/containers.ts";
import type { Finding } from "./finding.ts";

/** Older ones lack what the container lab asks of an engine; see docs/containers.md. */
const oldestVersion = [20, 10] as const;

const use = "not needed but for --image and --lab container";

/** Looks for the engine that the container lab would use. */
export async function examineEngine(): Promise<Finding> {
  const what = "container lab";
  prepareTestcontainers();
  try {
    const { version, architecture } = await connectEngine(toolEnvironment());
    return isTooOld(version)
      ? {
          what,
          state: "limited",
          message: `engine ${version} answers; ${oldestVersion.join(".")} or newer was expected`,
        }
      : { what, state: "yes", message: `engine ${version} (${architecture}) answers` };
  } catch (error) {
    if (!(error instanceof LabOpenError)) {
      throw error;
    }
    return { what, state: "limited", message: `${use}: ${error.message.replace(/^[^:]*: /, "")}` };
  }
}

export function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor, oldestMinor] = oldestVersion;
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}
