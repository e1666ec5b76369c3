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
