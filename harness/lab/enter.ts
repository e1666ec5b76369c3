import { join } from "node:path";
import { nativeRoot } from "../host/package/native-root.ts";

/**
 * Words that start a program in the user, mount, PID and network namespaces of a process. In another PID
 * namespace than that of its /proc it could not read /proc/net: tc would not know the kernel's clock, and set delays of a
 * sixteenth of what was asked.
 *
 * @param anchor a process in these namespaces.
 * @param folder the working folder there.
 */
export function enterNamespaces(anchor: number, folder = "/"): readonly [string, ...string[]] {
  const program = join(nativeRoot(), "harness", "lab", "enter", "build", "enter");
  return [program, String(anchor), folder];
}
