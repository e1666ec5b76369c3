import type { Engine, EngineJob } from "./engine.ts";
import { mergeWords } from "./merge.ts";
import { githubLab, githubProject, npxSockspec } from "./project.ts";
import { shellCommand, yamlBlock } from "./shell.ts";

const reporters = "default,github,junit=out/junit.xml,html=out/report.html";

/** A matrix of jobs, and a job that merges what they uploaded. */
export const github: Engine = {
  usualFile: ".github/workflows/sockspec.yml",
  write,
  next: () => "Commit it. Re-run failed jobs finishes a shard whose runner died, and merges again.",
};

function write({ line, shards, project }: EngineJob): string {
  const numbers = Array.from({ length: shards }, (_, index) => index + 1).join(", ");
  const sockspec = npxSockspec(project);
  const shard = `\${{ matrix.shard }}/\${{ strategy.job-total }}`;
  const start = [...line.start.map(literal), `--shard ${shard}`, "--output out"];
  const play = [...start, ...line.server.map(literal), "|| (( $? == 1 || $? == 3 ))"];
  const merge = mergeWords(line, { shards: "shards", output: "out/runs", reporters });
  const block = (parts: readonly string[]) =>
    yamlBlock(shellCommand({ parts: [sockspec, ...parts], indent: "" }), 10);
  return `\
# Plays one run of sockspec as ${shards} shards on as many machines, and merges them.
name: sockspec
on: [push, pull_request]
jobs:
  shard:
    runs-on: ubuntu-24.04
    timeout-minutes: 60
    strategy:
      fail-fast: false
      matrix:
        shard: [${numbers}]
    steps:
${githubProject(project)}${githubLab}\
      # A shard fails if it was cut off. Its verdicts (status 1 and 3) count in the merged run.
      - run: |
${block(play)}
      - uses: actions/upload-artifact@v4
        if: \${{ !cancelled() }}
        with:
          name: sockspec-shard-\${{ matrix.shard }}
          path: out
          overwrite: true
  merge:
    needs: shard
    if: \${{ !cancelled() }}
    runs-on: ubuntu-24.04
    steps:
${githubProject(project)}\
      - uses: actions/download-artifact@v4
        with:
          pattern: sockspec-shard-*
          path: shards
      - run: |
${block(merge.map(literal))}
      - uses: actions/upload-artifact@v4
        if: \${{ !cancelled() }}
        with:
          name: sockspec
          path: out
          overwrite: true
`;
}

/** @returns a word that GitHub hands to the shell as it is: it replaces expressions in scripts. */
function literal(word: string): string {
  return word.replaceAll(`\${{`, `\${{ '\${{' }}`);
}
