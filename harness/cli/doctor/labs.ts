import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startStopwatch } from "../../history/clock.ts";
import { messageOf } from "../../host/message-of.ts";
import { usableCpus } from "../../host/usable-cpus.ts";
import { bootGuest, type Guest } from "../../lab/guest/boot.ts";
import { GuestBootError } from "../../lab/guest/boot-error.ts";
import { describeEnd } from "../../lab/guest/end.ts";
import { whyNoGuest } from "../../lab/guest/missing.ts";
import { openNetnsLab } from "../../lab/netns/lab.ts";
import { toolEnvironment } from "../choose/bundled.ts";
import type { Finding } from "./finding.ts";
import { namespaceAdvice } from "./namespace-advice.ts";
import type { GuestTried, Tried } from "./networks.ts";

/** Opens a lab, and looks whether its link can be watched. */
export async function examineNetns(
  signal: AbortSignal,
): Promise<{ readonly findings: readonly Finding[]; readonly tried: Tried["netns"] }> {
  const what = "netns lab";
  const sinceMs = startStopwatch();
  try {
    const environment = toolEnvironment();
    await using lab = await openNetnsLab({ environment, fixedPort: null, signal });
    const { congestionControl } = lab.facts;
    const message = `opens in ${sinceMs().toFixed(0)} ms, congestion control ${congestionControl}`;
    const { whyNoLink } = lab;
    const findings: readonly Finding[] = [
      { what, state: "yes", message },
      whyNoLink === null
        ? {
            what: "netns link",
            state: "yes",
            message: "can be observed and can drop chosen segments",
          }
        : { what: "netns link", state: "limited", message: `cannot be observed: ${whyNoLink}` },
    ];
    return { findings, tried: { opens: true, whyNoLink } };
  } catch (error) {
    signal.throwIfAborted();
    const { text, command } = await namespaceAdvice();
    const message = `${withoutCircle(messageOf(error))}\n${text}`;
    const mends = command === null ? {} : { mends: { command } };
    return {
      findings: [{ what, state: "no", message, ...mends }],
      tried: { opens: false, whyNoLink: null },
    };
  }
}

/** Memory of a guest that only reports its kernel. */
const memoryMiB = 512;

/** Boots a guest kernel, which takes seconds. */
export async function examineGuest(
  signal: AbortSignal,
): Promise<{ readonly finding: Finding; readonly tried: GuestTried }> {
  const what = "guest kernel";
  const environment = toolEnvironment();
  const missing = whyNoGuest(environment);
  if (missing !== null) {
    const { problem, advice, packages } = missing;
    const message = `${problem};\n${advice.replace("run: apt-get", "run: sudo apt-get")}`;
    return { finding: { what, state: "limited", message }, tried: { state: "missing", packages } };
  }
  using disposing = new DisposableStack();
  const window = mkdtempSync(join(tmpdir(), "sockspec-doctor-"));
  disposing.defer(() => rmSync(window, { recursive: true, force: true }));
  const sinceMs = startStopwatch();
  try {
    await using guest = await bootGuest({
      window,
      command: ["uname", "-r"],
      cwd: "/",
      environment,
      memoryMiB,
      signal,
      cpu: usableCpus().at(0) ?? null,
    });
    const took = `boots in ${(sinceMs() / 1000).toFixed(1)} s`;
    const end = await guest.ended;
    if (end.how !== "finished" || end.status !== 0) {
      const message = `${took}, but cannot run a command: ${describeEnd(end)}`;
      return { finding: { what, state: "no", message }, tried: { state: "fails" } };
    }
    const release = readFileSync(join(window, "stdout.log"), "utf8").trim();
    const bound = guest.confined
      ? `${release} ${took}; it can write nothing on this machine except its results`
      : `${release} ${took}; without namespaces, only file permissions restrict what it can write`;
    const message = [bound, ...paddingNotes(guest)].join("\n");
    const state = guest.confined ? "yes" : "limited";
    return { finding: { what, state, message }, tried: { state: "boots" } };
  } catch (error) {
    signal.throwIfAborted();
    const message = error instanceof GuestBootError ? describeBoot(error) : String(error);
    return { finding: { what, state: "no", message }, tried: { state: "fails" } };
  }
}

function paddingNotes({ paddedToBytes }: Pick<Guest, "paddedToBytes">): readonly string[] {
  return paddedToBytes === null ? [] : [`register state padded to ${paddedToBytes} bytes`];
}

/** The full reason: users of the doctor have usually seen its first line already. */
function describeBoot({ problem, console }: GuestBootError): string {
  return console === "" ? problem : `${problem}\nits console ended with:\n${console}`;
}

/** The whole reason, without the advice to run the doctor. */
function withoutCircle(message: string): string {
  return message.replaceAll(/ ?Run sockspec doctor[^.\n]*\./g, "").trim();
}
