import { expect, test } from "vitest";
import { whyTooMany } from "./limits.ts";

function read(descriptors: string, ports: string) {
  const limits = `Limit                     Soft Limit           Hard Limit           Units     
Max processes             95847                95847                processes 
Max open files            1024                 ${descriptors}               files     
`;
  return (path: string) => (path.endsWith("limits") ? limits : ports);
}

const usualPorts = "32768\t60999\n";

test.each([
  { descriptors: "524288", ports: usualPorts, why: null },
  { descriptors: "unlimited", ports: usualPorts, why: null },
  { descriptors: "4096", ports: usualPorts, why: "the hard limit is 4096 (ulimit -Hn)" },
  { descriptors: "10050", ports: usualPorts, why: "the hard limit is 10050 (ulimit -Hn)" },
  { descriptors: "524288", ports: "60000 60999", why: "there are 1000" },
])("10,000 connections with $descriptors descriptors, ports $ports", (machine) => {
  const why = whyTooMany(9000, 1000, read(machine.descriptors, machine.ports));
  expect(why).toEqual(machine.why === null ? null : expect.stringContaining(machine.why));
});

test("nothing is refused where the limits are hidden", () => {
  expect(whyTooMany(9000, 1000, () => "")).toBeNull();
});
