import { constants } from "node:os";
import { type Duplex, PassThrough, type Writable } from "node:stream";
import type { PipedChild } from "../../host/host.ts";
import type { ProcessTexts } from "../../host/proc/process.ts";
import {
  type AgentChildren,
  type AgentCommand,
  type AgentConnection,
  startAgentChildren,
} from "./agent-children.ts";
import { type AgentFrame, joinFields, readFrames, splitFields, writeFrame } from "./frames.ts";
import type { RemoteChild } from "./remote-child.ts";

/** An agent says hello as soon as it runs; the limit allows for a machine that swaps. */
const helloTimeoutMs = 30_000;

/** Our process in a container, through which everything there is run and observed. */
export interface Agent {
  /** Its process id, in its own PID namespace. */
  readonly pid: number;
  /** @param remote an existing handle for the process. Default: a new child. */
  start(command: AgentCommand, remote?: RemoteChild): PipedChild;
  /** Sends a signal to a command's own process, to its tree, or to all descendants of the agent. */
  signal(child: PipedChild, whom: "own" | "tree" | "all", name: NodeJS.Signals): void;
  /** Describes every descendant of the agent. */
  look(): Promise<readonly ProcessTexts[]>;
  /** @returns the contents of files, empty for those that cannot be read. */
  read(paths: readonly string[]): Promise<readonly string[]>;
  readonly alive: boolean;
}

/** The agent's container has ended. */
class AgentLostError extends Error {
  override readonly name = "AgentLostError";
}

/**
 * @param duplex to and from the agent, through the engine.
 * @param split separates the engine's stream into the agent's two outputs.
 */
export async function openAgent(
  duplex: Duplex,
  split: (stdout: Writable, stderr: Writable) => void,
): Promise<Agent> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  split(stdout, stderr);
  let complaint = "";
  stderr.on("data", (text: Buffer) => {
    complaint = `${complaint}${text}`.slice(-2000);
  });
  const connection = startConnection(duplex);
  const requests = startRequests(connection);
  const children = startAgentChildren(connection);
  const hello = Promise.withResolvers<number>();
  const lose = () => {
    const error = new AgentLostError(`The container ended. ${complaint.trim()}`.trim());
    if (connection.lose(error)) {
      hello.reject(error);
      requests.rejectAll(error);
      children.endAll();
    }
  };
  duplex.on("error", () => {});
  duplex.once("close", lose);
  duplex.once("end", lose);
  readFrames(stdout, (frame) => {
    if (frame.type === "H") {
      hello.resolve(Number(frame.payload));
    } else if (frame.type === "l" || frame.type === "r") {
      requests.resolve(frame);
    } else {
      children.report(frame);
    }
  });
  return agentOf(await withinHelloTimeout(hello), { connection, requests, children });
}

async function withinHelloTimeout(hello: PromiseWithResolvers<number>): Promise<number> {
  const late = `The agent in the container did not respond within ${helloTimeoutMs / 1000} s.`;
  const timer = setTimeout(() => hello.reject(new AgentLostError(late)), helloTimeoutMs);
  try {
    return await hello.promise;
  } finally {
    clearTimeout(timer);
  }
}

interface AgentParts {
  readonly connection: Connection;
  readonly requests: Requests;
  readonly children: AgentChildren;
}

function agentOf(pid: number, { connection, requests, children }: AgentParts): Agent {
  return {
    pid,
    start: children.start,
    signal(child, whom, name) {
      const fields = joinFields([whom, String(constants.signals[name])]);
      connection.send({ type: "K", number: children.numberOf(child), payload: fields });
    },
    look: async () => parseLook(splitFields(await requests.ask("L", Buffer.alloc(0)))),
    read: async (paths) => splitFields(await requests.ask("R", joinFields(paths))),
    get alive() {
      return connection.lost === null;
    },
  };
}

interface Connection extends AgentConnection {
  /** Null while the agent can be reached. */
  readonly lost: AgentLostError | null;
  /** @returns false if it was lost already. */
  lose(error: AgentLostError): boolean;
}

function startConnection(duplex: Duplex): Connection {
  let lost: AgentLostError | null = null;
  let last = 0;
  return {
    get lost() {
      return lost;
    },
    lose(error) {
      const isFirst = lost === null;
      lost ??= error;
      return isFirst;
    },
    nextNumber() {
      last += 1;
      return last;
    },
    send(frame) {
      if (lost === null) {
        writeFrame(duplex, frame);
      }
    },
  };
}

/** Requests that the agent answers, by number. */
interface Requests {
  ask(type: string, payload: Buffer): Promise<Buffer>;
  resolve(answer: AgentFrame): void;
  rejectAll(error: AgentLostError): void;
}

function startRequests(connection: Connection): Requests {
  const pending = new Map<number, PromiseWithResolvers<Buffer>>();
  return {
    async ask(type, payload) {
      if (connection.lost !== null) {
        throw connection.lost;
      }
      const request = Promise.withResolvers<Buffer>();
      const number = connection.nextNumber();
      pending.set(number, request);
      connection.send({ type, number, payload });
      return await request.promise;
    },
    resolve({ number, payload }) {
      pending.get(number)?.resolve(payload);
      pending.delete(number);
    },
    rejectAll(error) {
      for (const request of pending.values()) {
        request.reject(error);
      }
    },
  };
}

function parseLook(fields: readonly string[]): readonly ProcessTexts[] {
  const found: ProcessTexts[] = [];
  for (let index = 0; index + 5 < fields.length; index += 6) {
    const [pid, stat = "", status = "", descriptors, sockets, schedstats = ""] =
      fields.slice(index);
    found.push({
      pid: Number(pid),
      stat,
      status,
      schedstats,
      descriptors: Number(descriptors),
      socketInodes: sockets?.split(" ").filter(Boolean) ?? [],
    });
  }
  return found;
}
