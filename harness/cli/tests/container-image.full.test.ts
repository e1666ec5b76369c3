import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { projectRoot } from "../../host/package/project-root.ts";

const packed = inject("packed");
const tag = `sockspec/sockspec-test-${process.pid}`;
const folder = mkdtempSync(join(tmpdir(), "sockspec-image-test-"));

/** As docs/platforms.md gives them: an engine's own profiles keep containers from making namespaces. */
const mayMakeNamespaces = [
  "seccomp=unconfined",
  "apparmor=unconfined",
  "systempaths=unconfined",
].flatMap((option) => ["--security-opt", option]);

const echo = `import { createServer } from "node:net";
createServer((socket) => socket.on("error", () => {}).pipe(socket)).listen(process.argv[2]);
`;
const server = ["--", "node", "server.mjs", "{port}"];

beforeAll(() => {
  const words = ["scripts/build-image.ts", "--tarball", packed.tarball, "--tag", tag];
  const built = spawnSync(process.execPath, [...words, "--without-registry"], {
    cwd: projectRoot,
    encoding: "utf8",
  });
  expect(built.status, built.stdout + built.stderr).toBe(0);
  writeFileSync(join(folder, "server.mjs"), echo);
});

beforeEach(() => {
  rmSync(join(folder, "results"), { recursive: true, force: true });
  chownSync(folder, 0, 0);
  chmodSync(folder, 0o755);
});

afterAll(() => {
  spawnSync("docker", ["rmi", "--force", tag, `${tag}-base`, `${tag}-packages`]);
  rmSync(folder, { recursive: true, force: true });
});

function inImage(flags: readonly string[], words: readonly string[]) {
  const mounted = ["--volume", `${folder}:/work`];
  const all = ["run", "--rm", ...flags, ...mounted, tag, ...words];
  const { status, stdout, stderr } = spawnSync("docker", all, { encoding: "utf8" });
  return { status, stdout, stderr };
}

describe("the image of sockspec", () => {
  test("grades a server in its guest kernel, without any flag", () => {
    const words = ["run", "--kernel", "guest", "-t", "echo/basic", ...server];
    const { status, stdout, stderr } = inImage([], words);
    expect(stdout, stderr).toContain("✓ server-mjs echo/basic");
    expect(status).toBe(0);
    expect(readdirSync(join(folder, "results", "runs"))).toHaveLength(1);
  });

  test("finds what a server does wrong", () => {
    // An echo of bytes keeps a connection on which a length of 4 GiB was announced.
    const words = ["run", "--kernel", "guest", "-t", "length/oversize", ...server];
    const { status, stdout, stderr } = inImage([], words);
    expect(stdout, stderr).toContain("✗ server-mjs length/oversize");
    expect(status).toBe(1);
  });

  test("grades on the engine's kernel as a user without capabilities, whom the results belong to", () => {
    chownSync(folder, 1000, 1000);
    const words = ["run", "-t", "echo/basic", ...server];
    const flags = [...mayMakeNamespaces, "--user", "1000:1000"];
    const { status, stdout, stderr } = inImage(flags, words);
    expect(stdout, stderr).toContain("✓ server-mjs echo/basic");
    expect(status).toBe(0);
    expect(statSync(join(folder, "results")).uid).toBe(1000);
  });

  test("impairs a link", () => {
    const words = ["run", "-t", "echo/basic", "--network", "lte", ...server];
    const { status, stdout, stderr } = inImage(mayMakeNamespaces, words);
    expect(stdout, stderr).toMatch(/^lte on .*: proved in 1 of 1 labs/m);
    expect(status).toBe(0);
  });

  test("without a flag, says that namespaces are missing, and gives no verdict", () => {
    const { status, stderr } = inImage([], ["run", "-t", "echo/basic", ...server]);
    expect(stderr).toContain("The netns lab could not be opened: unshare");
    expect(status).toBe(3);
  });
});
