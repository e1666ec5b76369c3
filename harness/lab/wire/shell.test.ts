import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toolEnvironment } from "../../cli/choose/bundled.ts";
import { startWireShell, type WireShell } from "./shell.ts";

const environment = toolEnvironment();

let holder: ChildProcess;
let shell: WireShell;
beforeAll(async () => {
  const hold = ["--user", "--map-root-user", "--net", "--mount", "sh", "-c", "echo; exec sleep 60"];
  holder = spawn("unshare", hold, { env: environment, stdio: ["ignore", "pipe", "inherit"] });
  await once(holder.stdout ?? holder, "data");
  shell = startWireShell(holder.pid ?? 0, environment);
});
afterAll(async () => {
  const ended = once(holder, "exit");
  holder.kill("SIGKILL");
  await ended;
});

describe("a program on the wire", () => {
  test("runs as root in the wire's network, and returns what it printed", async () => {
    const said = await shell.run(["sh", "-c", "id -u; ls /proc/self/net/dev_snmp6"]);
    expect(said).toBe("0\nlo\n");
  });

  test("reads what it is given", async () => {
    const lines = "one\n".repeat(100_000);
    expect(await shell.run(["cat"], lines)).toBe(lines);
    expect(await shell.run(["cat"])).toBe("");
  });

  test("need not read what it is given", async () => {
    expect(await shell.run(["true"], "one\n".repeat(100_000))).toBe("");
  });

  test.each<{ title: string; command: readonly string[]; message: string | RegExp }>([
    {
      title: "with what it complained of",
      command: ["sh", "-c", "echo printed; echo No such qdisc. >&2; exit 2"],
      message: "sh failed on the wire: No such qdisc.",
    },
    {
      title: "with the cause, and not with all its consequences",
      command: ["sh", "-c", "for line in 1 2 3; do echo complaint $line >&2; done; exit 1"],
      message: "sh failed on the wire: complaint 1 complaint 2",
    },
    {
      title: "with its status when it said nothing",
      command: ["false"],
      message: "false failed on the wire: it ended with status 1",
    },
    {
      title: "with the signal that ended it",
      command: ["sh", "-c", "kill -KILL $$"],
      message: "sh failed on the wire: it ended with SIGKILL",
    },
    {
      title: "when it is not installed",
      command: ["nosuchprogram"],
      message: /^nosuchprogram failed on the wire: .*No such file or directory/,
    },
  ])("fails $title", async ({ command, message }) => {
    const running = shell.run(command);
    await expect(running).rejects.toMatchObject({ name: "WireError", code: "WIRE_FAILED" });
    await expect(running).rejects.toThrow(message);
  });
});

describe("a question on the wire", () => {
  const show = (device: string) =>
    ({ tool: "ip", words: ["link", "show", "dev", device] }) as const;

  test("is answered in JSON by a tool that stays", async () => {
    const [first, second] = [await shell.ask(show("lo")), await shell.ask(show("lo"))];
    expect(JSON.parse(first)).toMatchObject([{ ifname: "lo" }]);
    expect(second).toBe(first);
  });

  test("that cannot be answered fails with the complaint, and others are answered", async () => {
    await shell.ask(show("lo"));
    const failing = shell.ask(show("nosuch"));
    await expect(failing).rejects.toMatchObject({ code: "WIRE_FAILED" });
    await expect(failing).rejects.toThrow(/nosuch/);
    expect(JSON.parse(await shell.ask(show("lo")))).toMatchObject([{ ifname: "lo" }]);
  });

  test("about counters is answered with what they are now", async () => {
    const rules = [
      "add table inet own",
      "add counter inet own sent",
      "add chain inet own out { type filter hook output priority 0; }",
      "add rule inet own out counter name sent",
    ];
    await shell.run(["nft", "-f", "-"], rules.join("\n"));
    const packets = async () => {
      const words = ["reset", "counters", "table", "inet", "own"];
      const answer = await shell.ask({ tool: "nft", words });
      return Number(/"packets": (\d+)/.exec(answer)?.[1]);
    };
    expect(await packets()).toBe(0);
    await shell.run(["ip", "link", "set", "lo", "up"]);
    await shell.run(["bash", "-c", "echo > /dev/udp/127.0.0.1/9"]);
    expect(await packets()).toBeGreaterThan(0);
  });
});

test("a wire that is gone fails", async () => {
  const gone = startWireShell(2 ** 22 - 1, environment);
  await expect(gone.run(["true"])).rejects.toMatchObject({ code: "WIRE_FAILED" });
});
