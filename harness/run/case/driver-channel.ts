import { createInterface } from "node:readline";
import type { FromDriver, HarnessAnswer, HarnessRequest, ToDriver } from "../../driver/messages.ts";
import type { PipedChild } from "../../host/host.ts";

/** The driver itself broke, so nothing can be said of the implementation. */
export class DriverError extends Error {
  override readonly name = "DriverError";
  readonly code = "DRIVER_FAILED";
}

/** Answers what only this side can see or do. */
export type AnswerDriver = (request: HarnessRequest) => Promise<HarnessAnswer>;

/** Messages to and from a driver. */
export interface DriverChannel {
  send(message: ToDriver): void;
  /** Sets what answers the driver's requests from now on. */
  onAsk(answer: AnswerDriver): void;
  /** @throws {DriverError} when the driver fails, ends, or sends none before the signal aborts. */
  next<Type extends FromDriver["type"]>(type: Type, signal: AbortSignal): Promise<OfType<Type>>;
  /** Why nothing more can come, or null. */
  broken(): DriverError | null;
}

type OfType<Type extends FromDriver["type"]> = Extract<FromDriver, { type: Type }>;

export function openChannel(child: PipedChild): DriverChannel {
  let perform: AnswerDriver | null = null;
  const inbox = startInbox();
  const send = (message: ToDriver) => void child.stdin?.write(`${JSON.stringify(message)}\n`);
  watchEnd(child, inbox.fail);
  createInterface({ input: child.stdout }).on("line", (line) => {
    const message = parseLine(line);
    if (message === null) {
      inbox.fail(
        new DriverError(`Expected a JSON message from the driver, found: ${line.slice(0, 200)}`),
      );
    } else if (message.type === "ask") {
      const { id, request } = message;
      perform?.(request).then(
        (answer) => send({ type: "answer", id, answer }),
        (cause) =>
          inbox.reject(
            new DriverError(`The harness failed to answer the driver: ${cause}`, { cause }),
          ),
      );
    } else if (message.type === "failed") {
      inbox.reject(new DriverError(`The driver failed: ${message.message}`));
    } else {
      inbox.resolve(message);
    }
  });
  return {
    send,
    onAsk(answer) {
      perform = answer;
    },
    next: inbox.next,
    broken: inbox.broken,
  };
}

/** Reports the end of a driver, with the last lines of its standard error. */
function watchEnd(child: PipedChild, fail: (error: DriverError) => void): void {
  let complaint = "";
  child.stdin?.on("error", () => {});
  child.stderr.on("data", (text: Buffer) => {
    complaint = `${complaint}${text}`.slice(-4000);
  });
  child.once("error", (cause) => fail(new DriverError("The driver did not start.", { cause })));
  child.once("close", (status, signal) => {
    const how = signal ?? `status ${status}`;
    fail(new DriverError(`The driver ended with ${how}. ${complaint.trim()}`));
  });
}

interface Inbox extends Pick<DriverChannel, "next" | "broken"> {
  resolve(message: FromDriver): void;
  /** Rejects the message that is awaited, if any. */
  reject(error: DriverError): void;
  /** Rejects it, and all that follow. */
  fail(error: DriverError): void;
}

function startInbox(): Inbox {
  let waiting: { resolve(message: FromDriver): void; reject(error: Error): void } | null = null;
  let broken: DriverError | null = null;
  const fail = (error: DriverError) => {
    broken ??= error;
    waiting?.reject(broken);
  };
  return {
    resolve: (message) => waiting?.resolve(message),
    reject: (error) => waiting?.reject(error),
    fail,
    broken: () => broken,
    async next(type, signal) {
      if (broken !== null) {
        throw broken;
      }
      const onAbort = () =>
        fail(new DriverError("The driver did not answer in time.", { cause: signal.reason }));
      const answered = new Promise<FromDriver>((resolve, reject) => {
        waiting = { resolve, reject };
        signal.addEventListener("abort", onAbort);
      });
      if (signal.aborted) {
        onAbort();
      }
      // A limit that outlives its play must not break the next one.
      const message = await answered.finally(() => signal.removeEventListener("abort", onAbort));
      waiting = null;
      if (message.type !== type) {
        throw new DriverError(`Expected the driver's message ${type}, found ${message.type}.`);
      }
      return message as OfType<typeof type>;
    },
  };
}

function parseLine(line: string): FromDriver | null {
  try {
    return JSON.parse(line) as FromDriver;
  } catch {
    return null;
  }
}
