import { readFileSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import { extract } from "tar-stream";
import { expect, test } from "vitest";
import { agentFile, archiveAgent } from "./agent-archive.ts";

test("the agent's archive holds the agent, and is the same each time", async () => {
  const bytes = await buffer(archiveAgent());
  expect(bytes.equals(await buffer(archiveAgent()))).toBe(true);
  const archive = extract();
  archive.end(bytes);
  const names: string[] = [];
  for await (const entry of archive) {
    const { name, mode, uid, mtime } = entry.header;
    expect({ mode, uid, mtime }).toEqual({ mode: 0o755, uid: 0, mtime: new Date(0) });
    expect((await buffer(entry)).equals(readFileSync(agentFile()))).toBe(true);
    names.push(name);
  }
  expect(names).toEqual(["agent"]);
});
