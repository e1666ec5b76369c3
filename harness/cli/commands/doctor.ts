import { release } from "node:os";
import { findProgram } from "../../host/find-program.ts";
import { projectRoot } from "../../host/package/project-root.ts";
import { findVirtualKernel } from "../../lab/guest/virtual/built.ts";
import { hasNetem } from "../../lab/netns/netem.ts";
import { doctorDocument } from "../../report/documents/documents.ts";
import { startPaint } from "../../report/terminal/glyphs.ts";
import { pinnedEnvironment, toolEnvironment } from "../choose/bundled.ts";
import { examineEngine } from "../doctor/engine.ts";
import type { Finding } from "../doctor/finding.ts";
import { examineGuest, examineNetns } from "../doctor/labs.ts";
import { findNetemClues, netemCommand } from "../doctor/netem.ts";
import { networkFindings, type Tried } from "../doctor/networks.ts";
import { type ExitStatus, exitStatus } from "../exit-status.ts";
import { screenOf } from "../reporters/screen.ts";

/** Prints what this machine supports; status 3 if netns or an installed guest kernel fails. */
export async function runDoctor(
  { json = false }: { readonly json?: boolean },
  signal: AbortSignal,
): Promise<ExitStatus> {
  const netns = await examineNetns(signal);
  const netem = await examineNetem();
  const guest = await examineGuest(signal);
  const nft = findTool("nft") !== null;
  const tried = { netns: netns.tried, nft, netem: netem.tried, guest: guest.tried };
  const findings: readonly Finding[] = [
    { what: "kernel", state: "yes", message: release() },
    ...netns.findings,
    { what: "loopback lab", state: "yes", message: "runs anywhere, without isolation" },
    await examineEngine(),
    ...examinePrograms(),
    netem.finding,
    guest.finding,
    examineVirtualTime(),
    ...networkFindings(tried),
  ];
  const works = tried.netns.opens && tried.guest.state !== "fails";
  if (json) {
    process.stdout.write(doctorDocument(works, findings));
  } else {
    print(findings);
  }
  return works ? exitStatus.asExpected : exitStatus.noVerdict;
}

function print(findings: readonly Finding[]): void {
  const paint = startPaint(screenOf(process.stdout).coloured);
  const signs = {
    yes: paint("green", "✓"),
    no: paint("red", "✗"),
    limited: paint("yellow", "–"),
  };
  for (const { what, state, message } of findings) {
    console.log(
      `${signs[state]} ${what.padEnd(16)} ${message.replaceAll("\n", `\n${" ".repeat(19)}`)}`,
    );
  }
}

/** Without it everything else works. */
const optionalProgram = [
  "redis-server",
  "redis-server",
  "is one of the servers that are graded",
] as const;

const programs: readonly (readonly [string, string, string])[] = [
  ["unshare", "util-linux", "opens the netns lab"],
  ["nsenter", "util-linux", "enters the netns lab"],
  ["ip", "iproute2", "sets up the netns lab"],
  ["tc", "iproute2", "impairs links"],
  ["nft", "nftables", "proves links and drops chosen segments"],
  ["ss", "iproute2", "reads TCP_INFO, which proves stimuli"],
  ["g++", "g++", "builds the C++ reference, the control cases and the capture program"],
  ["make", "make", "builds the C++ reference, the control cases and the capture program"],
  optionalProgram,
];

function examinePrograms(): readonly Finding[] {
  return programs.map(([program, debianPackage, use]) => {
    const found = findTool(program);
    return found === null
      ? {
          what: program,
          state: program === optionalProgram[0] ? "limited" : "no",
          message: `${use}. Install it: apt-get install ${debianPackage}`,
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
