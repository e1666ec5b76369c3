import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  echoScript,
  greeterScript,
  inlineServer,
  makeWorkspace,
  sockspec,
} from "../cli/fixtures/sockspec.ts";
import { onSmallDisk } from "./fixtures/small-disk.ts";

describe("what a run stores", () => {
  test("is a journal of whole lines: the header, a line a case, and the end", async () => {
    using workspace = makeWorkspace();
    const scenarios = ["-t", "echo/basic", "-t", "length/zero"];
    const run = ["run", "cpp", ...scenarios, "--repeat-each", "6", "--seed", "7"];
    const { status } = await sockspec([...run, "--jobs", "3", "--output", workspace.folder]);
    expect(status).toBe(0);
    const journal = workspace.journal();
    const types = journal.map((line) => line["type"]);
    expect(types[0]).toBe("header");
    expect(types.at(-1)).toBe("end");
    expect(types.slice(1, -1).every((type) => type === "case" || type === "session")).toBe(true);
    expect(types.filter((type) => type === "session")).toHaveLength(3);
    const indexes = journal.flatMap((line) => (line["type"] === "case" ? [line["index"]] : []));
    const expected = Array.from({ length: indexes.length }, (_, index) => index);
    expect([...indexes].sort((a, b) => Number(a) - Number(b))).toEqual(expected);
    for (const session of [1, 2, 3]) {
      const own = journal.filter((line) => line["session"] === session);
      expect(own.at(-1)?.["type"]).toBe("session");
      const order = own.flatMap((line) => (line["type"] === "case" ? [Number(line["index"])] : []));
      expect(order).toEqual([...order].sort((a, b) => a - b));
    }
  });

  test("is the same document with --json, in the documented shape", async () => {
    using workspace = makeWorkspace();
    const json = join(workspace.folder, "deep", "run.json");
    const greeter = workspace.implementation("greeter", inlineServer("greeter", greeterScript));
    const echo = workspace.implementation("echo", inlineServer("echo", echoScript));
    const run = ["run", echo, greeter, "-t", "echo/basic", "--repeat-each", "2", "--json", json];
    await sockspec([...run, "--output", workspace.folder]);
    const document = JSON.parse(readFileSync(json, "utf8"));
    expect(document).toMatchObject({
      schemaVersion: expect.any(Number),
      header: {
        schemaVersion: document.schemaVersion,
        runId: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        seed: 1,
        lab: "netns",
        machine: { kernel: expect.any(String), cpus: expect.any(Number) },
        implementations: [{ name: "echo" }, { name: "greeter" }],
      },
      grades: { echo: { letter: "A" }, greeter: { letter: expect.any(String) } },
      interrupted: false,
    });
    expect(document.grades.greeter.letter).not.toBe("A");
    expect(document.cases).toHaveLength(4);
    for (const stored of document.cases) {
      expect(stored).toMatchObject({
        implementation: expect.stringMatching(/^(echo|greeter)$/),
        scenario: "echo/basic",
        network: "clean",
        lab: "netns",
        kernel: document.header.machine.kernel,
        repetition: expect.any(Number),
        verdict: stored.implementation === "echo" ? "pass" : "fail",
        durationMs: expect.any(Number),
      });
      for (const check of stored.checks) {
        expect(check).toMatchObject({
          id: expect.any(String),
          level: expect.stringMatching(/^(MUST|SHOULD)$/),
          status: expect.stringMatching(/^(pass|fail|unsupported|inconclusive)$/),
          observed: expect.any(String),
        });
      }
    }
    const stored = workspace.journal().filter((line) => line["type"] === "case");
    expect(stored).toHaveLength(4);
  });

  test("is the history of every case that ran", async () => {
    using workspace = makeWorkspace();
    const run = ["run", "cpp", "-t", "echo", "--output", workspace.folder];
    await sockspec(run);
    const [header, ...lines] = workspace.journal();
    const cases = lines.filter((line) => line["type"] === "case");
    expect(cases.length).toBeGreaterThan(0);
    for (const { history } of cases) {
      const file = join(workspace.folder, String(header?.["runId"]), String(history));
      expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ protocol: "framed" });
    }
  });
});

