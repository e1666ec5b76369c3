import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { toolEnvironment } from "../cli/choose/bundled.ts";
import { readRun } from "../journal/read-run.ts";
import { openNetnsLab } from "../lab/netns/lab.ts";
import { clean } from "../network/profiles.ts";
import { execute } from "./execute.ts";
import { goodControls, implementationOf, planOf } from "./fixtures/small-run.ts";
import { makeHeader } from "./header.ts";
import type { LabChoice } from "./lab-choice.ts";
import { recordNewRun } from "./recording.ts";

const environment = toolEnvironment();
const { signal } = new AbortController();

const lab: LabChoice = {
  kind: "netns",
  abilities: {
    startsServers: true,
    runsAsInit: true,
    leavesOutputUnread: true,
    silencesNameServer: true,
    breaksLink: true,
    cannotImpair: null,
  },
  open: () => openNetnsLab({ environment, fixedPort: null, signal }),
  kernelFor: () => "host",
  kernelForLink: () => "host",
  images: null,
};

test("A library user runs a plan, is informed of it, and finds it in a journal", async () => {
  const output = mkdtempSync(join(tmpdir(), "sockspec-execute-"));
  onTestFinished(() => rmSync(output, { recursive: true, force: true }));
  const printed = [process.stdout, process.stderr].map((to) => vi.spyOn(to, "write"));
  onTestFinished(() => void vi.restoreAllMocks());
  const implementations = [implementationOf("echo")];
  const plan = planOf(implementations);
  const header = makeHeader(new Date(), {
    runId: "library",
    commandLine: [],
    lab,
    implementations,
    networks: [clean],
    plan,
    asked: { implementations: ["echo"], command: null, options: {} },
    flags: { seed: 1, jobs: 1 },
    prepared: new Map(),
    guestStatePaddedToBytes: null,
  });
  const events: string[] = [];
  using recording = recordNewRun({ header, plan, output });
  const executed = await execute(
    {
      plan,
      lab,
      environment,
      signal,
      recording,
      jobs: 1,
      fixedPort: null,
      failureLimit: null,
      runId: "library",
      folder: recording.folder,
      controls: goodControls,
      unusable: new Map(),
    },
    {
      onPlan: (left) => events.push(`plan of ${left.length}`),
      onCase: ({ verdict }, history) => events.push(`${verdict}, ${history?.protocol}`),
      onSession: ({ session }) => events.push(`session ${session}`),
    },
  );

  expect(events).toEqual(["plan of 1", "pass, framed", "session 1"]);
  expect(executed).toMatchObject({ interrupted: false, labFailure: null, journalFailure: null });
  expect(readRun(recording.folder)).toMatchObject({
    folder: recording.folder,
    header,
    cases: executed.cases,
    sessions: executed.sessions,
    interrupted: false,
    wallMs: executed.wallMs,
    notes: [],
  });
  expect(printed.flatMap(({ mock }) => mock.calls)).toEqual([]);
});
