import { shellWord } from "../../host/shell-word.ts";
import type { Engine, EngineJob } from "./engine.ts";
import { mergeWords } from "./merge.ts";
import { npxSockspec } from "./project.ts";
import { playShard, shellCommand } from "./shell.ts";

/** GNU parallel, on one machine or over ssh. */
export const parallel: Engine = {
  usualFile: "sockspec-parallel.sh",
  write,
  next: (file) => `Start it: sh ${shellWord(file)}`,
};

function write({ line, shards, project, file }: EngineJob): string {
  const sockspec = npxSockspec(project);
  const merge = mergeWords(line, { shards: '"$folder/shards"', output: '"$folder/merged"' });
  const again = `sh ${shellWord(file)}`;
  return `\
#!/bin/sh
# Plays one run of sockspec as ${shards} shards with GNU parallel, and merges them:
#   ${again}                    plays them here, into a folder that it names
#   ${again} FOLDER [OPTION…]   plays what is left of them there, with options of parallel
# With --sshloginfile FILE they are played by other machines, which see this folder under the same path.
set -eu
shards=${shards}
if [ "\${1:-}" = --shard ]; then
  out=$3/shards/$2
${playShard({ line, sockspec, shard: '"$2/$shards"', indent: "  " })}
  # 1 and 3 are verdicts, which count in the merged run; what was cut off is tried again.
  case $status in 1 | 3) exit 0 ;; *) exit "$status" ;; esac
fi
folder=\${1:-sockspec-$(date +%Y-%m-%dT%H-%M-%S)}
[ $# -eq 0 ] || shift
mkdir -p "$folder"
echo "Results go to $folder" >&2
# Whatever became of them: merging names the shards that are missing.
parallel --quote --jobs 50% --retries 3 --joblog "$folder/joblog" --resume-failed --workdir . "$@" \\
  sh "$0" --shard {} "$folder" ::: $(seq "$shards") || true
${shellCommand({ parts: [`exec ${sockspec}`, ...merge], indent: "" })}
`;
}
