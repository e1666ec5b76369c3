import { describe, expect, test } from "vitest";
import { programsBut } from "../../lab/fixtures/program-folder.ts";
import { hasNetem } from "../../lab/netns/netem.ts";
import { toolEnvironment } from "../choose/bundled.ts";
import { sockspec } from "../fixtures/sockspec.ts";
import { isTooOld } from "./engine.ts";
import { type NetemClues, netemCommand, readDistributions } from "./netem.ts";
import { networkFindings, type Tried } from "./networks.ts";

const environment = toolEnvironment();
const mayInstall = process.getuid?.() === 0;

describe("sockspec doctor", () => {
  test("tells what this machine can do, having tried it", async () => {
    const { status, stdout } = await sockspec(["doctor"]);
    expect(stdout).toMatch(/✓ node +v\d+/);
    expect(stdout).toMatch(/✓ kernel +\S+/);
    expect(stdout).toMatch(/✓ native programs +compiled in /);
    expect(stdout).toMatch(/✓ netns lab +opens in \d+ ms, congestion control (cubic|reno)/);
    expect(stdout).toMatch(/✓ netns link +can be observed/);
    expect(stdout).toContain("loopback lab");
    for (const program of ["unshare", "nsenter", "ip", "tc", "nft", "ss", "g++", "make"]) {
      expect(stdout).toMatch(new RegExp(`✓ ${program.replaceAll("+", "\\+")} +/`));
    }
    expect(stdout).toMatch(/✓ guest kernel +\d+\.\d+\S* boots in \d+\.\d s; it can write nothing/);
    expect(stdout).toMatch(/✓ clean links +run on this kernel$/m);
    expect(stdout).toMatch(/✓ impaired links +run (on this|in a guest) kernel/);
    expect(stdout).toMatch(
      /\nNothing is missing\. Grade a server:\n\n {2}\S.* run -- \S+ \{port\}\n$/,
    );
    expect(status).toBe(0);
  });

  test("tells the one command that brings a guest kernel", async ({ skip }) => {
    skip(await hasNetem(environment), "this kernel can impair links itself");
    using programs = programsBut(["linux.uml", "insmod"], environment["PATH"] ?? "");
    const { status, stdout } = await sockspec(["doctor"], { environment: { PATH: programs.path } });
    const command = "sudo apt-get install --yes --no-install-recommends user-mode-linux";
    expect(stdout).toMatch(/– guest kernel +expected linux\.uml.* on PATH, found none/);
    expect(stdout).toMatch(/✗ impaired links +run after: (.*\n +or: )?/);
    expect(stdout.split("impaired links")[1]).toContain(command);
    const update = mayInstall ? "apt-get update && apt-get" : "sudo apt-get update && sudo apt-get";
    const install = `${update} install --yes --no-install-recommends user-mode-linux`;
    expect(stdout).toMatch(new RegExp(`\nTo mend what is missing, .*\n\n {2}${install}.*\n$`));
    expect(status).toBe(0);
  });

  test("tells why no container can be graded", async () => {
    const { stdout } = await sockspec(["doctor"], {
      environment: { DOCKER_HOST: "unix:///nonexistent/docker.sock" },
    });
    expect(stdout).toMatch(
      /– container lab +not needed but for --image and --lab container: expected the socket .* at \/nonexistent\/docker\.sock, found none\. Start one/,
    );
  });

  test("boots a guest where no namespaces can be had, and says what then binds it", async () => {
    const limit = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"';
    const wrapper = [
      "unshare",
      "--user",
      "--map-root-user",
      "sh",
      "-c",
      limit,
      "sh",
      "setpriv",
      "--bounding-set=-all",
      "--inh-caps=-all",
      "--",
    ];
    const { status, stdout } = await sockspec(["doctor"], { wrapper });
    expect(stdout).toMatch(/✗ netns lab .*could not be opened/);
    expect(stdout).toMatch(/– guest kernel .*; without namespaces, only file permissions/);
    expect(stdout).toMatch(/– clean links +with --kernel guest only/);
    expect(stdout).toMatch(/✓ impaired links +run in a guest kernel/);
    expect(status).toBe(3);
  });
});

test.each([
  ["18.09.1", true],
  ["20.9.0", true],
  ["20.10.0", false],
  ["20.10.24+dfsg1", false],
  ["27.0.3", false],
  ["4.3.1", true],
])("engine %s is too old: %s", (version, tooOld) => {
  expect(isTooOld(version)).toBe(tooOld);
});

const all: Tried = {
  netns: { opens: true, whyNoLink: null },
  nft: true,
  netem: { found: true, command: null },
  guest: { state: "boots" },
};
const noNetem = { found: false, command: null } as const;
const loadable = { found: false, command: "sudo modprobe sch_netem" } as const;
const noUml = { state: "missing", packages: ["user-mode-linux", "kmod"] } as const;
const noNft = { nft: false, netns: { opens: true, whyNoLink: "nft is not there" } } as const;
const install = "sudo apt-get install --yes --no-install-recommends";

