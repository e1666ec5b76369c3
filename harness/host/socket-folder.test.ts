import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { makeSocketFolder, socketPathBytesMost, socketPathIn } from "./socket-folder.ts";

test("a folder for sockets is gone when it is disposed of, with all that was left in it", () => {
  let path = "";
  {
    using folder = makeSocketFolder();
    ({ path } = folder);
    writeFileSync(socketPathIn(folder.path), "");
    expect(existsSync(path)).toBe(true);
  }
  expect(existsSync(path)).toBe(false);
});

test("a path in it has the length that was asked for", () => {
  using folder = makeSocketFolder();
  const paths = [socketPathBytesMost, 109].map((bytes) => socketPathIn(folder.path, bytes));
  expect(paths.map((path) => Buffer.byteLength(path))).toEqual([107, 109]);
  expect(Buffer.byteLength(socketPathIn(folder.path))).toBeLessThan(socketPathBytesMost);
});

test("a server can listen at the longest path", async () => {
  using folder = makeSocketFolder();
  const path = socketPathIn(folder.path, socketPathBytesMost);
  const server = createServer().listen(path);
  await once(server, "listening");
  expect(existsSync(path)).toBe(true);
  server.close();
  await once(server, "close");
});
