import { describe, expect, test } from "vitest";
import { usableCpus } from "../../host/usable-cpus.ts";
import { chooseNetworks } from "../../network/choose.ts";
import { implementationOf, planOf } from "../fixtures/small-run.ts";
import { labsFor, placeGuests } from "./place.ts";

describe("guests are placed", () => {
  test.each([
    { what: "one on each CPU", cases: 9, cpus: [0, 1], memoryMiB: 16_000, on: [0, 1], each: 3072 },
    {
      what: "on CPUs that may be used",
      cases: 9,
      cpus: [4, 6],
      memoryMiB: 16_000,
      on: [4, 6],
      each: 3072,
    },
    {
      what: "no more than there are cases",
      cases: 1,
      cpus: [0, 1],
      memoryMiB: 16_000,
      on: [0],
      each: 3072,
    },
    {
      what: "as many as there is memory for",
      cases: 9,
      cpus: [0, 1, 2],
      memoryMiB: 7000,
      on: [0, 1],
      each: 3072,
    },
    {
      what: "one with what memory there is",
      cases: 9,
      cpus: [0, 1],
      memoryMiB: 2000.5,
      on: [0],
      each: 2000,
    },
    {
      what: "one with the least it can do with",
      cases: 9,
      cpus: [0],
      memoryMiB: 300,
      on: [0],
      each: 1024,
    },
  ])("$what", ({ cases, cpus, memoryMiB, on, each }) => {
    const places = placeGuests(cases, { cpus, memoryMiB });
    expect(places).toEqual(on.map((cpu) => ({ cpu, memoryMiB: each })));
  });

  test("on CPUs of this machine", () => {
    const places = placeGuests(1000);
    expect(places.length).toBeGreaterThan(0);
    for (const { cpu } of places) {
      expect(usableCpus()).toContain(cpu);
    }
  });
});

describe("labs side by side in a guest are", () => {
  test.each([
    { what: "as many as asked for", cases: 40, networks: ["lte"], asked: 3, labs: 3 },
    { what: "fewer for few cases", cases: 5, networks: ["lte"], asked: 3, labs: 2 },
    { what: "one for one case", cases: 1, networks: ["lte"], asked: 3, labs: 1 },
    { what: "one for each network at least", cases: 1, networks: ["lte,geo"], asked: 3, labs: 2 },
    { what: "not more than asked for", cases: 1, networks: ["lte,geo"], asked: 1, labs: 1 },
  ])("$what", ({ cases, networks, asked, labs }) => {
    const plan = chooseNetworks(networks).flatMap((network) =>
      planOf([implementationOf("echo")], cases).map((planned) => ({ ...planned, network })),
    );
    expect(labsFor(plan, asked)).toBe(labs);
  });
});