describe("which links can run, and after which command others", () => {
  const rows: readonly {
    readonly where: string;
    readonly changed: Partial<Tried>;
    readonly clean: string;
    readonly impaired: string;
  }[] = [
    {
      where: "all is there",
      changed: {},
      clean: "yes: run on this kernel",
      impaired: "yes: run on this kernel",
    },
    {
      where: "the kernel has no netem",
      changed: { netem: noNetem },
      clean: "yes: run on this kernel",
      impaired: "yes: run in a guest kernel, which costs a boot and some speed",
    },
    {
      where: "the kernel's netem is not loaded",
      changed: { netem: loadable },
      clean: "yes: run on this kernel",
      impaired:
        "yes: run in a guest kernel, which costs a boot and some speed" +
        "\nto use this kernel: sudo modprobe sch_netem",
    },
    {
      where: "there is neither netem nor a guest",
      changed: { netem: noNetem, guest: noUml },
      clean: "yes: run on this kernel",
      impaired: `no: run after: ${install} user-mode-linux kmod`,
    },
    {
      where: "netem is not loaded and there is no guest",
      changed: { netem: loadable, guest: noUml },
      clean: "yes: run on this kernel",
      impaired: `no: run after: sudo modprobe sch_netem\nor: ${install} user-mode-linux kmod`,
    },
    {
      where: "there is neither netem nor a guest that boots",
      changed: { netem: noNetem, guest: { state: "fails" } },
      clean: "yes: run on this kernel",
      impaired: "no: need a guest kernel that boots, or a kernel with sch_netem",
    },
    {
      where: "there is no nft",
      changed: noNft,
      clean: `limited: run on this kernel, but unproved and without scenarios that drop segments\n${install} nftables`,
      impaired: `no: run after: ${install} nftables`,
    },
    {
      where: "there is neither nft nor netem nor a guest",
      changed: { ...noNft, netem: noNetem, guest: noUml },
      clean: `limited: run on this kernel, but unproved and without scenarios that drop segments\n${install} nftables`,
      impaired: `no: run after: ${install} nftables user-mode-linux kmod`,
    },
    {
      where: "the kernel cannot watch links",
      changed: { netns: { opens: true, whyNoLink: "nft failed" } },
      clean: "limited: run on this kernel, but unproved and without scenarios that drop segments",
      impaired: "yes: run in a guest kernel with --kernel guest, which costs a boot and some speed",
    },
    {
      where: "the netns lab does not open",
      changed: { netns: { opens: false, whyNoLink: null }, netem: noNetem },
      clean: "limited: with --kernel guest only",
      impaired: "yes: run in a guest kernel, which costs a boot and some speed",
    },
    {
      where: "nothing is there",
      changed: { netns: { opens: false, whyNoLink: null }, netem: noNetem, guest: noUml },
      clean: "limited: with --lab loopback only",
      impaired: `no: run after: ${install} user-mode-linux kmod`,
    },
  ];

  test.each(rows)("where $where", ({ changed, clean, impaired }) => {
    const found = networkFindings({ ...all, ...changed });
    expect(found.map(({ what, state, message }) => `${what}: ${state}: ${message}`)).toEqual([
      `clean links: ${clean}`,
      `impaired links: ${impaired}`,
    ]);
  });
});

describe("netem comes", () => {
  const ubuntu: NetemClues = {
    kernel: "6.8.0-48-generic",
    distributions: ["ubuntu", "debian"],
    modules: "others",
    configured: true,
  };
  test.each<{ how: string; clues: Partial<NetemClues>; command: string | null }>([
    {
      how: "with a package of Ubuntu's",
      clues: {},
      command: "sudo apt-get install --yes linux-modules-extra-6.8.0-48-generic",
    },
    {
      how: "by loading it where it lies",
      clues: { modules: "netem" },
      command: "sudo modprobe sch_netem",
    },
    {
      how: "with a package of Fedora's",
      clues: { kernel: "6.11.4-301.fc41.x86_64", distributions: ["fedora"], configured: null },
      command: "sudo dnf install --assumeyes kernel-modules-extra-6.11.4-301.fc41.x86_64",
    },
    {
      how: "not at all for WSL2",
      clues: { kernel: "5.15.167.4-microsoft-standard-WSL2", modules: "none", configured: false },
      command: null,
    },
    {
      how: "not at all for a kernel that was built without",
      clues: { configured: false },
      command: null,
    },
    {
      how: "not at all in a container",
      clues: { modules: "none", configured: null },
      command: null,
    },
    {
      how: "in a way that nobody knows elsewhere",
      clues: { distributions: ["arch"] },
      command: null,
    },
  ])("$how", ({ clues, command }) => {
    expect(netemCommand({ ...ubuntu, ...clues })).toBe(command);
  });

  test.each<[string, readonly string[]]>([
    ['NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n', ["ubuntu", "debian"]],
    [
      'ID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9"\n',
      ["rocky", "rhel", "centos", "fedora"],
    ],
    ["", []],
  ])("to the distribution of %j", (text, names) => {
    expect(readDistributions(text)).toEqual(names);
  });
});
