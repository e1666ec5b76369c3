import { expect, test } from "vitest";
import { startVirtualClock } from "./fixtures/virtual-clock.ts";
import { shareLooks } from "./link-looks.ts";
import type { HarnessRequest, LinkLook } from "./messages.ts";

const { signal } = new AbortController();

/** A harness whose every answer takes 10 ms, and says which look it is: the nth sees port n. */
function startHarness(link?: LinkLook) {
  const clock = startVirtualClock();
  const requests: HarnessRequest[] = [];
  const lookAtLink = shareLooks({
    clock,
    async ask(request) {
      requests.push(request);
      const inFlight = [requests.length];
      await clock.sleep(10, signal);
      return { sample: null, link: link ?? { inFlight, upstreamInFlight: false } };
    },
  });
  return { clock, requests, lookAtLink };
}

test("a look has the times at which it was asked for and answered", async () => {
  const { clock, requests, lookAtLink } = startHarness();
  await clock.sleep(50, signal);
  expect(await lookAtLink(50)).toMatchObject({ askedAtMs: 50, answeredAtMs: 60 });
  expect(requests).toEqual([{ do: "lookAtLink" }]);
});

test("all who ask in one turn share a look, whichever times they want it to have", async () => {
  const { clock, requests, lookAtLink } = startHarness();
  await clock.sleep(50, signal);
  const looks = await Promise.all([lookAtLink(0), lookAtLink(50), lookAtLink(50)]);
  expect(new Set(looks).size).toBe(1);
  expect(requests).toHaveLength(1);
});

test.each([
  { title: "shared while it is under way", afterMs: 5, sinceMs: 0, looks: 1 },
  { title: "not shared while it is under way, if it is too old", afterMs: 5, sinceMs: 5, looks: 2 },
  { title: "served when it was answered", afterMs: 70, sinceMs: 0, looks: 1 },
  { title: "not served any more when it is too old", afterMs: 70, sinceMs: 1, looks: 2 },
])("a look at 0 ms is $title", async ({ afterMs, sinceMs, looks }) => {
  const { clock, requests, lookAtLink } = startHarness();
  const [first, second] = await Promise.all([
    lookAtLink(0),
    clock.sleep(afterMs, signal).then(() => lookAtLink(sinceMs)),
  ]);
  expect(first.askedAtMs).toBe(0);
  expect(second.askedAtMs).toBe(looks === 1 ? 0 : afterMs);
  expect([second.isInFlight(1), second.isInFlight(2)]).toEqual([looks === 1, looks === 2]);
  expect(requests).toHaveLength(looks);
});

test("the latest look is served, also when an earlier one is still under way", async () => {
  const { clock, requests, lookAtLink } = startHarness();
  const first = lookAtLink(0);
  await clock.sleep(2, signal);
  const second = lookAtLink(2);
  await clock.sleep(1, signal);
  expect(await lookAtLink(0)).toBe(await second);
  expect(await first).not.toBe(await second);
  expect(requests).toHaveLength(2);
});

test.each<{ link: LinkLook; of: readonly (number | null)[]; is: boolean | null }>([
  { link: { inFlight: [5, 6], upstreamInFlight: false }, of: [6], is: true },
  { link: { inFlight: [5, 6], upstreamInFlight: false }, of: [7], is: false },
  { link: { inFlight: [5, 6], upstreamInFlight: false }, of: [7, 5], is: true },
  { link: { inFlight: [5, 6], upstreamInFlight: false }, of: [null], is: false },
  { link: { inFlight: [5, null], upstreamInFlight: false }, of: [null], is: true },
  { link: { inFlight: [5, 6], upstreamInFlight: false }, of: [], is: false },
  { link: { inFlight: [], upstreamInFlight: true }, of: [5], is: true },
  { link: { inFlight: [], upstreamInFlight: null }, of: [5], is: null },
  { link: { inFlight: null, upstreamInFlight: true }, of: [5], is: null },
])("$link says of the ports $of: $is", async ({ link, of, is }) => {
  const { lookAtLink } = startHarness(link);
  const seen = await lookAtLink(0);
  expect(seen.isInFlight(...of)).toBe(is);
  expect(seen.upstreamInFlight).toBe(link.upstreamInFlight);
});
