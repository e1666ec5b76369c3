import { describe, expect, test } from "vitest";
import { catalogue } from "../../../scenarios/catalogue.ts";
import { measurements } from "../../../scenarios/measurements/catalogue.ts";
import { bundledNetworks, clean } from "../../network/profiles.ts";
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

interface Row {
  readonly asked: KernelChoice;
  readonly virtual: boolean;
  readonly impaired: string;
  readonly clean: string;
  readonly measured: string;
}

describe("A case runs", () => {
  test.each<Row>([
    { asked: "auto", virtual: true, impaired: "virtual", clean: "host", measured: "guest" },
    { asked: "auto", virtual: false, impaired: "guest", clean: "host", measured: "guest" },
    { asked: "virtual", virtual: true, impaired: "virtual", clean: "virtual", measured: "guest" },
    { asked: "guest", virtual: true, impaired: "guest", clean: "guest", measured: "guest" },
  ])("on the kernel of --kernel $asked, built: $virtual", (row) => {
    const { asked, virtual } = row;
    const kernelFor = kernelChooser({ asked, impairedOn: "guest", virtual });
    expect(kernelFor(lte, echo)).toBe(row.impaired);
    expect(kernelFor(clean, echo)).toBe(row.clean);
    expect(kernelFor(lte, measuring)).toBe(row.measured);
  });

  test("on the host if that was asked for", () => {
    const kernelFor = kernelChooser({ asked: "host", impairedOn: "host", virtual: true });
    expect([kernelFor(lte, echo), kernelFor(clean, echo)]).toEqual(["host", "host"]);
  });

  test("in real time if it measures the processor, as all that bench plays does", () => {
    const kernelFor = kernelChooser({ asked: "virtual", impairedOn: "guest", virtual: true });
    expect(measurements.map((scenario) => kernelFor(lte, scenario))).not.toContain("virtual");
    expect(kernelFor(clean, measuring)).toBe("host");
  });

  test("in real time where the link itself is measured, unless virtual time was asked for", () => {
    const on = (asked: KernelChoice) =>
      kernelChooser({ asked, impairedOn: "guest", virtual: true })(lte);
    expect([on("auto"), on("virtual")]).toEqual(["guest", "virtual"]);
  });
});
