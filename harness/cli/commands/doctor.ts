import { release } from "node:os";
import { findProgram } from "../../host/find-program.ts";
import { messageOf } from "../../host/message-of.ts";
import { prepareNative } from "../../host/package/native-root.ts";
import { isPrebuilt } from "../../host/package/prebuilt.ts";
import { projectRoot } from "../../host/package/project-root.ts";
import { findVirtualKernel } from "../../lab/guest/virtual/built.ts";
import { hasNetem } from "../../lab/netns/netem.ts";
import { doctorDocument } from "../../report/documents/documents.ts";
import { startPaint } from "../../report/terminal/glyphs.ts";
import { pinnedEnvironment, toolEnvironment } from "../choose/bundled.ts";
import { examineEngine } from "../doctor/engine.ts";
import type { Finding } from "../doctor/finding.ts";
import { examineGuest, examineNetns } from "../doctor/labs.ts";
import { mendingCommand } from "../doctor/mending.ts";
import { findNetemClues, netemCommand, readDistributions, readOsRelease } from "../doctor/netem.ts";
import { networkFindings, type Tried } from "../doctor/networks.ts";
import { type ExitStatus, exitStatus } from "../exit-status.ts";
import { invocation } from "../invocation.ts";
import { screenOf } from "../reporters/screen.ts";

/** Prints what this machine supports; status 3 if netns or an installed guest kernel fails. */
export async function runDoctor(
  { json = false }: { readonly json?: boolean },
  signal: AbortSignal,
): Promise<ExitStatus> {
  const native = await examineNative(signal);
  const netns = await examineNetns(signal);
  const netem = await examineNetem();
  const guest = await examineGuest(signal);
  const nft = findTool("nft") !== null;
  const tried = { netns: netns.tried, nft, netem: netem.tried, guest: guest.tried };
  const findings: readonly Finding[] = [
    { what: "node", state: "yes", message: process.version },
    { what: "kernel", state: "yes", message: release() },
    native,
    ...netns.findings,
    { what: "loopback lab", state: "yes", message: "runs anywhere, without isolation" },
    await examineEngine(),
    ...examinePrograms(),
    netem.finding,
    guest.finding,
    examineVirtualTime(),
    ...networkFindings(tried),
  ];
  const works = native.state === "yes" && netnsWorks(tried);
  const mend = mendingCommand(findings, {
    distributions: readDistributions(readOsRelease()),
    isRoot: process.getuid?.() === 0,
  });
  if (json) {
    process.stdout.write(doctorDocument({ works, mend }, findings));
  } else {
    print(findings);
    printEnd(mend, works);
  }
  return works ? exitStatus.asExpected : exitStatus.noVerdict;
}

function netnsWorks({ netns, guest }: Pick<Tried, "netns" | "guest">): boolean {
  return netns.opens && guest.state !== "fails";
}

/** Builds them as a run does, because only that shows whether they can be built. */
async function examineNative(signal: AbortSignal): Promise<Finding> {
  const what = "native programs";
  try {
    const folder = await prepareNative({ signal, onNote: () => {} });
    const message = isPrebuilt() ? "came with the package" : `compiled in ${folder}`;
    return { what, state: "yes", message };
  } catch (error) {
    signal.throwIfAborted();
    return { what, state: "no", message: messageOf(error) };
  }
}

/** The last words: the one command to type next. */
function printEnd(mend: string | null, works: boolean): void {
  const sockspec = invocation().join(" ");
  if (mend !== null) {
    console.log(
      `\nTo mend what is missing, run this, and then ${sockspec} doctor again:\n\n  ${mend}`,
    );
  } else if (works) {
    console.log(`\nNothing is missing. Grade a server:\n\n  ${sockspec} run -- ./my-server {port}`);
  } else {
    console.log("\nNo command is known that would mend this; the lines above say what was found.");
  }
}

const indent = " ".repeat(19);

/** A line is as long as it is where nobody looks at a screen. */
const columns = process.stdout.columns ?? Number.POSITIVE_INFINITY;

/** Breaks a line between words. */
function fold(line: string, width: number): readonly string[] {
  const lines = [""];
  for (const word of line.split(" ")) {
    const last = lines.at(-1) ?? "";
    const longer = last === "" ? word : `${last} ${word}`;
    if (last === "" || longer.length <= width) {
      lines[lines.length - 1] = longer;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

function print(findings: readonly Finding[]): void {
  const paint = startPaint(screenOf(process.stdout).coloured);
  const signs = {
    yes: paint("green", "✓"),
    no: paint("red", "✗"),
    limited: paint("yellow", "–"),
  };
  for (const { what, state, message } of findings) {
    const lines = message.split("\n").flatMap((line) => fold(line, columns - indent.length));
    console.log(`${signs[state]} ${what.padEnd(16)} ${lines.join(`\n${indent}`)}`);
  }
}

const programs: readonly (readonly [string, string, string])[] = [
  ["unshare", "util-linux", "opens the netns lab"],
  ["nsenter", "util-linux", "enters the netns lab"],
  ["ip", "iproute2", "sets up the netns lab"],
  ["tc", "iproute2", "impairs links"],
  ["nft", "nftables", "proves links and drops chosen segments"],
  ["ss", "iproute2", "reads TCP_INFO, which proves stimuli"],
];

/** Needed where native programs did not come with the package. */
const compilers: typeof programs = [
  ["g++", "g++", "builds the C++ reference, the control cases and the capture program"],
  ["make", "make", "builds the C++ reference, the control cases and the capture program"],
];

function examinePrograms(): readonly Finding[] {
  return [...programs, ...(isPrebuilt() ? [] : compilers)].map(([program, debianPackage, use]) => {
    const found = findTool(program);
    return found === null
      ? {
          what: program,
          state: "no",
          message: `${use}. Install it: apt-get install ${debianPackage}`,
          mends: { packages: [debianPackage] },
        }
      : { what: program, state: "yes", message: found };
  });
}

function findTool(program: string): string | null {
  return findProgram(program, projectRoot, pinnedEnvironment()["PATH"] ?? "");
}

function examineVirtualTime(): Finding {
  const what = "virtual time";
  const kernel = findVirtualKernel(toolEnvironment());
  return kernel === null
    ? { what, state: "limited", message: "its kernel was not built; run: sockspec kernel build" }
    : { what, state: "yes", message: `${kernel.release}, for --kernel virtual` };
}

async function examineNetem(): Promise<{
  readonly finding: Finding;
  readonly tried: Tried["netem"];
}> {
  const what = "sch_netem";
  if (await hasNetem(toolEnvironment())) {
    const message = "this kernel can delay and lose segments";
    return { finding: { what, state: "yes", message }, tried: { found: true, command: null } };
  }
  const command = netemCommand(await findNetemClues());
  const missing = "this kernel cannot delay and lose segments";
  const message =
    command === null ? `${missing}, and has no module for it` : `${missing}\n${command}`;
  return { finding: { what, state: "limited", message }, tried: { found: false, command } };
}
