import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pack } from "tar-stream";
import { nativeRoot } from "../../host/package/native-root.ts";

/** Path of the agent in a third-party image; the folder is a volume that is removed with it. */
export const agentFolder = "/.sockspec";
export function agentFile(): string {
  return join(nativeRoot(), "containers", "agent", "build", "agent");
}

/** The agent as an engine takes files: a tar archive, of the same bytes each time. */
export function archiveAgent(): Readable {
  const archive = pack();
  const header = { name: "agent", mode: 0o755, mtime: new Date(0) };
  archive.entry(header, readFileSync(agentFile()));
  archive.finalize();
  return Readable.from(archive);
}
