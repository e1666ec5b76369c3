import { describe, expect, test } from "vitest";
import { chooseNetworks } from "../choose.ts";
import { type Printed, recordedQdiscs } from "../fixtures/recorded-qdiscs.ts";
import { compareQdiscs, expectedQdiscs } from "./compare-qdiscs.ts";

const recorded = recordedQdiscs();

function differences(network: string, printed: unknown): readonly string[] {
  const [{ up } = { up: { delayMs: 0 } }] = chooseNetworks([network]);
  return compareQdiscs(expectedQdiscs(up), printed);
}

/** The recorded output for the network, with changed options in one of its stages. */
function changed(network: string, stage: number, change: object): Printed {
  return (recorded.get(network) ?? []).map((qdisc, index) => {
    const options = { ...(qdisc["options"] as object), ...change };
    return index === stage ? { ...qdisc, options } : qdisc;
  });
}

test.each([...recorded])("%s was read back from Linux as it was asked", (network, printed) => {
  expect(differences(network, printed)).toEqual([]);
});

test("no network is taken for another one", () => {
  for (const network of recorded.keys()) {
    for (const [other, printed] of recorded) {
      expect(differences(network, printed).length > 0, `${network} and ${other}`).toBe(
        network !== other,
      );
    }
  }
});

describe("what is not as it was asked is reported", () => {
  test.each<[string, Printed, readonly string[]]>([
    ["lte", [], ["netem 1: was requested, but is missing"]],
    ["clean", recorded.get("lte") ?? [], ["netem 1: was not requested, but is present"]],
    [
      "lossy",
      changed("lossy", 0, { "loss-random": { loss: 0.01, correlation: 0.25 } }),
      [
        "netem 1: requested a loss of 2 %, got 1 %",
        "netem 1: requested a correlation of 0 %, got 25 %",
      ],
    ],
    [
      "lossy",
      changed("lossy", 1, { limit: 1000, delay: { delay: 0.15001, jitter: 0 } }),
      [
        "netem 2: requested a limit of 100000 packets, got 1000 packets",
        "netem 2: requested a delay of 150 ms, got 150.01 ms",
      ],
    ],
    [
      "leo",
      changed("leo", 0, { "loss-gemodel": { p: 0.00507614, r: 0.333333, "1-h": 0.5, "1-k": 0.1 } }),
      [
        "netem 1: requested a gemodel 1-h of 100 %, got 50 %",
        "netem 1: requested a gemodel 1-k of 0 %, got 10 %",
      ],
    ],
    [
      "corrupt",
      changed("corrupt", 0, { slot: { "min-delay": 0.1 } }),
      ["netem 1: requested a slot of 0, got 1"],
    ],
    [
      "lte",
      (recorded.get("lte") ?? []).map((qdisc) => ({ ...qdisc, root: false, parent: "5:1" })),
      ["netem 1: requested the parent root, got 5:1"],
    ],
  ])("%s", (network, printed, lines) => {
    expect(differences(network, printed)).toEqual(lines);
  });
});

test.each<[string, unknown]>([
  ["nothing", null],
  ["text", "qdisc netem 1: root"],
  ["a netem without a handle", [{ kind: "netem" }]],
  ["a delay in words", [{ kind: "netem", handle: "1:", options: { delay: "50ms" } }]],
])("%s is no list of qdiscs", (_, printed) => {
  expect(() => differences("lte", printed)).toThrow(
    expect.objectContaining({ code: "UNREADABLE_QDISCS" }),
  );
});
