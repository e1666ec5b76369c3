import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { projectRoot } from "./project-root.ts";

/** Written into a package beside the native programs that were compiled for it. */
export const prebuiltFile = "prebuilt.json";

/** What the native programs of a package were compiled for. */
export interface Prebuilt {
  /** As in `process.arch`. */
  readonly arch: string;
}

/** A program that is linked with the machine's own libraries, and its exit status without arguments. */
const probe = { path: join("impls", "cpp", "build", "echo"), status: 2 } as const;

const answers = new Map<string, boolean>();

/**
 * Whether native programs came with the package, and run here: the libraries of an older system than they were
 * linked with refuse them.
 *
 * @param root the folder of the project.
 */
export function isPrebuilt(root: string = projectRoot): boolean {
  const answer = answers.get(root) ?? examine(root);
  answers.set(root, answer);
  return answer;
}

/** Whether the programs of a bundled implementation came with the package. */
export function cameBuilt(folder: string): boolean {
  return folder.startsWith(join(projectRoot, "impls") + sep) && isPrebuilt();
}

function examine(root: string): boolean {
  const file = join(root, prebuiltFile);
  if (!existsSync(file)) {
    return false;
  }
  const { arch } = JSON.parse(readFileSync(file, "utf8")) as Prebuilt;
  return (
    arch === process.arch &&
    spawnSync(join(root, probe.path), { stdio: "ignore" }).status === probe.status
  );
}
