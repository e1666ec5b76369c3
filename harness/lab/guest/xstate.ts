import { existsSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "../../host/run-program.ts";

const library = "libpad.so";
const program = "host-size";
const built = join(import.meta.dirname, "..", "..", "..", "containers", "guest", "xstate", "build");

/**
 * Bytes of floating-point and vector state that a User-Mode Linux kernel exchanges with its host:
 * `HOST_FP_SIZE` in arch/x86/um/user-offsets.c, until Linux 6.13 asks the host.
 */
const savedBytes = 2696;

/** Asking takes 2 ms; this is for a machine that swaps. */
const askTimeoutMs = 10_000;

/**
 * Set by tests only: a library that makes this machine's state look larger to whoever traces
 * processes.
 */
const testVariable = "SOCKSPEC_TEST_HOST_XSTATE";

/** What it takes to exchange a guest's floating-point state with this machine's kernel. */
export interface GuestXstate {
  /**
   * `LD_PRELOAD` of the guest kernel's own process, which separates paths by spaces and colons and so
   * has them relative to `folder`; empty where it needs none.
   */
  readonly preload: string;
  /** Working directory of the guest kernel's own process. */
  readonly folder: string;
  /** Bytes that its state is padded to; null where it is taken as it is. */
  readonly paddedToBytes: number | null;
  /** Why a guest cannot run here, and what to do; null where nothing speaks against it. */
  readonly whyNot: string | null;
}

/**
 * Finds out whether this machine's kernel wants more state than a guest kernel saves, as it does on
 * processors with AMX.
 *
 * @param folder where the library and the program that asks were built.
 */
export async function chooseXstate(
  environment: Readonly<Record<string, string>>,
  folder: string = built,
): Promise<GuestXstate> {
  const pretence = environment[testVariable] ?? "";
  const taken = { preload: pretence, folder: "/", paddedToBytes: null, whyNot: null };
  const asking = { ...environment, LD_PRELOAD: pretence };
  const hostBytes = await askHost(join(folder, program), asking);
  // A host that could not be asked is tried: most need no padding, and a boot tells.
  if (hostBytes === null || hostBytes <= savedBytes) {
    return taken;
  }
  if (!existsSync(join(folder, library))) {
    return { ...taken, whyNot: whyNotPadded(folder, `${hostBytes} bytes`) };
  }
  const preload = [`./${library}`, pretence].filter((path) => path !== "").join(":");
  return { ...taken, preload, folder, paddedToBytes: hostBytes };
}

/** What a guest's console says where state ought to have been padded and was not. */
const refusal = /ptrace set fp regs failed/;

/** @returns why a guest did not boot, if the size of its processor's state is the reason, or null. */
export function explainRefusal(consoleTail: string, folder: string = built): string | null {
  const isBuilt = [library, program].every((name) => existsSync(join(folder, name)));
  return refusal.test(consoleTail) && !isBuilt ? whyNotPadded(folder, "more") : null;
}

function whyNotPadded(folder: string, found: string): string {
  return (
    `expected a processor with at most ${savedBytes} bytes of register state, or ` +
    `${join(folder, library)} to pad them; found ${found}, and that library not built; ` +
    "install g++ and make, then run: npm run prepare"
  );
}

/** @returns bytes, or null where it is not known. */
async function askHost(
  path: string,
  environment: Readonly<Record<string, string>>,
): Promise<number | null> {
  try {
    const { stdout } = await runProgram([path], { environment, timeoutMs: askTimeoutMs });
    return Number(stdout);
  } catch {
    return null;
  }
}
