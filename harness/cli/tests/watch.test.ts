import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  echoScript,
  inlineServer,
  type Running,
  sockspec,
  startSockspec,
} from "../fixtures/sockspec.ts";

/** @returns a folder with a server that Node runs from `server.cjs`. */
function makeServer(script = echoScript): string {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-watch-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "mine"));
  const command = [process.execPath, "server.cjs", "{port}"];
  const manifest = { ...inlineServer("mine", ""), claims: ["many-frames"], command };
  writeFileSync(join(folder, "mine", "impl.json"), JSON.stringify(manifest));
  write(folder, script);
  return folder;
}

function write(folder: string, script: string): void {
  writeFileSync(join(folder, "mine", "server.cjs"), script.replace("argv[1]", "argv[2]"));
}

const graded = ["./mine", "-t", "echo/basic", "--lab", "loopback"];

/** @returns a function that waits until standard error has shown a text so many times. */
function watchErrors({ child }: Running): (text: string, times: number) => Promise<void> {
  let shown = "";
  child.stderr?.on("data", (part: Buffer) => {
    shown += part.toString("utf8");
  });
  const limit = AbortSignal.timeout(90_000);
  return async (text, times) => {
    while (child.stderr !== null && shown.split(text).length <= times) {
      await once(child.stderr, "data", { signal: limit });
    }
  };
}

describe("--watch", () => {
  test("grades again when a file of the server changes, until it is interrupted", async () => {
    const folder = makeServer();
    const junit = join(folder, "mine", "report.json");
    const reporter = `line,json=${junit}`;
    const running = startSockspec(["run", ...graded, "--watch", "--reporter", reporter], {
      folder,
    });
    onTestFinished(() => void running.child.kill("SIGINT"));
    const errors = watchErrors(running);
    await errors("Watching 3 files for changes; Ctrl-C ends.", 1);
    write(folder, "process.exit(1); // argv[1]");
    await errors("Watching 3 files for changes; Ctrl-C ends.", 2);
    running.child.kill("SIGINT");
    const { stdout, stderr, status } = await running.finished;
    expect(stdout).toContain("✓ mine echo/basic");
    expect(stdout).toContain("? mine echo/basic");
    expect(stderr).toContain("changed: mine/server.cjs\n");
    expect(stderr.match(/changed: /g)).toHaveLength(1);
    expect(status).toBe(130);
  });

  test("ends a run that is going on as that is interrupted by itself", async () => {
    const folder = makeServer();
    const many = ["--repeat-each", "500", "--reporter", "dot"];
    const running = startSockspec(["run", ...graded, ...many, "--watch"], { folder });
    await once(running.child.stdout ?? running.child, "data");
    running.child.kill("SIGINT");
    const { stderr, status } = await running.finished;
    expect(stderr).toContain("interrupted by SIGINT");
    expect(stderr).not.toContain("Watching");
    expect(status).toBe(130);
  });

  test.each([
    { args: ["--address", "127.0.0.1:9"], message: "files are here, found --address" },
    { args: ["./mine", "--list"], message: "files are here, found --list" },
    { args: ["--resume", "any"], message: "files are here, found --resume" },
    { args: ["./gone"], message: "Expected the folder of an impl.json" },
  ])("is refused for what cannot be watched: $args", async ({ args, message }) => {
    const folder = makeServer();
    const { stderr, status } = await sockspec(["run", ...args, "--watch"], { folder });
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
