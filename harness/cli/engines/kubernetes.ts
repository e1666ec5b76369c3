import { shellWord } from "../../host/shell-word.ts";
import type { Engine, EngineJob } from "./engine.ts";
import { mergeWords } from "./merge.ts";
import { playShard, shellCommand, yamlBlock } from "./shell.ts";

/** An Indexed Job, and a Job that waits for it. */
export const kubernetes: Engine = {
  usualFile: "sockspec-kubernetes.yml",
  write,
  next: (file) =>
    `Start it: kubectl apply --filename ${shellWord(file)} && kubectl logs --follow job/sockspec-merge`,
};

function write({ line, shards, image, file }: EngineJob): string {
  const sockspec = "sockspec";
  const merge = mergeWords(line, { shards: "/runs/shards", output: "/runs/merged" });
  const play = playShard({ line, sockspec, shard: `"$shard/${shards}"`, indent: "" });
  const merging = shellCommand({ parts: [sockspec, ...merge, "|| status=$?"], indent: "" });
  return `\
# Plays one run of sockspec as ${shards} shards of an Indexed Job, and merges them:
#   kubectl apply --filename ${shellWord(file)}
#   kubectl logs --follow job/sockspec-merge
#   kubectl delete job sockspec sockspec-merge   before it is applied again, to finish it or anew
# The image holds sockspec, the server and its files: npm run image, then FROM sockspec/sockspec.
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: sockspec
spec:
  accessModes: [ReadWriteMany] # of all nodes at once, such as NFS or CephFS
  resources:
    requests:
      storage: 10Gi
---
apiVersion: batch/v1
kind: Job
metadata:
  name: sockspec
spec:
  completionMode: Indexed
  completions: ${shards}
  parallelism: ${shards}
  backoffLimitPerIndex: 3 # a pod that dies is replaced, and goes on where it was
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: shard
          image: ${yamlWord(image)}
${line.needsNoNamespaces ? "" : privileged}\
          resources:
            requests:
              cpu: "2"
          volumeMounts: [{ name: runs, mountPath: /runs }]
          command: [sh, -c]
          args:
            - |
${script(`\
shard=\`expr "$JOB_COMPLETION_INDEX" + 1\`
out=/runs/shards/$shard
${play}
# 1 and 3 are verdicts, which count in the merged run.
case $status in 0 | 1 | 3) ;; *) exit "$status" ;; esac
mkdir -p /runs/done
touch "/runs/done/$shard"`)}
      volumes: [{ name: runs, persistentVolumeClaim: { claimName: sockspec } }]
---
apiVersion: batch/v1
kind: Job
metadata:
  name: sockspec-merge
spec:
  backoffLimit: 0
  activeDeadlineSeconds: 86400
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: merge
          image: ${yamlWord(image)}
          volumeMounts: [{ name: runs, mountPath: /runs }]
          command: [sh, -c]
          args:
            - |
${script(`\
until set -- /runs/done/* && [ -e "$1" ] && [ $# -eq ${shards} ]; do sleep 10; done
status=0
${merging}
# The next run begins with nothing. What has no verdict stays.
case $status in 0 | 1) rm -rf /runs/shards /runs/done ;; esac
exit "$status"`)}
      volumes: [{ name: runs, persistentVolumeClaim: { claimName: sockspec } }]
`;
}

const privileged = `\
          # The lab makes network namespaces. With run --kernel guest it needs no privileges.
          securityContext: { privileged: true }
`;

/** Kubernetes replaces $(NAME) in arguments, and takes $$ for one dollar. */
function script(text: string): string {
  return yamlBlock(text.replaceAll(/\$(?=[$(])/g, "$$$$"), 14);
}

function yamlWord(word: string): string {
  return /^[a-z][\w./:@-]*$/i.test(word) ? word : JSON.stringify(word);
}
