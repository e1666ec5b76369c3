import type { Engine, EngineJob } from "./engine.ts";
import { mergeWords } from "./merge.ts";
import { gitlabEnd, gitlabImage, gitlabLab, gitlabProject, npxSockspec } from "./project.ts";
import { shellCommand, yamlBlock } from "./shell.ts";

const reporters = "default,junit=out/junit.xml,html=out/report.html";

/** A job that runs in parallel with itself, and one that merges what it left. */
export const gitlab: Engine = {
  usualFile: ".gitlab-ci.yml",
  write,
  next: () =>
    "Commit it, or include it from .gitlab-ci.yml. A shard whose runner died is started again twice.",
};

function write({ line, shards, project }: EngineJob): string {
  const sockspec = npxSockspec(project);
  const shard = '--shard "$CI_NODE_INDEX/$CI_NODE_TOTAL"';
  const start = [...line.start, shard, '--output "shards/$CI_NODE_INDEX"', ...line.server];
  const play = [...start, "|| case $? in 1 | 3) ;; *) exit 1 ;; esac"];
  const merge = mergeWords(line, { shards: "shards", output: "out/runs", reporters });
  const block = (parts: readonly string[]) =>
    yamlBlock(shellCommand({ parts: [sockspec, ...parts], indent: "" }), 6);
  return `\
# Plays one run of sockspec as ${shards} shards on as many machines, and merges them.
stages: [shards, merge]

sockspec-shard:
  stage: shards
  image: ${gitlabImage}
  parallel: ${shards}
  timeout: 1 hour
  # A machine that dies is none of the server's doing.
  retry:
    max: 2
    when: [runner_system_failure, stuck_or_timeout_failure]
  before_script:
${gitlabLab}${gitlabProject(project)}\
  script:
    # A shard fails if it was cut off. Its verdicts (status 1 and 3) count in the merged run.
    - |
${block(play)}
  artifacts:
    when: always
    paths: [shards]

sockspec:
  stage: merge
  image: ${gitlabImage}
  needs: [sockspec-shard]
  when: always
${before(gitlabProject(project))}\
  script:
    - |
${block(merge)}
${gitlabEnd}`;
}

function before(lines: string): string {
  return lines === "" ? "" : `  before_script:\n${lines}`;
}