describe("a disk that is full", () => {
  test.each(["16k", "64k"])(
    "of %s costs the file, and neither the results on the console nor the truth",
    async (size) => {
      using workspace = makeWorkspace();
      const wrapper = onSmallDisk(workspace.folder, size);
      const run = ["run", "cpp", "-t", "echo/basic", "--repeat-each", "24"];
      const { status, stdout, stderr } = await sockspec([...run, "--output", workspace.folder], {
        wrapper,
      });
      expect(stdout).toMatch(/✓ cpp echo\/basic/);
      expect(stdout).toMatch(/grade +A/);
      expect(stdout).toMatch(/\d+ cases: \d+ pass\n/);
      expect(stdout).not.toContain("stored in");
      expect(stderr).toMatch(
        /Results could not be stored in .*ENOSPC.*Free some space, then run what is missing: npx sockspec run --resume/,
      );
      expect(status).toBe(3);
    },
  );

  test.each([
    { size: "16k", words: [] },
    { size: "64k", words: ["--evidence", "all"] },
  ])("of $size keeps what fits, and reports the rest as not run", async ({ size, words }) => {
    using workspace = makeWorkspace();
    // The report is made where the disk is: it is gone with the run's mount namespace.
    const script = '"$@"; echo "status $?" >&2; "$1" "$2" "$3" report "$0"/2*; du "$0"/2*/evidence';
    const wrapper = [...onSmallDisk(workspace.folder, size), "sh", "-c", script, workspace.folder];
    const run = [
      "run",
      "cpp",
      "-t",
      "echo/basic",
      "--repeat-each",
      "24",
      "--output",
      workspace.folder,
    ];
    const { stdout, stderr } = await sockspec([...run, ...words, "--reporter", "silent"], {
      wrapper,
    });
    expect(stderr).toMatch(/exit status 3: undecided: results could not be stored\nstatus 3\n/);
    expect(stdout).toMatch(/24 cases: ([2-9]|1\d) pass, \d+ not run/);
    expect(stdout).toMatch(/grade +none/);
    expect(stderr).toMatch(/cases were not run: results could not be stored: ENOSPC/);
    expect(stdout).not.toMatch(/^[1-9]\d*\t.*evidence$/m);
  });

  test("costs the reports and the baseline on it, and says so; the old baseline stays", async () => {
    using workspace = makeWorkspace();
    using servers = makeWorkspace();
    const greeter = servers.implementation("greeter", inlineServer("greeter", greeterScript));
    const old = '{"expectedFailures":[]}';
    const script = `echo '${old}' >"$0/baseline.json"; head -c 1M /dev/zero >"$0/filler" 2>/dev/null
      "$@"; status=$?; cat "$0/baseline.json"; ls "$0"; exit $status`;
    const wrapper = [...onSmallDisk(workspace.folder, "64k"), "sh", "-c", script, workspace.folder];
    const baseline = ["--baseline", join(workspace.folder, "baseline.json"), "--update-baseline"];
    const junit = ["--reporter", `line,junit=${join(workspace.folder, "junit.xml")}`];
    const { status, stdout, stderr } = await sockspec(
      ["run", greeter, "--lab", "loopback", "--output", servers.folder, ...baseline, ...junit],
      { wrapper },
    );
    expect(stderr).toMatch(
      /The baseline was not changed: .*baseline\.json cannot be written: ENOSPC/,
    );
    expect(stderr).toMatch(/The reporter junit=.* failed: ENOSPC.* The results are stored/);
    expect(stderr).toMatch(/the baseline could not be written, a report could not be made/);
    expect(stdout).toContain(`${old}\nbaseline.json\nfiller\n`);
    expect(status).toBe(1);
  });

  test("still shows a failed requirement, with what was seen", async () => {
    using workspace = makeWorkspace();
    using servers = makeWorkspace();
    const greeter = servers.implementation("greeter", inlineServer("greeter", greeterScript));
    const wrapper = onSmallDisk(workspace.folder, "12k");
    const run = ["run", greeter, "-t", "echo/basic", "--repeat-each", "3"];
    const { status, stdout, stderr } = await sockspec([...run, "--output", workspace.folder], {
      wrapper,
    });
    expect(stdout).toContain("MUST nothing-beyond");
    expect(stdout).toContain("not stored");
    expect(stderr).toContain("ENOSPC");
    expect(status).toBe(1);
  });

  test("that has no room for the beginning of a run leaves nothing to resume", async () => {
    using workspace = makeWorkspace();
    const run = ["run", "cpp", "-t", "echo/basic", "--lab", "loopback", "--reporter", "silent"];
    const { status, stderr } = await sockspec([...run, "--output", workspace.folder], {
      // The page that is left holds the folder of the run and no header.
      wrapper: [...onSmallDisk(workspace.folder, "8k"), ...afterFilling(workspace.folder)],
    });
    expect(stderr).toMatch(
      /The run could not be stored in .*ENOSPC.*Free some space, then run it again\./,
    );
    expect(stderr).not.toContain("--resume");
    expect(status).toBe(3);
  });

  test("is reported by the silent reporter as well", async () => {
    using workspace = makeWorkspace();
    const wrapper = onSmallDisk(workspace.folder, "16k");
    const run = ["run", "cpp", "-t", "echo/basic", "--repeat-each", "6", "--reporter", "silent"];
    const { status, stdout, stderr } = await sockspec([...run, "--output", workspace.folder], {
      wrapper,
    });
    expect(stdout).toBe("");
    expect(stderr).toContain("ENOSPC");
    expect(status).toBe(3);
  });
});

