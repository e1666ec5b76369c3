import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { catalogue } from "../../scenarios/catalogue.ts";
import { interopScenarios } from "../../scenarios/interop/catalogue.ts";
import { projectRoot } from "../host/package/project-root.ts";
import { allChecks, epilogueChecks, waitingCheck } from "../scenario/epilogue.ts";
import { loadFaults } from "./faults.ts";
import { InvalidManifestError } from "./load-manifest.ts";

const manifest = {
  name: "faulty",
  role: "server",
  protocols: ["framed"],
  command: ["./echo", "--fault={fault}", "{port}"],
  claims: ["half-close"],
};
const greets = { name: "greets", bug: "Sends a greeting.", kills: ["echo/basic:echoed"] };
const crashes = {
  name: "crashes",
  bug: "Ends at the first message.",
  kills: ["*:alive", "length/zero:echoed"],
  mayTrip: ["*:idle"],
};

/** @returns a folder that is removed after the test. */
function folderWith(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-faults-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, data] of Object.entries(files)) {
    writeFileSync(join(folder, name), typeof data === "string" ? data : JSON.stringify(data));
  }
  return folder;
}

/** @returns the error's message. */
function messageFor(folder: string): string {
  try {
    loadFaults(folder);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidManifestError);
    expect(error).toMatchObject({ cause: expect.any(Error) });
    return (error as InvalidManifestError).message;
  }
  throw new Error("Expected an InvalidManifestError, and nothing was thrown.");
}

test("each fault makes an implementation, started with its name", () => {
  const folder = folderWith({
    "impl.json": manifest,
    "faults.json": { faults: [greets, crashes] },
  });
  const started = { role: "server", claims: ["half-close"], folder };
  expect(loadFaults(folder)).toMatchObject([
    {
      fault: { ...greets, mayTrip: [] },
      implementation: {
        ...started,
        name: "faulty-greets",
        command: ["./echo", "--fault=greets", "{port}"],
      },
    },
    {
      fault: crashes,
      implementation: {
        ...started,
        name: "faulty-crashes",
        command: ["./echo", "--fault=crashes", "{port}"],
      },
    },
  ]);
});

describe("a folder is refused, with the file,", () => {
  test("when it has no manifest", () => {
    const folder = folderWith({ "faults.json": { faults: [greets] } });
    expect(messageFor(folder)).toContain(
      `Expected the folder of an impl.json, found no ${join(folder, "impl.json")}.`,
    );
  });

  test("when it has no faults", () => {
    const folder = folderWith({ "impl.json": manifest });
    expect(messageFor(folder)).toBe(
      `${join(folder, "faults.json")} cannot be read: ENOENT, no such file or directory.`,
    );
  });

  test("when its faults are not JSON", () => {
    const folder = folderWith({ "impl.json": manifest, "faults.json": "{faults: []}" });
    expect(messageFor(folder)).toContain(`${join(folder, "faults.json")} is not JSON: `);
  });

  test.each<{ title: string; data: unknown; parts: readonly string[] }>([
    {
      title: "when it has an unknown key",
      data: { faults: [], bugs: [] },
      parts: ['Unrecognized key: "bugs"'],
    },
    {
      title: "when a fault has an unknown key",
      data: { faults: [greets, { ...greets, mayKill: [] }] },
      parts: ['Unrecognized key: "mayKill"', "faults.1: "],
    },
    {
      title: "when a fault kills nothing",
      data: { faults: [{ ...greets, kills: [] }] },
      parts: ["expected array to have >=1 items", "faults.0.kills: "],
    },
    {
      title: "when a fault does not say what is wrong",
      data: { faults: [{ ...greets, bug: "" }] },
      parts: ["expected string to have >=1 characters", "faults.0.bug: "],
    },
    {
      title: "when a fault's name is not one",
      data: { faults: [{ ...greets, name: "greets twice" }] },
      parts: ["Invalid string", "faults.0.name: "],
    },
    ...["echoed", "echo/basic", "echo:echoed", "echo/basic:", "**:alive", "echo/*:alive"].map(
      (reference) => ({
        title: `when a fault kills "${reference}", which is no check`,
        data: { faults: [{ ...greets, kills: ["*:alive", reference] }] },
        parts: ["Invalid string", "faults.0.kills.1: "],
      }),
    ),
  ])("$title", ({ data, parts }) => {
    const folder = folderWith({ "impl.json": manifest, "faults.json": data });
    const message = messageFor(folder);
    expect(message.startsWith(`${join(folder, "faults.json")} is not a list of faults:\n`)).toBe(
      true,
    );
    for (const part of parts) {
      expect(message).toContain(part);
    }
  });
});

describe("the bundled faults", () => {
  const root = join(projectRoot, "impls", "faulty");
  const bundled = readdirSync(root)
    .filter((family) => existsSync(join(root, family, "faults.json")))
    .flatMap((family) => loadFaults(join(root, family)));
  const references = new Set([
    ...[...epilogueChecks, waitingCheck].map(({ id }) => `*:${id}`),
    ...[...catalogue, ...interopScenarios].flatMap((scenario) =>
      allChecks(scenario).map(({ id }) => `${scenario.id}:${id}`),
    ),
  ]);

  test.each(interopScenarios)("are caught by every check of $id", ({ id, checks }) => {
    const killed = new Set(bundled.flatMap(({ fault }) => fault.kills));
    expect(checks.filter((check) => !killed.has(`${id}:${check.id}`))).toEqual([]);
  });

  test("have names of their own", () => {
    const names = bundled.map(({ implementation }) => implementation.name);
    expect(new Set(names)).toHaveLength(names.length);
  });

  test.each(bundled)("$implementation.name is started with its fault", (faulty) => {
    const words = faulty.implementation.command.join(" ");
    expect(words).toContain(faulty.fault.name);
    expect(words).not.toContain("{fault}");
  });

  test.each(bundled)("$implementation.name names checks that exist", ({ fault }) => {
    const unknown = [...fault.kills, ...fault.mayTrip].filter(
      (reference) => !references.has(reference),
    );
    expect(unknown).toEqual([]);
  });
});
