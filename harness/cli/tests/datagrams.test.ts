import { describe, expect, test } from "vitest";
import {
  echoDatagram,
  portNobodyServes,
  serveDatagrams,
} from "../../driver/fixtures/datagram-server.ts";
import { makeWorkspace, sockspec } from "../fixtures/sockspec.ts";

/** @returns a server of UDP that answers each datagram with an expression of `data`. */
function serverAnswering(expression: string): readonly string[] {
  const script = `
    const socket = require("node:dgram").createSocket("udp4");
    socket.on("message", (data, { port, address }) => {
      for (const answer of [${expression}].flat()) socket.send(answer, port, address);
    });
    socket.bind(Number(process.argv[1]));
    process.on("SIGTERM", () => process.exit());
  `;
  return ["--", process.execPath, "-e", script, "{port}"];
}

const scenarios = ["udp/one-byte", "udp/empty", "udp/sizes", "udp/boundaries", "udp/many-peers"];
const options = ["--protocol", "datagram", "--lab", "loopback", "--name", "mine"];

async function grade(command: readonly string[], ids: readonly string[] = scenarios) {
  using workspace = makeWorkspace();
  const patterns = ids.flatMap((id) => ["-t", id]);
  const output = ["--output", workspace.folder];
  return await sockspec(["run", ...patterns, ...options, ...output, ...command]);
}

describe("a command that speaks UDP", () => {
  test("passes when it answers each datagram with the same data", async () => {
    const { stdout, status } = await grade(serverAnswering("data"));
    expect(stdout).toContain("5 cases: 5 pass");
    expect(status).toBe(0);
  });

  test.each([
    {
      title: "cuts datagrams off",
      expression: "data.subarray(0, 1400)",
      said: "1400 B, the beginning of datagram 1 of 1472 B",
    },
    {
      title: "answers twice",
      expression: "[data, data]",
      said: "replies more than datagrams were sent, first to main",
    },
    {
      title: "answers nobody",
      expression: "[]",
      said: "0 of 3 datagrams answered; none to datagram 1 of main (1472 B, sent",
    },
  ])("fails in datagrams when it $title", async ({ expression, said }) => {
    const { stdout, status } = await grade(serverAnswering(expression), ["udp/sizes"]);
    expect(stdout).toContain(said);
    expect(status).toBe(1);
  });

  test("is not graded before its socket is there", async () => {
    const script = "setTimeout(() => process.exit(7), 50)";
    const silent = ["--", process.execPath, "-e", script, "{port}"];
    const { stdout, status } = await grade(silent, ["udp/empty"]);
    expect(stdout).toContain("exited with status 7 before it started listening");
    expect(status).toBe(3);
  });
});

describe("a server of UDP that runs already", () => {
  const runOf = (address: string) => [
    "run",
    ...["--address", address, "--protocol", "datagram"],
    ...["-t", "udp/one-byte", "-t", "udp/largest"],
  ];

  test.each(["127.0.0.1", "::1"])("is graded at %s by what comes back", async (host) => {
    await using server = await serveDatagrams(echoDatagram, host);
    using workspace = makeWorkspace();
    const name = host.includes(":") ? `[${host}]` : host;
    const { stdout, status } = await sockspec([
      ...runOf(`${name}:${server.port}`),
      ...["--output", workspace.folder],
    ]);
    expect(stdout).toContain("2 cases: 2 pass");
    expect(status).toBe(0);
  });

  test("is not graded where nobody answers", async () => {
    const port = await portNobodyServes();
    using workspace = makeWorkspace();
    const { stdout, stderr, status } = await sockspec([
      ...runOf(`127.0.0.1:${port}`),
      ...["--output", workspace.folder],
    ]);
    expect(stdout + stderr).toContain(
      "expected a server that answers a datagram, found no listener there",
    );
    expect(status).toBe(3);
  });
});
