import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { InvalidManifestError, loadManifest, parseFile } from "./load-manifest.ts";
import { manifestSchema } from "./manifest.ts";

const manifest = {
  name: "my-echo",
  role: "server",
  protocols: ["framed"],
  command: ["./echo", "{port}"],
  claims: [],
};

/** @returns a folder that is removed after the test. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-manifest-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** @returns the error's message. */
function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidManifestError);
    expect(error).toMatchObject({ code: "INVALID_MANIFEST", cause: expect.any(Error) });
    return (error as InvalidManifestError).message;
  }
  throw new Error("Expected an InvalidManifestError, and nothing was thrown.");
}

describe("a manifest", () => {
  test("is read from its folder, with what it leaves out", () => {
    const folder = folderWith({ "impl.json": JSON.stringify(manifest) });
    expect(loadManifest(folder)).toEqual({
      ...manifest,
      folder,
      maxFrameBytes: 1024 * 1024,
      readyTimeoutMs: 30_000,
    });
  });

  test("is read from a file of any name, whose folder its commands run in", () => {
    const folder = folderWith({ "other.json": JSON.stringify(manifest) });
    const found = loadManifest(relative(".", join(folder, "other.json")));
    expect(found).toMatchObject({ name: "my-echo", folder });
  });

  test("may claim a keep-alive, with its time", () => {
    const text = JSON.stringify({ ...manifest, claims: ["keep-alive"], keepAliveMs: 10_000 });
    expect(loadManifest(folderWith({ "impl.json": text }))).toMatchObject({
      claims: ["keep-alive"],
      keepAliveMs: 10_000,
    });
  });

  test("may point to its schema", () => {
    const text = JSON.stringify({ ...manifest, $schema: "../impl.schema.json" });
    expect(loadManifest(folderWith({ "impl.json": text })).name).toBe("my-echo");
  });
});

describe("a manifest that cannot be read", () => {
  test("is named, with what to do, when it is missing", () => {
    const folder = folderWith({});
    expect(messageOf(() => loadManifest(folder))).toBe(
      `Expected the folder of an impl.json, found no ${join(folder, "impl.json")}. ` +
        "Write one (see CONTRIBUTING.md), or give the server's command after --.",
    );
  });

  test("is named when its folder is missing", () => {
    const folder = join(folderWith({}), "none");
    expect(messageOf(() => loadManifest(folder))).toBe(
      `Expected the folder of an impl.json, found no ${join(folder, "impl.json")}. ` +
        "Write one (see CONTRIBUTING.md), or give the server's command after --.",
    );
  });

  test("is named when it is a folder", () => {
    const folder = folderWith({});
    expect(messageOf(() => parseFile(manifestSchema, folder, "a manifest"))).toBe(
      `${folder} cannot be read: EISDIR, it is a folder.`,
    );
  });

  test.each([
    { title: "stops in the middle", text: '{"name": "my-echo",' },
    { title: "is empty", text: "" },
    { title: "has a comment", text: "// mine\n{}" },
  ])("is named, with the reason, when it $title", ({ text }) => {
    const folder = folderWith({ "impl.json": text });
    const [file, why] = messageOf(() => loadManifest(folder)).split(" is not JSON: ");
    expect(file).toBe(join(folder, "impl.json"));
    expect(why).toMatch(/JSON/);
  });
});

