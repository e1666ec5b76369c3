import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { loadBaseline, loadSharedBaseline, storeSharedBaseline } from "./baseline.ts";
import { InvalidManifestError } from "./load-manifest.ts";
import type { Implementation } from "./manifest.ts";

const entry = {
  scenario: "echo/basic",
  check: "echoed",
  observed: "differs from byte",
  sometimes: true,
  reason: "a known race",
};

/** @returns an implementation whose folder is removed after the test. */
function implementationWith(baseline: string | null): Implementation {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-baseline-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  if (baseline !== null) {
    writeFileSync(join(folder, "baseline.json"), baseline);
  }
  return {
    name: "my-echo",
    role: "server",
    protocols: ["framed"],
    command: ["./echo"],
    claims: [],
    maxFrameBytes: 1024,
    readyTimeoutMs: 5000,
    folder,
  };
}

/** @returns the error's message. */
function messageFor(implementation: Implementation): string {
  try {
    loadBaseline(implementation);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidManifestError);
    expect(error).toMatchObject({ cause: expect.any(Error) });
    return (error as InvalidManifestError).message;
  }
  throw new Error("Expected an InvalidManifestError, and nothing was thrown.");
}

test("an implementation without a baseline is expected to fail nowhere", () => {
  expect(loadBaseline(implementationWith(null))).toEqual([]);
});

test("a baseline may be empty", () => {
  expect(loadBaseline(implementationWith('{"expectedFailures": []}'))).toEqual([]);
});

test("entries are those of the implementation beside which they lie, in their order", () => {
  const expectedFailures = [entry, { ...entry, check: "alive" }];
  expect(loadBaseline(implementationWith(JSON.stringify({ expectedFailures })))).toEqual([
    { implementation: "my-echo", ...entry },
    { implementation: "my-echo", ...entry, check: "alive" },
  ]);
});

describe("a baseline is refused, with its file,", () => {
  test("when it is not JSON", () => {
    const implementation = implementationWith('{"expectedFailures": [');
    const file = join(implementation.folder, "baseline.json");
    expect(messageFor(implementation)).toContain(`${file} is not JSON: `);
  });

  test("when it cannot be read", () => {
    const implementation = implementationWith(null);
    const file = join(implementation.folder, "baseline.json");
    mkdirSync(file);
    expect(messageFor(implementation)).toBe(`${file} cannot be read: EISDIR, it is a folder.`);
  });

  test.each<{ title: string; data: unknown; parts: readonly string[] }>([
    {
      title: "when it has an unknown key",
      data: { expectedFailures: [], expected: [] },
      parts: ['Unrecognized key: "expected"'],
    },
    {
      title: "when it has no entries",
      data: {},
      parts: ["expected array, received undefined", "expectedFailures: "],
    },
    {
      title: "when an entry has an unknown key",
      data: { expectedFailures: [{ ...entry, until: "2027" }] },
      parts: ['Unrecognized key: "until"', "expectedFailures.0: "],
    },
    {
      title: "when an entry names its implementation itself",
      data: { expectedFailures: [{ implementation: "deno", ...entry }] },
      parts: ['Unrecognized key: "implementation"', "expectedFailures.0: "],
    },
    ...(["scenario", "check", "observed", "reason"] as const).flatMap((key) => [
      {
        title: `when an entry has no ${key}`,
        data: { expectedFailures: [entry, { ...entry, [key]: undefined }] },
        parts: ["expected string, received undefined", `expectedFailures.1.${key}: `],
      },
      {
        title: `when an entry's ${key} is empty`,
        data: { expectedFailures: [{ ...entry, [key]: "" }] },
        parts: ["expected string to have >=1 characters", `expectedFailures.0.${key}: `],
      },
    ]),
  ])("$title", ({ data, parts }) => {
    const implementation = implementationWith(JSON.stringify(data));
    const message = messageFor(implementation);
    expect(
      message.startsWith(`${join(implementation.folder, "baseline.json")} is not a baseline:\n`),
    ).toBe(true);
    for (const part of parts) {
      expect(message).toContain(part);
    }
  });
});

describe("a baseline of several implementations", () => {
  const entries = [
    { implementation: "node", ...entry, network: "lte" },
    { implementation: "deno", ...entry, sometimes: false },
  ];

  function fileWith(text: string): string {
    const { folder } = implementationWith(text);
    return join(folder, "baseline.json");
  }

  test("is read back as it was written", () => {
    const file = fileWith("");
    storeSharedBaseline(file, entries);
    expect(loadSharedBaseline(file)).toEqual(entries);
  });

  test("is refused when an entry does not name its implementation", () => {
    const file = fileWith(JSON.stringify({ expectedFailures: [entry] }));
    expect(() => loadSharedBaseline(file)).toThrow(InvalidManifestError);
    expect(() => loadSharedBaseline(file)).toThrow("expectedFailures.0.implementation: ");
  });

  test("is refused when there is no such file", () => {
    expect(() => loadSharedBaseline("/nowhere/baseline.json")).toThrow(
      "/nowhere/baseline.json cannot be read: ENOENT, no such file or directory.",
    );
  });
});
