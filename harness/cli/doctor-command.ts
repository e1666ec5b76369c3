import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { release } from "node:os";
import { promisify } from "node:util";
import { findProgram } from "../implementation/prepare.ts";
import { openNetnsLab } from "../lab/netns.ts";
import { startPaint } from "../report/glyphs.ts";
import { pinnedEnvironment, projectRoot, toolEnvironment } from "./bundled.ts";
import { type ExitStatus, exitStatus } from "./exit-status.ts";
import { wantsColour } from "./terminal.ts";

const run = promisify(execFile);

interface Finding {
  readonly what: string;
  readonly state: "yes" | "no" | "limited";
  readonly told: string;
}

/** Tells what this machine can do; status 3 when not even the netns lab opens. */
export async function runDoctor(signal: AbortSignal): Promise<ExitStatus> {
  const netns = await examineNetns(signal);
  const findings = [
    { what: "kernel", state: "yes", told: release() } as const,
    netns,
    { what: "loopback lab", state: "yes", told: "runs anywhere, without isolation" } as const,
    ...examinePrograms(),
    await examineNetem(),
  ];
  const paint = startPaint(wantsColour());
  const signs = {
    yes: paint("green", "✓"),
    no: paint("red", "✗"),
    limited: paint("yellow", "–"),
  };
  for (const { what, state, told } of findings) {
    console.log(
      `${signs[state]} ${what.padEnd(16)} ${told.replaceAll("\n", `\n${" ".repeat(19)}`)}`,
    );
  }
  return netns.state === "yes" ? exitStatus.asExpected : exitStatus.noVerdict;
}

async function examineNetns(signal: AbortSignal): Promise<Finding> {
  const what = "netns lab";
  const startedNs = process.hrtime.bigint();
  try {
    await using lab = await openNetnsLab({
      environment: toolEnvironment(),
      fixedPort: null,
      signal,
    });
    const tookMs = Number(process.hrtime.bigint() - startedNs) / 1e6;
    const told = `opens in ${tookMs.toFixed(0)} ms, congestion control ${lab.facts.congestionControl}`;
    return { what, state: "yes", told };
  } catch (error) {
    const [found = ""] = String(error instanceof Error ? error.message : error).split("\n");
    return { what, state: "no", told: `${found}\n${await namespaceAdvice()}` };
  }
}

/** What distributions need so that a user may make user namespaces. */
async function namespaceAdvice(): Promise<string> {
  const settings: readonly (readonly [string, string, string])[] = [
    [
      "kernel.apparmor_restrict_unprivileged_userns",
      "1",
      "Ubuntu 23.10 and later: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0",
    ],
    [
      "kernel.unprivileged_userns_clone",
      "0",
      "Debian 10 and earlier: sudo sysctl kernel.unprivileged_userns_clone=1",
    ],
    [
      "user.max_user_namespaces",
      "0",
      "RHEL 7 and hardened systems: sudo sysctl user.max_user_namespaces=10000",
    ],
  ];
  const advice: string[] = [];
  for (const [name, blocking, command] of settings) {
    const found = await run("sysctl", ["--values", name], { env: toolEnvironment() }).catch(
      () => null,
    );
    if (found?.stdout.trim() === blocking) {
      advice.push(command);
    }
  }
  return advice.length > 0
    ? advice.join("\n")
    : "In a container, start it with --privileged or allow unshare and mount; else use --lab loopback.";
}

const programs: readonly (readonly [string, string, string])[] = [
  ["unshare", "util-linux", "opens the netns lab"],
  ["nsenter", "util-linux", "enters the netns lab"],
  ["ip", "iproute2", "sets up the netns lab"],
  ["ss", "iproute2", "reads TCP_INFO, which proves stimuli"],
  ["g++", "g++", "builds the C++ reference and the control cases"],
  ["make", "make", "builds the C++ reference and the control cases"],
];

function examinePrograms(): readonly Finding[] {
  const path = pinnedEnvironment()["PATH"] ?? "";
  return programs.map(([program, debianPackage, use]) => {
    const found = findProgram(program, projectRoot, path);
    return found === null
      ? { what: program, state: "no", told: `${use}. Install it: apt-get install ${debianPackage}` }
      : { what: program, state: "yes", told: found };
  });
}

async function examineNetem(): Promise<Finding> {
  const module = `/lib/modules/${release()}/kernel/net/sched`;
  const loaded = await access("/sys/module/sch_netem").then(
    () => true,
    () => false,
  );
  const built = await access(module).then(
    () => true,
    () => false,
  );
  return loaded || built
    ? { what: "sch_netem", state: "yes", told: "this kernel can delay and lose segments" }
    : { what: "sch_netem", state: "limited", told: "not in this kernel: links run unimpaired" };
}