describe("a manifest that says something else is reported with the key and what was expected:", () => {
  test.each<{ title: string; data: unknown; problem: string }>([
    {
      title: "an unknown key",
      data: { ...manifest, comand: ["./echo"] },
      problem: '(top level): Unrecognized key: "comand"',
    },
    {
      title: "a missing key",
      data: { ...manifest, command: undefined },
      problem: "command: Invalid input: expected array, received undefined",
    },
    {
      title: "an empty command",
      data: { ...manifest, command: [] },
      problem: "command: Too small: expected array to have >=1 items",
    },
    {
      title: "a command in one string",
      data: { ...manifest, command: "./echo {port}" },
      problem: "command: Invalid input: expected array, received string",
    },
    {
      title: "a word of the command that is no string",
      data: { ...manifest, command: ["./echo", 7] },
      problem: "command.1: Invalid input: expected string, received number",
    },
    {
      title: "an unknown claim",
      data: { ...manifest, claims: ["half-closed"] },
      problem: 'claims.0: Invalid option: expected one of "many-frames"|',
    },
    {
      title: "a port and a socket",
      data: { ...manifest, command: ["./echo", "{port}"], env: { SOCKET: "{socket}" } },
      problem:
        "command: expected {port} for a server on TCP or UDP, or {socket} for one on a Unix-domain socket, found both",
    },
    {
      title: "a proxy that is not told its upstream",
      data: { ...manifest, role: "proxy" },
      problem:
        "command: expected {upstreamHost} and {upstreamPort}, where a proxy passes connections on to, found neither in it nor in env",
    },
    {
      title: "an upstream for what is no proxy",
      data: { ...manifest, env: { UPSTREAM: "{upstreamHost}:{upstreamPort}" } },
      problem:
        'role: expected "proxy" for a command that takes {upstreamPort}; ad hoc, that is --proxy',
    },
    {
      title: "a proxy on a Unix-domain socket",
      data: { ...manifest, role: "proxy", command: ["./pass-on", "{socket}", "{upstreamPort}"] },
      problem: "command: expected {listenPort} for a proxy, which listens on TCP, found {socket}",
    },
    {
      title: "the mode of a socket that is no octal number",
      data: { ...manifest, command: ["./echo", "{socket}"], socketMode: "660" },
      problem: 'socketMode: expected permission bits in octal, such as "0660"',
    },
    {
      title: "a mode that is claimed and not given",
      data: { ...manifest, command: ["./echo", "{socket}"], claims: ["socket-mode"] },
      problem: 'socketMode: expected the mode of the socket that is claimed, such as "0660"',
    },
    {
      title: "a name that is not one",
      data: { ...manifest, name: "My Echo" },
      problem: "name: expected lower-case letters, digits and hyphens, such as my-echo",
    },
    {
      title: "a variable that is no text",
      data: { ...manifest, env: { PORT: 7 } },
      problem: "env.PORT: Invalid input: expected string, received number",
    },
    {
      title: "a variable with a name that is none",
      data: { ...manifest, env: { "LOG LEVEL": "debug" } },
      problem: "env.LOG LEVEL: expected a variable such as LOG_LEVEL",
    },
    {
      title: "a variable that is ours",
      data: { ...manifest, env: { SOCKSPEC_PORT: "7" } },
      problem: "env.SOCKSPEC_PORT: variables that begin with SOCKSPEC_ are set by sockspec",
    },
    {
      title: "variables in a list",
      data: { ...manifest, env: ["A=b"] },
      problem: "env: Invalid input: expected record, received array",
    },
    {
      title: "an empty working directory",
      data: { ...manifest, cwd: "" },
      problem: "cwd: Too small: expected string to have >=1 characters",
    },
    {
      title: "frames that are too small",
      data: { ...manifest, maxFrameBytes: 1023 },
      problem: "maxFrameBytes: Too small: expected number to be >=1024",
    },
    {
      title: "frames that are too large",
      data: { ...manifest, maxFrameBytes: 64 * 1024 * 1024 + 1 },
      problem: "maxFrameBytes: Too big: expected number to be <=67108864",
    },
    {
      title: "a keep-alive without its time",
      data: { ...manifest, claims: ["keep-alive"] },
      problem: "keepAliveMs: expected the time of the keep-alive that is claimed, in ms",
    },
    {
      title: "a keep-alive of a day",
      data: { ...manifest, claims: ["keep-alive"], keepAliveMs: 86_400_000 },
      problem: "keepAliveMs: Too big: expected number to be <=14400000",
    },
    {
      title: "a backlog that is claimed and not named",
      data: { ...manifest, claims: ["backlog"] },
      problem: "backlog: expected the backlog that is claimed, such as 511",
    },
    {
      title: "a list instead of a manifest",
      data: [manifest],
      problem: "(top level): Invalid input: expected object, received array",
    },
  ])("$title", ({ data, problem }) => {
    const folder = folderWith({ "impl.json": JSON.stringify(data) });
    const [heading, ...problems] = messageOf(() => loadManifest(folder)).split("\n");
    expect(heading).toBe(`${join(folder, "impl.json")} is not a manifest:`);
    expect(problems).toEqual([expect.stringContaining(`  ${problem}`)]);
  });

  test("every problem at once", () => {
    const folder = folderWith({ "impl.json": JSON.stringify({ ...manifest, name: 7, role: 7 }) });
    expect(messageOf(() => loadManifest(folder)).split("\n")).toHaveLength(3);
  });
});
