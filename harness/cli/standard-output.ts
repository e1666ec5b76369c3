import { resolve } from "node:path";

/** Other names of standard output. Opened as files, they would truncate what was printed to a file. */
const devices: ReadonlySet<string> = new Set(["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"]);

/** @param file an option's value: `-` is standard output, as for most programs. */
export function isStandardOutput(file: string): boolean {
  return file === "-" || devices.has(resolve(file));
}

/** Watches whether standard output can be written. */
export interface OutputWatch {
  /**
   * @returns the code of what kept something from being written, such as `ENOSPC`; null where
   *   nothing did, or the reader has seen enough, as `head` has.
   */
  failure(): string | null;
}

/** @param onFailure is called once, with the code of the first failure. */
export function watchOutput(onFailure: (code: string) => void = () => {}): OutputWatch {
  const { stdout } = process;
  let first: string | null = null;
  stdout.on("error", (error) => {
    const code = codeOf(error);
    if (code !== null && first === null) {
      first = code;
      onFailure(code);
    }
  });
  // The stream forgets an error before it emits it, a tick after the write that failed.
  return { failure: () => first ?? codeOf(stdout.errored) };
}

function codeOf(error: NodeJS.ErrnoException | null): string | null {
  const code = error === null ? null : (error.code ?? error.message);
  return code === "EPIPE" ? null : code;
}
