import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../../host/package/project-root.ts";
import { toolEnvironment } from "../choose/bundled.ts";
import { parseYaml } from "../fixtures/parse-yaml.ts";
import {
  greeterScript,
  inlineServer,
  makeWorkspace,
  type Workspace,
} from "../fixtures/sockspec.ts";

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<
    Record<string, { readonly description: string; readonly default: string }>
  >;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const text = readFileSync(join(projectRoot, "action.yml"), "utf8");
const script = join(projectRoot, "setup", "github-run.ts");
const action = parseYaml(text) as Action;
const { steps } = action.runs;

describe("the GitHub Action", () => {
  test("is a composite one, each of whose steps runs in a shell or uses a pinned action", () => {
    expect(action.runs.using).toBe("composite");
    for (const step of steps) {
      expect([step.run, step.uses].filter((action) => action !== undefined)).toHaveLength(1);
      expect(step.run === undefined ? step.uses : step.shell).toMatch(
        /^bash$|^actions\/[a-z-]+@v\d+$/,
      );
    }
  });

  test("describes every input, gives it a default, and uses it", () => {
    for (const [name, input] of Object.entries(action.inputs)) {
      expect(input).toMatchObject({ description: expect.any(String), default: expect.any(String) });
      expect(text).toContain(`inputs.${name} `);
    }
  });

  test("names no input and no step that it does not have", () => {
    const inputs = [...text.matchAll(/inputs\.([\w-]+)/g)].map(([, name]) => name ?? "");
    const ids = [...text.matchAll(/steps\.([\w-]+)/g)].map(([, id]) => id ?? "");
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(inputs));
    expect(steps.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  });

  test("puts nothing that a user writes into a shell's text", () => {
    const runs = steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
    expect(runs.filter((run) => run.includes("${{"))).toEqual([]);
  });

  test("hands its script each option that the script reads, and no other", () => {
    const read = [...readFileSync(script, "utf8").matchAll(/"(INPUT_\w+)"/g)];
    const given = steps.flatMap(({ env = {} }) => Object.keys(env));
    expect(new Set(given.filter((name) => name.startsWith("INPUT_")))).toEqual(
      new Set(read.map(([, name]) => name)),
    );
  });
});

/** Runs the step that grades, as a runner does. */
function grade(workspace: Workspace, inputs: Readonly<Record<string, string>>) {
  const [output, summary] = ["output", "summary"].map((name) => join(workspace.folder, name));
  const { status, stdout, stderr } = spawnSync(
    join(projectRoot, "node_modules", ".bin", "tsx"),
    [script],
    {
      encoding: "utf8",
      cwd: workspace.folder,
      env: {
        ...toolEnvironment(),
        ...inputs,
        INPUT_RESULTS: "results here",
        SOCKSPEC: projectRoot,
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
      },
    },
  );
  const read = (file = "") => readFileSync(file, "utf8");
  const results = join(workspace.folder, "results here");
  return {
    status,
    stdout,
    stderr,
    results,
    output: () => read(output),
    summary: () => read(summary),
  };
}

const basic = "-t echo/basic --lab loopback";

describe("its step that grades", () => {
  test("ends with the run's exit status, reports, annotations and a summary", () => {
    using workspace = makeWorkspace();
    const forger = greeterScript.replace("require", 'console.log("::error::forged"); require');
    const folder = workspace.implementation("greeter", inlineServer("greeter", forger));
    const graded = grade(workspace, { INPUT_IMPLEMENTATIONS: folder, INPUT_ARGS: basic });
    expect(graded.status).toBe(1);
    expect(graded.output()).toMatch(/^status=1\nrun=results here\/runs-\w+\/[\w-]+\n$/);
    expect(graded.summary()).toContain("#### greeter on clean · echo/basic");
    expect(readFileSync(join(graded.results, "junit.xml"), "utf8")).toContain("<failure");
    expect(readFileSync(join(graded.results, "report.html"), "utf8")).toContain("greeter");
  });

  test("shows what a server printed only where no workflow command is obeyed", () => {
    using workspace = makeWorkspace();
    const forger = greeterScript.replace("require", 'console.log("::error::forged"); require');
    const folder = workspace.implementation("greeter", inlineServer("greeter", forger));
    const { stdout } = grade(workspace, { INPUT_IMPLEMENTATIONS: folder, INPUT_ARGS: basic });
    const [, token] = /^::stop-commands::(\w{32})\n/.exec(stdout) ?? [];
    const [stopped = "", obeyed = ""] = stdout.split(`\n::${token}::\n`);
    expect(stopped).toContain("::error::forged");
    expect(obeyed).toMatch(/^::error title=fail%3A greeter[^\n]*\n$/);
  });

  test("takes words with quotes, and nothing else of a shell's", () => {
    using workspace = makeWorkspace();
    const command = `sh -c "echo '$(id) $HOME * ;'; exit 5"`;
    const graded = grade(workspace, { INPUT_COMMAND: command, INPUT_ARGS: basic });
    const header = JSON.parse(
      readFileSync(
        join(workspace.folder, /run=(.*)/.exec(graded.output())?.[1] ?? "", "journal.jsonl"),
        "utf8",
      ).split("\n")[0] ?? "",
    );
    expect(header.asked.command).toEqual(["sh", "-c", "echo '$(id) $HOME * ;'; exit 5"]);
    expect(graded.status).toBe(3);
  });

  test.each([
    {
      what: "quotes that are not closed",
      inputs: { INPUT_ARGS: '-t "echo' },
      message: "args: expected words",
    },
    { what: "an option that does not exist", inputs: { INPUT_ARGS: "--loud" }, message: "--loud" },
    { what: "a level that does not exist", inputs: { INPUT_FAIL_ON: "may" }, message: "--fail-on" },
  ])("ends with 2 for $what", ({ inputs, message }) => {
    using workspace = makeWorkspace();
    const graded = grade(workspace, inputs);
    expect(graded.stderr).toContain(message);
    expect(graded.status).toBe(2);
  });
});
