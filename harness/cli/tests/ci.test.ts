import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { engineNames } from "../engines/names.ts";
import { sockspec } from "../fixtures/sockspec.ts";

function makeFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-ci-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const run = ["--", "run", "-t", "echo/", "--", "node", "server.mjs", "{port}"];

describe("sockspec ci", () => {
  test.each(engineNames)("prints the file of %s", async (engine) => {
    const folder = makeFolder();
    const words = ["ci", engine, "--shards", "5", "--image", "me/mine:1", ...run];
    const { stdout, stderr, status } = await sockspec(words, { folder });
    expect(stderr).toBe("");
    expect(stdout).toMatch(/sockspec(@\S+)? run -t echo\/ --shard/);
    expect(stdout).toContain("-- node server.mjs {port}");
    expect(stdout).toContain("5 shards");
    expect(stdout.includes("image: me/mine:1")).toBe(engine === "kubernetes");
    expect(status).toBe(0);
  });

  test("writes a file, below folders that it makes, and says what to do with it", async () => {
    const folder = makeFolder();
    const words = ["ci", "slurm", "--output", "jobs/my run.sh"];
    const { stdout, status } = await sockspec([...words, ...run], { folder });
    expect(stdout).toBe(
      "wrote jobs/my run.sh\nSubmit it, where all nodes see this folder: sh 'jobs/my run.sh'\n",
    );
    expect(status).toBe(0);
    const printed = await sockspec(["ci", "slurm", ...run], { folder });
    expect(readFileSync(join(folder, "jobs/my run.sh"), "utf8")).toBe(
      printed.stdout.replaceAll("sh sockspec-slurm.sh", "sh 'jobs/my run.sh'"),
    );
  });

  test("replaces no file, unless it is told to", async () => {
    const folder = makeFolder({ "ci.yml": "mine" });
    const words = ["ci", "github", "--output", "ci.yml"];
    const { stderr, status } = await sockspec([...words, ...run], { folder });
    expect(stderr).toContain("ci: expected no file at ci.yml, found one. Use --force");
    expect(status).toBe(2);
    expect(readFileSync(join(folder, "ci.yml"), "utf8")).toBe("mine");
    expect((await sockspec([...words, "--force", ...run], { folder })).status).toBe(0);
    expect(readFileSync(join(folder, "ci.yml"), "utf8")).toContain("name: sockspec\n");
  });

  test("leaves the run to the configuration file where no command line is given", async () => {
    const folder = makeFolder({ "sockspec.config.json": '{ "networks": ["lte"] }' });
    const { stdout, status } = await sockspec(["ci", "gitlab"], { folder });
    // Its reports are of the merged run.
    expect(stdout).toMatch(/sockspec@\S+ run --reporter default --shard/);
    expect(status).toBe(0);
  });

  test.each([
    { what: "an engine that there is not", words: ["ci", "jenkins"], found: '"jenkins"' },
    { what: "no shards", words: ["ci", "slurm", "--shards", "0"], found: "from 1 to 256" },
    { what: "no number", words: ["ci", "slurm", "--shards", "many"], found: "from 1 to 256" },
    { what: "no run", words: ["ci", "slurm"], found: "found neither" },
    { what: "an empty run", words: ["ci", "slurm", "--"], found: "found nothing" },
    {
      what: "a server instead of a run",
      words: ["ci", "slurm", "--", "node", "x.mjs", "{port}"],
      found: "ci <engine> -- run -- node x.mjs {port}",
    },
    { what: "a command that is no run", words: ["ci", "slurm", "--", "list"], found: '"list"' },
    {
      what: "an option that there is not",
      words: ["ci", "slurm", "--", "run", "--loud"],
      found: '"--loud"',
    },
    {
      what: "a value that is none",
      words: ["ci", "slurm", "--", "run", "--jobs", "x"],
      found: "--jobs",
    },
    {
      what: "a shard",
      words: ["ci", "slurm", "--", "run", "--shard=1/2"],
      found: "ci: expected a run without --shard, found it: each shard has its own. Leave it out.",
    },
    {
      what: "a folder for results",
      words: ["ci", "slurm", "--", "interop", "--output", "x"],
      found: "expected a run without --output",
    },
    {
      what: "limits of figures, which are held against the merged run",
      words: ["ci", "slurm", "--", "bench", "--threshold", "ping-pong:p99<=20ms"],
      found: "found it: sockspec compare --threshold takes it with the merged run",
    },
    {
      what: "control characters",
      words: ["ci", "github", "--", "run", "--", "a\u001b[31m"],
      found: 'found "a\\u001b[31m"',
    },
    {
      what: "a file that cannot be written",
      words: ["ci", "github", "--output", "/proc/none/x", "--", "run"],
      found: "/proc/none/x cannot be written: ENOENT",
    },
  ])("is refused with $what", async ({ words, found }) => {
    const folder = makeFolder();
    const { stdout, stderr, status } = await sockspec(words, { folder });
    expect(stderr).toContain(found);
    expect(stdout).toBe("");
    expect(status).toBe(2);
    expect(existsSync(join(folder, ".github"))).toBe(false);
  });
});
