import { expect, test } from "vitest";
import {
  allChecks,
  datagramEpilogueChecks,
  epilogueChecks,
  epilogueStepsOf,
  ownChecks,
  sharedChecksOf,
  waitingCheck,
} from "./epilogue.ts";

const echoed = {
  id: "echoed",
  level: "MUST",
  kind: "echo",
  on: "main",
  statement: "It comes back.",
  source: "Protocol contract",
} as const;

test("a scenario's own checks come before those of every situation", () => {
  expect(allChecks({ steps: [], checks: [echoed] })).toEqual([echoed, ...epilogueChecks]);
});

test("afterwards a fresh connection is probed", () => {
  expect(epilogueStepsOf({}).map((step) => step.do)).toEqual(["connect", "send", "awaitEcho"]);
  expect(epilogueStepsOf({ afterwards: "alive" })).toEqual(epilogueStepsOf({}));
  expect(sharedChecksOf({ steps: [], afterwards: "alive" })).toEqual(epilogueChecks);
});

test("an implementation that the scenario ends is not asked to be alive", () => {
  expect(epilogueStepsOf({ afterwards: "exited" })).toEqual([]);
  expect(sharedChecksOf({ steps: [], afterwards: "exited" }).map((check) => check.id)).toEqual([
    "nothing-beyond",
  ]);
});

test("whatever the scenario is about, a server that can only wait must not spin", () => {
  const pause = { do: "pause", duration: { ms: 100 } } as const;
  const waiting = { steps: [{ ...pause, serverWaits: true as const }], checks: [echoed] };
  expect(allChecks(waiting)).toEqual([echoed, waitingCheck, ...epilogueChecks]);
  expect(ownChecks(waiting)).toEqual([echoed, waitingCheck]);
  expect(sharedChecksOf({ ...waiting, afterwards: "exited" })).toContain(waitingCheck);
  const inBranch = { do: "together" as const, branches: [waiting.steps, [pause]] };
  expect(sharedChecksOf({ steps: [inBranch] })).toContain(waitingCheck);
  expect(sharedChecksOf({ steps: [pause] })).toEqual(epilogueChecks);
});

test("after a scenario in datagrams a fresh socket is probed, and the same is required", () => {
  const inDatagrams = { steps: [{ do: "openSockets", sockets: "main" } as const] };
  expect(epilogueStepsOf(inDatagrams).map((step) => step.do)).toEqual([
    "openSockets",
    "sendDatagrams",
    "awaitReplies",
  ]);
  expect(allChecks({ ...inDatagrams, checks: [echoed] })).toEqual([
    echoed,
    ...datagramEpilogueChecks,
  ]);
  expect(ownChecks({ ...inDatagrams, checks: [echoed] })).toEqual([echoed]);
  expect(datagramEpilogueChecks.map(({ id, level }) => ({ id, level }))).toEqual(
    epilogueChecks.map(({ id, level }) => ({ id, level })),
  );
});
