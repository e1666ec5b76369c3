import { delimiter } from "node:path";

/** @returns a PATH with the folders of system programs, which a user's often lacks. */
export function withSystemFolders(path: string | undefined): string {
  return [path ?? "", "/usr/sbin", "/sbin"].join(delimiter);
}
