import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";

const program = ["--import", "tsx", join(import.meta.dirname, "with-engine.ts")];
const env = { ...process.env, DOCKER_HOST: "unix:///engine.sock" };

test("runs the command with the engine that the environment names", () => {
  const words = [...program, "sh", "-c", 'echo "$DOCKER_HOST" "$1"', "sh", "two words"];
  const { stdout, status } = spawnSync(process.execPath, words, { env, encoding: "utf8" });
  expect(stdout).toBe("unix:///engine.sock two words\n");
  expect(status).toBe(0);
});

test.each([
  ["that of the command", "exit 7", 7],
  ["128 and the number of the signal that ended the command", "kill -KILL $$", 137],
])("its exit status is %s", (_, script, expected) => {
  const words = [...program, "sh", "-c", script];
  expect(spawnSync(process.execPath, words, { env }).status).toBe(expected);
});

test("it says which command could not be run", () => {
  const words = [...program, "no-such-command"];
  const { stderr, status } = spawnSync(process.execPath, words, { env, encoding: "utf8" });
  expect(stderr).toContain("no-such-command");
  expect(status).toBe(127);
});

test.each([
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)("%s reaches the command, which may take its time to end", async (name, expected) => {
  const script = `trap 'sleep 0.3; echo released; exit 0' ${name.slice(3)}; echo ready; while :; do sleep 0.05; done`;
  const words = [...program, "sh", "-c", script];
  const child = spawn(process.execPath, words, { env, stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
    if (text.includes("ready")) {
      child.kill(name);
    }
  });
  expect(await once(child, "close")).toEqual([expected, null]);
  expect(printed).toBe("ready\nreleased\n");
});
