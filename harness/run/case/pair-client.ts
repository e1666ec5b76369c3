import { clientDeadlineMs } from "../../driver/client-limits.ts";
import type { ClientRequest } from "../../driver/messages.ts";
import type { Clock } from "../../history/clock.ts";
import type { History, PairRunHistory } from "../../history/history.ts";
import { type ClientRun, startClientProgram } from "../../implementation/client-program.ts";
import { EndpointStartError } from "../../implementation/endpoint-start-error.ts";
import type { Implementation } from "../../implementation/manifest.ts";
import type { Lab } from "../../lab/lab.ts";
import { deriveSeed, randomIntegers } from "../../protocol/random.ts";
import type { CaseContext } from "../../scenario/amount.ts";

/** The client of a pair during a case: runs it when the driver asks for it. Disposing of it ends the client. */
export interface PairClient extends AsyncDisposable {
  perform(request: ClientRequest): Promise<void>;
  toHistory(): Pick<History, "pairRuns">;
}

export interface PairClientOptions {
  readonly lab: Pick<Lab, "client">;
  readonly to: { readonly host: string; readonly port: number };
  readonly scenarioId: string;
  readonly protocol: string;
  readonly context: CaseContext;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
}

/** @param client null where the case has none: then it is not asked for. */
export function startPairClient(
  client: Implementation | null,
  options: PairClientOptions,
): PairClient {
  const runs: PairRunHistory[] = [];
  const owned = new AsyncDisposableStack();
  return {
    async perform(request) {
      if (client !== null) {
        runs.push(await runClient(client, request, { ...options, owned }));
      }
    },
    toHistory: () => (runs.length === 0 ? {} : { pairRuns: runs }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function runClient(
  client: Implementation,
  { messages, limitMs }: ClientRequest,
  { lab, context, owned, ...options }: PairClientOptions & { readonly owned: AsyncDisposableStack },
): Promise<PairRunHistory> {
  const { clock } = options;
  const startedAtMs = clock.nowMs();
  const texts = messages.map((bytes, index) =>
    textOfBytes(bytes, deriveSeed(context.seed, "client", index)),
  );
  const [first = "", ...others] = texts;
  const patient = { ...client, deadlineMs: toldDeadlineMs(client, messages, context) };
  const expected = Buffer.from(texts.map((text) => `${text}\n`).join(""));
  // A case that is stopped does not come back here: what it owns is ended with it.
  const program = owned.use(
    await startClientProgram(patient, {
      ...options,
      host: lab.client,
      messages: [first, ...others],
    }),
  );
  await program.awaitExit(limitMs);
  const endedAtMs = clock.nowMs();
  const common = {
    startedAtMs,
    endedAtMs,
    messages: [...messages],
    expectedBytes: expected.length,
  };
  try {
    return { ...common, ...resultOf(await program.finish(), expected) };
  } catch (error) {
    if (!(error instanceof EndpointStartError)) {
      throw error;
    }
    return { ...common, ...notRun(error, endedAtMs) };
  }
}

/**
 * A client that gives up sooner than the link may take is not at fault: what its manifest says is enough
 * on a good one.
 *
 * @returns the deadline that the client is told, in ms.
 */
export function toldDeadlineMs(
  { deadlineMs = 0 }: Pick<Implementation, "deadlineMs">,
  messages: readonly number[],
  context: Parameters<typeof clientDeadlineMs>[1],
): number {
  return Math.max(deadlineMs, clientDeadlineMs(messages, context));
}

function resultOf({ process, stdout, stderr }: ClientRun, expected: Buffer) {
  const { bytes, total } = stdout;
  const differs = expected.findIndex((byte, index) => byte !== bytes[index]);
  return {
    outcome: process.atEnd,
    printedBytes: total,
    matchingBytes: differs < 0 ? expected.length : differs,
    stderr,
  };
}

/** The status that a shell gives to a command that it cannot run. */
const notFoundStatus = 127;

function notRun({ message }: EndpointStartError, atMs: number) {
  return {
    outcome: { state: "exited" as const, status: notFoundStatus, atMs },
    printedBytes: 0,
    matchingBytes: 0,
    stderr: { text: message, bytesDropped: 0 },
  };
}

/** Characters of one to four bytes in UTF-8; none is a line feed, or could begin an option. */
const letters = ["a", "Z", "5", "~", "ß", "л", "語", "€", "🦀"];

/** @returns text that takes exactly so many bytes in UTF-8, drawn from the seed. */
export function textOfBytes(bytes: number, seed: number): string {
  const next = randomIntegers(seed, 0, letters.length - 1);
  const drawn: string[] = [];
  let left = bytes;
  while (left > 0) {
    const letter = letters[next()] ?? "a";
    const fitting = Buffer.byteLength(letter) <= left ? letter : "a";
    // A word that begins with a tilde is a folder to a shell.
    drawn.push(drawn.length === 0 && fitting === "~" ? "a" : fitting);
    left -= Buffer.byteLength(fitting);
  }
  return drawn.join("");
}
