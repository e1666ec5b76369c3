import { once } from "node:events";
import { renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { makeFolder } from "../../host/folder.ts";
import type { ServerHost } from "../../host/host.ts";
import type { CaseRecord } from "./case.ts";
import type { EvidenceOptions } from "./options.ts";
import { finishTrace } from "./trace-file.ts";

/** Records the system calls of one case after another. */
export interface CallRecorder {
  /** The file for those of the running case; null if none are recorded. */
  readonly file: string | null;
  /** Gives them a name in the same folder, and takes them out of the way of the next case. */
  take(name: string): Promise<Pick<CaseRecord, "systemCalls" | "whyNoSystemCalls">>;
  discard(): void;
}

export interface CallOptions extends EvidenceOptions {
  readonly session: number;
  readonly environment: Readonly<Record<string, string>>;
}

export async function startCallRecorder(
  host: ServerHost | null,
  options: CallOptions,
): Promise<CallRecorder> {
  if (!options.systemCalls) {
    return noRecorder("They were not requested; sockspec run --strace records them.");
  }
  const file = join(resolve(options.folder), `${options.session}.strace`);
  const discard = () => rmSync(file, { force: true });
  makeFolder(options.folder);
  const whyNot = await whyNoTracing(host, options.environment, file);
  discard();
  return whyNot === null ? { file, take: (name) => take(file, name), discard } : noRecorder(whyNot);
}

function noRecorder(whyNoSystemCalls: string): CallRecorder {
  return {
    file: null,
    take: () => Promise.resolve({ systemCalls: null, whyNoSystemCalls }),
    discard: () => {},
  };
}

async function take(
  file: string,
  name: string,
): Promise<Pick<CaseRecord, "systemCalls" | "whyNoSystemCalls">> {
  try {
    const bytesCut = await finishTrace(file);
    if (bytesCut === null) {
      return { systemCalls: null, whyNoSystemCalls: "The implementation was never started." };
    }
    renameSync(file, join(file, "..", name));
    return { systemCalls: { file: name, bytesCut }, whyNoSystemCalls: null };
  } catch (error) {
    return { systemCalls: null, whyNoSystemCalls: `They could not be stored: ${error}` };
  }
}

/** Tries to record system calls in a host. @returns why that fails, or null. */
async function whyNoTracing(
  host: ServerHost | null,
  environment: Readonly<Record<string, string>>,
  systemCallsFile: string,
): Promise<string | null> {
  if (host === null || !host.canTrace) {
    return "This lab cannot record system calls; use --lab netns.";
  }
  const options = { cwd: "/", environment, stdin: "ignore", systemCallsFile } as const;
  const { child } = host.spawn(["true"], options);
  const ended = once(child, "close");
  const complaint = await text(child.stderr);
  const [status] = (await ended) as [number | null];
  return status === 0 && complaint === ""
    ? null
    : `strace does not work here: ${complaint.trim().slice(0, 300) || `status ${status}`}. Install it.`;
}
