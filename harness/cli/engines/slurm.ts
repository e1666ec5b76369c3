import { shellWord } from "../../host/shell-word.ts";
import type { Engine, EngineJob } from "./engine.ts";
import { mergeWords } from "./merge.ts";
import { npxSockspec } from "./project.ts";
import { playShard, shellCommand } from "./shell.ts";

/** A job array, and a job that depends on it. */
export const slurm: Engine = {
  usualFile: "sockspec-slurm.sh",
  write,
  next: (file) => `Submit it, where all nodes see this folder: sh ${shellWord(file)}`,
};

function write({ line, shards, project, file }: EngineJob): string {
  const sockspec = npxSockspec(project);
  const shard = '"$SLURM_ARRAY_TASK_ID/$shards"';
  const merge = mergeWords(line, { shards: '"$folder/shards"', output: '"$folder/merged"' });
  const again = `sh ${shellWord(file)}`;
  return `\
#!/bin/sh
# Plays one run of sockspec as ${shards} shards of a Slurm job array, and merges them:
#   ${again}                    submits it, and names the folder of its results
#   ${again} FOLDER [OPTION…]   submits what is left of it there, with options of sbatch
# Type that in the folder of the project, which every node sees under the same path.
set -eu
shards=${shards}
case \${1:-} in
--shard)
  folder=$2
  out=$folder/shards/$SLURM_ARRAY_TASK_ID
${playShard({ line, sockspec, shard, indent: "  " })}
  # Above 128 a signal ended it, as where memory runs out. Slurm itself starts again what a dead node ran.
  if [ "$status" -gt 128 ] && [ "\${SLURM_RESTART_COUNT:-0}" -lt 3 ]; then
    scontrol requeue "$SLURM_JOB_ID"
  fi
  # 1 and 3 are verdicts, which count in the merged run.
  case $status in 1 | 3) exit 0 ;; *) exit "$status" ;; esac
  ;;
--merge)
  folder=$2
${shellCommand({ parts: [`exec ${sockspec}`, ...merge], indent: "  " })}
  ;;
esac
folder=\${1:-sockspec-$(date +%Y-%m-%dT%H-%M-%S)}
[ $# -eq 0 ] || shift
mkdir -p "$folder/log"
array=$(sbatch --parsable --job-name=sockspec --array="1-$shards" --requeue --cpus-per-task=2 \\
  --output="$folder/log/%a" --open-mode=append "$@" "$0" --shard "$folder")
merge=$(sbatch --parsable --job-name=sockspec-merge --dependency="afterany:\${array%%;*}" \\
  --output="$folder/log/merge" "$@" "$0" --merge "$folder")
echo "Job $array plays $shards shards, and job $merge merges them: see $folder/log/merge"
`;
}