/** Words that fill a folder's disk before they run a command. */
function afterFilling(folder: string): readonly string[] {
  const script = 'head -c 1M /dev/zero >"$0/filler" 2>/dev/null; exec "$@"';
  return ["sh", "-c", script, folder];
}

describe("a run's folder that is removed while the run goes on", () => {
  test.each([
    { what: "whole", path: "" },
    { what: "its journal only", path: "journal.jsonl" },
  ])("$what: leaves nothing to resume, and no status 0", async ({ path }) => {
    using workspace = makeWorkspace();
    const removal = `
      const { globSync, rmSync } = process.getBuiltinModule("node:fs");
      for (const found of globSync(${JSON.stringify(join(workspace.folder, "2*", path))})) {
        rmSync(found, { recursive: true });
      }`;
    using servers = makeWorkspace();
    const script = `${removal};${echoScript}`;
    const remover = servers.implementation("remover", inlineServer("remover", script));
    const run = ["run", remover, "-t", "echo/basic", "--lab", "loopback"];
    const { status, stdout, stderr } = await sockspec([...run, "--output", workspace.folder]);
    expect(stdout).toMatch(/grade +A/);
    expect(stdout).not.toContain("stored in");
    expect(stderr).toMatch(/The run could not be stored in [^:]+: .*\. Run it again\.\n/);
    expect(stderr).not.toContain("--resume");
    expect(status).toBe(3);
  });
});

test("histories that cannot be stored leave nothing to run again", async () => {
  using workspace = makeWorkspace();
  // As many files as the run's folders, its journal and one history.
  const script = 'mount -t tmpfs -o nr_inodes=6 tmpfs "$0" && exec "$@"';
  const namespace = ["unshare", "--user", "--map-root-user", "--mount"];
  const wrapper = [...namespace, "sh", "-c", script, workspace.folder];
  const run = ["run", "cpp", "-t", "echo/basic", "--repeat-each", "4", "--lab", "loopback"];
  const { status, stderr } = await sockspec([...run, "--output", workspace.folder], { wrapper });
  expect(stderr).toMatch(
    /Histories or evidence could not be stored in .*ENOSPC.*All verdicts are stored\./,
  );
  expect(stderr).not.toContain("--resume");
  expect(status).toBe(3);
});
