import { release } from "node:os";
import { beforeAll, describe, expect, test } from "vitest";
import { toolEnvironment } from "../../cli/choose/bundled.ts";
import { makeWindow } from "../fixtures/guest-window.ts";
import { bootScript, runInGuest } from "../fixtures/run-in-guest.ts";

const environment = toolEnvironment();

describe("a guest", () => {
  test("runs a command as root of another kernel, and tells its output and status", async () => {
    using window = makeWindow();
    const script = "id -u; uname -r; pwd; echo bad luck >&2; exit 7";
    const ran = await runInGuest(window, script, { environment, cwd: window.path });
    expect(ran.end).toEqual({ how: "finished", status: 7 });
    expect(ran.stderr).toBe("bad luck\n");
    const [uid, kernel, folder] = ran.stdout.split("\n");
    expect([uid, folder]).toEqual(["0", window.path]);
    expect(kernel).not.toBe(release());
  });

  test("gives the command its words and its environment as they are, and no more", async () => {
    using window = makeWindow();
    const words = ["two words", "it's", "$HOME", '"', "", "new\nline", "a=b"];
    const command = ["sh", "-c", 'printf "<%s>" "$@" "$WORD"; env | grep -c =', "sh", ...words];
    const own = { PATH: environment["PATH"] ?? "", WORD: "`date` 'x'" };
    const ran = await runInGuest(window, "", { command, environment: own });
    const expected = [...words, own.WORD].map((word) => `<${word}>`).join("");
    // The shell adds PWD; env sees that too.
    expect(ran.stdout).toBe(`${expected}3\n`);
  });

  test("shows what its command writes while it runs", async () => {
    using window = makeWindow();
    const script = "echo so far; exec sleep 1000";
    await using guest = await bootScript(window, script, { environment });
    await expect.poll(() => window.read("stdout.log"), { timeout: 30_000 }).toBe("so far\n");
    expect(guest.consoleTail()).toContain("guest is up");
  });

  test("shares the machine with another guest", async () => {
    using first = makeWindow();
    using second = makeWindow();
    const options = { environment };
    const both = [runInGuest(first, "exit 1", options), runInGuest(second, "exit 2", options)];
    const ends = (await Promise.all(both)).map((ran) => ran.end);
    expect(ends).toEqual([1, 2].map((status) => ({ how: "finished", status })));
  });
});

/** What a lab needs to be able to do, as shell commands. */
const abilities = {
  "its loopback interface is up": "ip -brief link show dev lo | grep -q UP",
  "a file can be written anywhere":
    "echo x > /tmp/guest-test && echo x > /etc/guest-test && echo x > /dev/shm/guest-test",
  "what was installed can be changed": "rm /usr/bin/env && test ! -e /usr/bin/env",
  "a command's output can be a file's": "bash -c 'cat <(echo x)'",
  "network namespaces can be made": "ip netns add one && ip netns exec one ip link set lo up",
  "a pair of interfaces can be made":
    "ip link add name left type veth peer name right && ip link set left up",
  "segments can be delayed and lost": "tc qdisc add dev left root netem delay 10ms loss 1%",
  "segments can be chosen by number":
    "nft add table bridge t && nft 'add chain bridge t c { type filter hook forward priority 0; }' " +
    "&& nft add rule bridge t c numgen inc mod 5 4 counter drop",
  "IPv6 is there": "ip -6 address show dev lo | grep -q ::1",
  "user namespaces nest":
    "unshare --user --map-root-user --net --mount --pid --fork --kill-child --mount-proc true",
  "the wait for a CPU is reported": "test $(wc -w < /proc/self/schedstat) = 3",
  "a module can be loaded": "modprobe tcp_bbr",
};

describe("in a guest", () => {
  let said: string;
  beforeAll(async () => {
    using window = makeWindow();
    const lines = Object.entries(abilities).map(
      ([what, line]) => `if (${line}) >&2; then echo "can: ${what}"; fi`,
    );
    const ran = await runInGuest(window, lines.join("\n"), { environment });
    said = ran.stdout + ran.stderr;
  });

  test.each(Object.keys(abilities))("%s", (what) => {
    expect(said).toContain(`can: ${what}\n`);
  });
});

describe("a guest comes to an end", () => {
  const ways = [
    {
      because: "its kernel panicked",
      script: "echo c > /proc/sysrq-trigger; sleep 1000",
      end: { how: "panicked", message: "sysrq triggered crash" },
    },
    {
      because: "its command powered it off",
      script: "echo o > /proc/sysrq-trigger; sleep 1000",
      end: { how: "failed", message: expect.stringContaining("powered off") },
    },
    {
      because: "its command restarted it",
      script: "echo b > /proc/sysrq-trigger; sleep 1000",
      end: { how: "failed", message: expect.stringContaining("powered off") },
    },
    {
      because: "its command tried to kill its first process, and then killed itself",
      script: "kill -9 1; kill -9 $$",
      end: { how: "finished", status: 137 },
    },
    {
      because: "there is no such command",
      script: "exec nosuchcommand",
      end: { how: "finished", status: 127 },
    },
  ];

  test.each(ways)("because $because, and says so", async ({ script, end }) => {
    using window = makeWindow();
    expect((await runInGuest(window, script, { environment })).end).toEqual(end);
  });

  test("because its command's folder is not there, and says so", async () => {
    using window = makeWindow();
    const { end, stderr } = await runInGuest(window, "true", { environment, cwd: "/nonexistent" });
    expect(end).toEqual({ how: "finished", status: 2 });
    expect(stderr).toContain("/nonexistent");
  });

  test("because it used up its memory, and others have theirs", async () => {
    using window = makeWindow();
    const { end } = await runInGuest(window, "tail /dev/zero", { environment, memoryMiB: 128 });
    expect(end).toEqual({ how: "finished", status: 137 });
  });
});
