import { existsSync } from "node:fs";
import { join } from "node:path";
import { nativeRoot } from "../../host/package/native-root.ts";
import { runProgram } from "../../host/run-program.ts";

const library = "libpad.so";
const program = "host-size";
const built = () => join(nativeRoot(), "containers", "guest", "xstate", "build");

/**
 * Bytes of floating-point and vector state that a User-Mode Linux kernel exchanges with its host:
 * `HOST_FP_SIZE` in arch/x86/um/user-offsets.c, until Linux 6.13 asks the host.
 */
const savedBytes = 2696;

/** Asking takes 2 ms; the limit allows for a machine that swaps. */
const askTimeoutMs = 10_000;

/**
 * Set by tests only: a library that makes this machine's state look larger to tracers of
 * processes.
 */
const testVariable = "SOCKSPEC_TEST_HOST_XSTATE";

/** How to exchange a guest's floating-point state with this machine's kernel. */
export interface GuestXstate {
  /**
   * `LD_PRELOAD` of the guest kernel's own process. Spaces and colons separate its paths, so they
   * are relative to `folder`; empty if none is needed.
   */
  readonly preload: string;
  /** Working directory of the guest kernel's own process. */
  readonly folder: string;
  /** Bytes that its state is padded to; null without padding. */
  readonly paddedToBytes: number | null;
  /** Why a guest cannot run here, and what to do; null if it can. */
  readonly whyNot: string | null;
}

/** For a kernel that asks its host for the size by itself. */
export const noPadding: GuestXstate = {
  preload: "",
  folder: "/",
  paddedToBytes: null,
  whyNot: null,
};

/**
 * Finds out whether this machine's kernel expects more state than a guest kernel saves, as it does
 * on processors with AMX.
 *
 * @param folder where the library and the program that measures the state were built.
 */
export async function chooseXstate(
  environment: Readonly<Record<string, string>>,
  folder: string = built(),
): Promise<GuestXstate> {
  const pretence = environment[testVariable] ?? "";
  const taken = { preload: pretence, folder: "/", paddedToBytes: null, whyNot: null };
  const asking = { ...environment, LD_PRELOAD: pretence };
  const hostBytes = await askHost(join(folder, program), asking);
  // If the host could not be asked, try: most need no padding, and a failed boot shows the rest.
  if (hostBytes === null || hostBytes <= savedBytes) {
    return taken;
  }
  if (!existsSync(join(folder, library))) {
    return { ...taken, whyNot: whyNotPadded(folder, `${hostBytes} bytes`) };
  }
  const preload = [`./${library}`, pretence].filter((path) => path !== "").join(":");
  return { ...taken, preload, folder, paddedToBytes: hostBytes };
}

/** A guest's console output when state should have been padded but was not. */
const refusal = /ptrace set fp regs failed/;

/**
 * @returns why a guest did not boot, if the reason is the size of its processor's state, or null.
 */
export function explainRefusal(consoleTail: string, folder: string = built()): string | null {
  const isBuilt = [library, program].every((name) => existsSync(join(folder, name)));
  return refusal.test(consoleTail) && !isBuilt ? whyNotPadded(folder, "more") : null;
}

function whyNotPadded(folder: string, found: string): string {
  return (
    `expected a processor with at most ${savedBytes} bytes of register state, or ` +
    `${join(folder, library)} to pad them; found ${found}, and that library not built; ` +
    "install g++ and make, then run: sockspec doctor"
  );
}

/** @returns bytes, or null if unknown. */
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
