import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { catalogue } from "../../../scenarios/catalogue.ts";
import { hasNetem } from "../../lab/netns/netem.ts";
import { chooseNetworks } from "../../network/choose.ts";
import { bundledNetworks } from "../../network/profiles.ts";
import { holdsOn } from "../../plan/plan.ts";
import { toolEnvironment } from "../choose/bundled.ts";
import { makeWorkspace, sockspec } from "../fixtures/sockspec.ts";

const basic = ["run", "cpp", "-t", "echo/basic"];

describe("sockspec list", () => {
  test("shows every network, with what it is like and where that was found", async () => {
    const { status, stdout } = await sockspec(["list", "networks"]);
    const lines = stdout.trim().split("\n");
    const networks = bundledNetworks();
    expect(lines).toHaveLength(networks.length);
    for (const [index, { name }] of networks.entries()) {
      expect(lines[index]).toMatch(new RegExp(`^${name} +\\S.* — \\S`));
    }
    expect(stdout).toMatch(/^lte +12 Mbit\/s .*35 ms round trip, no loss — /m);
    expect(status).toBe(0);
  });

  test("shows the scenarios that hold on a network", async () => {
    const { status, stdout } = await sockspec(["list", "scenarios", "--network", "lte"]);
    const [lte] = chooseNetworks(["lte"]);
    const holding = catalogue.filter((scenario) => lte !== undefined && holdsOn(scenario, lte));
    expect(holding.length).toBeLessThan(catalogue.length);
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => line.split(" ")[0]),
    ).toEqual(holding.map(({ id }) => id));
    expect(status).toBe(0);
  });
});

describe("a network that cannot be used ends the run with status 2, and says what to use:", () => {
  test.each([
    {
      what: "an unknown one",
      network: "ltee",
      message: /There is no network "ltee"\. Did you mean "lte"\? .*\.json.*"delay=50ms loss=1%"/,
    },
    {
      what: "one with correlation",
      network: "delay=10ms loss=1%,25%",
      message: /expected one percentage.*correlation is refused.*mean burst length instead/,
    },
    {
      what: "one with a word that is none",
      network: "delai=10ms",
      message: /"delai=10ms" is not a network:\n.*delay/,
    },
    {
      what: "a file that is not there",
      network: "/nonexistent/own.json",
      message: /own\.json is not a network:\n {2}expected a readable JSON file, found: ENOENT/,
    },
  ])("$what", async ({ network, message }) => {
    using workspace = makeWorkspace();
    const words = [...basic, "--network", network, "--output", workspace.folder];
    const { status, stderr } = await sockspec(words);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(status).toBe(2);
  });

  test("a file that describes none", async () => {
    using workspace = makeWorkspace();
    const file = join(workspace.folder, "own.json");
    writeFileSync(file, JSON.stringify({ name: "own", title: "Own", source: "me", up: {} }));
    const words = [...basic, "--network", file, "--output", workspace.folder];
    const { status, stderr } = await sockspec(words);
    expect(stderr).toMatch(/own\.json is not a network:\n(.*\n)* {2}down: .*expected object/);
    expect(status).toBe(2);
  });

  test("a kernel that does not exist", async () => {
    const { status, stderr } = await sockspec([...basic, "--kernel", "nonsense"]);
    expect(stderr).toContain("'nonsense' is invalid. Expected auto, host, guest or virtual.");
    expect(status).toBe(2);
  });
});

test("a scenario that holds on a clean link only is nothing to run on others", async () => {
  using workspace = makeWorkspace();
  const words = ["run", "cpp", "-t", "idle/six-seconds", "--network", "lte"];
  const { status, stderr } = await sockspec([...words, "--output", workspace.folder]);
  expect(stderr).toMatch(/hold on a clean link only; add clean to --network, or select others/);
  expect(status).toBe(4);
});

describe("where a link cannot be impaired, its cases are unsupported, with the reason:", () => {
  async function runUnsupported(words: readonly string[]) {
    using workspace = makeWorkspace();
    const args = [...basic, "--network", "lte", ...words, "--output", workspace.folder];
    const { status, stdout } = await sockspec(args);
    const [header, ...lines] = workspace.journal();
    expect(header?.["type"]).toBe("header");
    expect(lines.filter(({ type }) => type === "session")).toEqual([]);
    expect(stdout).toMatch(/1 case: 1 unsupported/);
    expect(status).toBe(3);
    return lines.find(({ type }) => type === "case")?.["reason"];
  }

  test("in the loopback lab", async () => {
    const reason = await runUnsupported(["--lab", "loopback"]);
    expect(reason).toBe("the loopback lab has no wire to impair");
  });

  test("on a kernel without netem", async ({ skip }) => {
    skip(await hasNetem(toolEnvironment()), "this kernel has netem");
    const reason = await runUnsupported(["--kernel", "host"]);
    expect(reason).toMatch(/^this kernel has no sch_netem; (use --kernel auto|.*apt-get install)/);
  });
});

describe("sockspec network prove", () => {
  test("proves the bare wire of this machine's kernel, and holds it against theory", async () => {
    using workspace = makeWorkspace();
    const json = join(workspace.folder, "proved.json");
    const words = ["network", "prove", "clean", "--kernel", "host", "--json", json];
    const { status, stdout } = await sockspec(words);
    expect(stdout).toMatch(/✓ round trip of the bare wire +\d+\.\d+ ms; expected at most 10 ms/);
    expect(stdout).toMatch(
      /✓ segments that did not come out of the wire +(\d+) of \d+; .*: exactly/,
    );
    expect(stdout).toMatch(/· echoed per second +\d+ kB\/s; theory: /);
    expect(stdout).not.toContain("✗");
    expect(JSON.parse(readFileSync(json, "utf8"))).toMatchObject([
      { network: { name: "clean" }, session: { proof: { unproven: null } } },
    ]);
    expect(status).toBe(0);
  });

  test("keeps its measurements on the screen where their file cannot be written", async () => {
    const words = ["network", "prove", "clean", "--kernel", "host", "--json", "/dev/full"];
    const { status, stdout, stderr } = await sockspec(words);
    expect(stdout).toContain("✓ round trip of the bare wire");
    expect(stderr).toBe(
      "sockspec: the measurements were not written: ENOSPC, no space left on device.\n",
    );
    expect(status).toBe(3);
  });

  test("refuses a file that it could not write before it measures", async () => {
    const { status, stdout, stderr } = await sockspec(["network", "prove", "clean", "--json", "/"]);
    expect(stderr).toContain("cannot write /: it is a folder");
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  test("refuses a network that does not exist", async () => {
    const { status, stderr } = await sockspec(["network", "prove", "geoo"]);
    expect(stderr).toContain('Did you mean "geo"?');
    expect(status).toBe(2);
  });
});
