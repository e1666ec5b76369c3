/** The engine refused a request: the request, its answer, and what to do. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly code = "ENGINE_FAILED";
}

/** Messages of the engine, and what helps. The first match counts. */
const advice: readonly (readonly [RegExp, string])[] = [
  [
    /no space left on device/i,
    "The engine's disk is full. Make room: docker system prune, or sockspec clean --images",
  ],
  [
    /no such image|pull access denied|manifest unknown|repository does not exist/i,
    "There is no such image. Check its name, or pull or build it first",
  ],
  [
    /no such host|dial tcp|connection refused|TLS handshake|i\/o timeout|proxyconnect|lookup /i,
    "The registry cannot be reached. Pull or load the image by hand, then run again",
  ],
  [
    /exec format error/i,
    "The image is for another architecture than the engine's. Build it for this one",
  ],
  [
    /executable file not found|no such file or directory.*exec|exec: .*no such file/i,
    "The image has no such program. Check its ENTRYPOINT and CMD, or give a command after --",
  ],
  [
    /permission denied|operation not permitted/i,
    "The engine lacks the permission. Use an engine that runs as root, not a rootless one",
  ],
  [
    /minimum memory limit|memory limit/i,
    "The engine rejects this limit. Change container.memoryMiB in the manifest",
  ],
];

/** @param wanted the request, for example `start IMAGE`. */
export function explainEngineError(wanted: string, cause: unknown): EngineError {
  const message = engineMessage(cause);
  const help = advice.find(([pattern]) => pattern.test(message))?.[1];
  const then = help === undefined ? "" : `\n${help}.`;
  return new EngineError(`The engine could not ${wanted}: ${message}${then}`, { cause });
}

/** The engine's own message, without the client's text around it. */
function engineMessage(cause: unknown): string {
  const { json, message } = cause as {
    readonly json?: { readonly message?: string };
    readonly message?: string;
  };
  return (json?.message ?? message ?? String(cause)).replace(/^\(HTTP code \d+\) /, "").trim();
}
