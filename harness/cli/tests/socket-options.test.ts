import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeWorkspace, sockspec } from "../fixtures/sockspec.ts";

/** Has a backlog of 7 and no TCP_NODELAY, and aborts the connections that it closes. */
const claimant = {
  name: "claimant",
  role: "server",
  protocols: ["framed"],
  command: [
    "python3",
    "-c",
    `
import socket, struct, sys
listener = socket.create_server(("0.0.0.0", int(sys.argv[1])), backlog=7)
while True:
    peer, _ = listener.accept()
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    while data := peer.recv(65536):
        peer.sendall(data)
    peer.close()
`,
    "{port}",
  ],
  claims: ["no-delay", "reuse-address", "backlog"],
  backlog: 7,
};

test("claims of options are tested, and what was set is in the reports", async () => {
  using workspace = makeWorkspace();
  const folder = workspace.implementation("claimant", claimant);
  const json = join(workspace.folder, "run.json");
  const { stdout, status } = await sockspec([
    ...["run", folder, "--lab", "netns", "--jobs", "1", "-t", "options/"],
    ...["--reporter", `line,json=${json}`, "--output", workspace.folder],
  ]);
  const verdicts = {
    "orderly-close": "▴",
    "no-delay": "▴",
    "keep-alive": "–",
    "reuse-address": "✓",
    backlog: "✓",
  };
  for (const [scenario, mark] of Object.entries(verdicts)) {
    expect(stdout).toContain(`${mark} claimant options/${scenario}`);
  }
  expect(stdout).toContain("claimant  listener    backlog 7, SO_REUSEADDR");
  expect(stdout).toContain("          connection  SO_LINGER 0 s");
  expect(status).toBe(0);
  const { cases } = JSON.parse(readFileSync(json, "utf8")) as {
    readonly cases: readonly unknown[];
  };
  expect(cases).toContainEqual(
    expect.objectContaining({
      scenario: "options/backlog",
      socketOptions: expect.objectContaining({
        failure: null,
        listener: expect.objectContaining({ backlog: 7 }),
        connection: expect.objectContaining({ family: "IPv4" }),
      }),
    }),
  );
});
