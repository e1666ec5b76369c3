import { describe, expect, test } from "vitest";
import { catalogue } from "../../../scenarios/catalogue.ts";
import { measurements } from "../../../scenarios/measurements/catalogue.ts";
import type { Network } from "../../network/network.ts";
import { bundledNetworks, clean } from "../../network/profiles.ts";
import { implementationOf } from "../../run/fixtures/small-run.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { type KernelChoice, kernelChooser } from "./kernel.ts";

const scenarioNamed = (id: string) => {
  const found = [...catalogue, ...measurements].find((scenario) => scenario.id === id);
  if (found === undefined) {
    throw new Error(`no scenario ${id}`);
  }
  return found;
};
const lte = bundledNetworks().find(({ name }) => name === "lte") ?? clean;
const echo = scenarioNamed("loss/ping-pong");
const measuring = scenarioNamed("cost/drip");
const waiting = scenarioNamed("idle/half-a-minute");

const server = implementationOf("server", ["true"]);
const chooser = (chosen: { asked: KernelChoice; virtual?: boolean; whyNotImpaired?: string }) =>
  kernelChooser({ impairedOn: "guest", whyNotImpaired: null, virtual: true, ...chosen });
const on = (network: Network, scenario: Scenario, implementation = server) => ({
  network,
  scenario,
  implementation,
});

interface Row {
  readonly asked: KernelChoice;
  readonly virtual: boolean;
  readonly impaired: string;
  readonly clean: string;
  readonly measured: string;
  readonly waiting: string;
}

describe("A case runs", () => {
  test.each<Row>([
    {
      asked: "auto",
      virtual: true,
      impaired: "virtual",
      clean: "host",
      measured: "guest",
      waiting: "virtual",
    },
    {
      asked: "auto",
      virtual: false,
      impaired: "guest",
      clean: "host",
      measured: "guest",
      waiting: "host",
    },
    {
      asked: "virtual",
      virtual: true,
      impaired: "virtual",
      clean: "virtual",
      measured: "guest",
      waiting: "virtual",
    },
    {
      asked: "guest",
      virtual: true,
      impaired: "guest",
      clean: "guest",
      measured: "guest",
      waiting: "guest",
    },
  ])("on the kernel of --kernel $asked, built: $virtual", (row) => {
    const { asked, virtual } = row;
    const { kernelFor } = chooser({ asked, virtual });
    expect(kernelFor(on(lte, echo))).toBe(row.impaired);
    expect(kernelFor(on(clean, echo))).toBe(row.clean);
    expect(kernelFor(on(lte, measuring))).toBe(row.measured);
    expect(kernelFor(on(clean, waiting))).toBe(row.waiting);
  });

  test("on the host if that was asked for", () => {
    const { kernelFor } = kernelChooser({
      asked: "host",
      impairedOn: "host",
      whyNotImpaired: null,
      virtual: true,
    });
    expect([kernelFor(on(lte, echo)), kernelFor(on(clean, echo))]).toEqual(["host", "host"]);
  });

  test("in real time if it measures the processor, as all that bench plays does", () => {
    const { kernelFor } = chooser({ asked: "virtual" });
    expect(measurements.map((scenario) => kernelFor(on(lte, scenario)))).not.toContain("virtual");
    expect(kernelFor(on(clean, measuring))).toBe("host");
  });

  test("in real time where the link itself is measured, unless virtual time was asked for", () => {
    const kernelsOf = (asked: KernelChoice) => chooser({ asked }).kernelForLink(lte);
    expect([kernelsOf("auto"), kernelsOf("virtual")]).toEqual(["guest", "virtual"]);
  });
});

describe("No kernel plays a case", () => {
  const patient = { ...server, keepAliveMs: 2 * 3_600_000 };
  const vanished = scenarioNamed("loss/vanished-peer");

  test("that waits for hours in real time, unless that was asked for", () => {
    const why = (asked: KernelChoice, virtual: boolean) =>
      chooser({ asked, virtual }).whyNoKernel(on(clean, vanished, patient));
    expect(why("auto", false)).toMatch(/^it waits for 2\.0 hours; .*sockspec kernel build/);
    expect(why("auto", true)).toBeNull();
    expect(why("host", true)).toBeNull();
    expect(chooser({ asked: "auto", virtual: false }).whyNoKernel(on(clean, waiting))).toBeNull();
  });

  test("that measures the processor where only virtual time impairs links", () => {
    const { whyNoKernel } = chooser({ asked: "auto", whyNotImpaired: "no sch_netem" });
    expect(whyNoKernel(on(lte, measuring))).toBe("no sch_netem");
    expect(whyNoKernel(on(lte, echo))).toBeNull();
    expect(whyNoKernel(on(clean, measuring))).toBeNull();
  });
});
