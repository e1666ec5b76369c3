import { expect, test } from "vitest";
import { catalogue } from "../../../scenarios/catalogue.ts";
import { bundledProtocols, protocolNamed } from "../../protocol/protocols.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { formatSpoken, speak } from "./spoken.ts";

function scenarioNamed(id: string): Scenario {
  const scenario = catalogue.find((each) => each.id === id);
  if (scenario === undefined) {
    throw new Error(`There is no scenario ${id}.`);
  }
  return scenario;
}

test("each step that sends is shown with its bytes and what is owed for them", () => {
  const spoken = speak(scenarioNamed("length/zero"), protocolNamed("resp"));
  const [heading, ...lines] = formatSpoken(spoken);
  expect(heading).toBe("In resp, with a cap of 1 MiB");
  expect(lines[0]).toMatch(/^ {2}\S+ +sends {2}\d+ B: \*2\\r\\n\$4\\r\\nECHO\\r\\n\$0\\r\\n/);
  expect(lines[1]).toMatch(/^ +owed {3}\d+ B: \$0\\r\\n\\r\\n/);
});

test("so is what must end the connection", () => {
  const lines = formatSpoken(speak(scenarioNamed("length/oversize"), protocolNamed("framed")));
  expect(lines).toContain("            owed   nothing, and the end of the connection");
  expect(lines.join("\n")).toContain("\\xff\\xff\\xff\\xff");
});

test("where the protocol cannot express it, the reason is given", () => {
  expect(formatSpoken(speak(scenarioNamed("resp/errors"), protocolNamed("line")))).toEqual([
    "Not played in line: needs the protocol resp.",
  ]);
});

test("long bytes are cut", () => {
  const long = formatSpoken(speak(scenarioNamed("size/whole-buffers"), protocolNamed("http")));
  expect(Math.max(...long.map((line) => line.length))).toBeLessThan(120);
});

test.each(bundledProtocols)("the quick scenarios can be shown in %s", (name) => {
  const protocol = protocolNamed(name);
  const quick = catalogue.filter(({ profiles = [] }) => profiles.some((each) => each === "quick"));
  for (const scenario of quick) {
    expect(formatSpoken(speak(scenario, protocol)).length).toBeGreaterThan(0);
  }
});
