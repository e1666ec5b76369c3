import { constants } from "node:os";
import { type Duplex, PassThrough, type Readable, Writable } from "node:stream";
import { hasExited } from "../../host/end-child.ts";
import type { PipedChild } from "../../host/host.ts";
import type { ProcessTexts } from "../../host/proc/process.ts";
import { type AgentFrame, joinFields, readFrames, splitFields, writeFrame } from "./frames.ts";
import { type RemoteChild, startRemoteChild } from "./remote-child.ts";

/** An agent says hello as soon as it runs; the limit allows for a machine that swaps. */
const helloTimeoutMs = 30_000;

export interface AgentCommand {
  /** Argument array. */
  readonly words: readonly string[];
  /** Absolute; default: the container's. */
  readonly folder?: string;
  /** Added to the container's. */
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin: "ignore" | "pipe";
  /** RLIMIT_NOFILE; default: the container's. */
  readonly descriptorLimit?: number;
}

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
  const state = startState(duplex);
  duplex.on("error", () => {});
  duplex.once("close", () => state.lose(complaint));
  duplex.once("end", () => state.lose(complaint));
  const hello = new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => reject(new AgentLostError(late)), helloTimeoutMs);
    state.onHello = (pid) => {
      clearTimeout(timer);
      resolve(pid);
    };
    state.onLost = (error) => {
      clearTimeout(timer);
      reject(error);
    };
  });
  readFrames(stdout as Readable, state.perform);
  return state.agent(await hello);
}

const late = `The agent in the container did not respond within ${helloTimeoutMs / 1000} s.`;

interface Request {
  resolve(payload: Buffer): void;
  reject(error: Error): void;
}

function startState(duplex: Duplex) {
  const children = new Map<number, RemoteChild>();
  const numbers = new WeakMap<PipedChild, number>();
  const requests = new Map<number, Request>();
  let lost: AgentLostError | null = null;
  let last = 0;
  const say = (type: string, number: number, payload: Buffer) => {
    if (lost === null) {
      writeFrame(duplex, { type, number, payload });
    }
  };
  const ask = (type: string, payload: Buffer) =>
    new Promise<Buffer>((resolve, reject) => {
      if (lost !== null) {
        reject(lost);
        return;
      }
      last += 1;
      requests.set(last, { resolve, reject });
      say(type, last, payload);
    });
  const state = {
    onHello: (_pid: number) => {},
    onLost: (_error: Error) => {},
    lose(complaint: string) {
      if (lost !== null) {
        return;
      }
      lost = new AgentLostError(`The container ended. ${complaint.trim()}`.trim());
      state.onLost(lost);
      for (const request of requests.values()) {
        request.reject(lost);
      }
      for (const remote of children.values()) {
        if (!hasExited(remote.child)) {
          remote.ended({ status: null, signal: "SIGKILL", outOfMemory: false });
        }
        remote.closed();
      }
      children.clear();
    },
    perform(frame: AgentFrame) {
      if (frame.type === "H") {
        state.onHello(Number(frame.payload));
      } else if (frame.type === "l" || frame.type === "r") {
        requests.get(frame.number)?.resolve(frame.payload);
        requests.delete(frame.number);
      } else {
        dispatch(children, frame);
      }
    },
    agent: (pid: number): Agent => ({
      pid,
      start(command, given) {
        last += 1;
        const number = last;
        const stdin = command.stdin === "pipe" ? startInput(number, say) : null;
        const remote = given ?? startRemoteChild(number, stdin);
        children.set(number, remote);
        numbers.set(remote.child, number);
        say("S", number, joinFields(commandFields(command)));
        return remote.child;
      },
      signal(child, whom, name) {
        const fields = [whom, String(constants.signals[name])];
        say("K", numbers.get(child) ?? 0, joinFields(fields));
      },
      look: async () => parseLook(splitFields(await ask("L", Buffer.alloc(0)))),
      read: async (paths) => splitFields(await ask("R", joinFields(paths))),
      get alive() {
        return lost === null;
      },
    }),
  };
  return state;
}

function startInput(
  number: number,
  say: (type: string, number: number, payload: Buffer) => void,
): Writable {
  return new Writable({
    write(bytes: Buffer, _encoding, done) {
      say("I", number, bytes);
      done();
    },
    final(done) {
      say("E", number, Buffer.alloc(0));
      done();
    },
  });
}

function commandFields(command: AgentCommand): readonly string[] {
  const settings = Object.entries(command.environment).map(([name, value]) => `${name}=${value}`);
  return [
    command.stdin === "pipe" ? "1" : "0",
    String(command.descriptorLimit ?? 0),
    command.folder ?? "",
    String(settings.length),
    ...settings,
    ...command.words,
  ];
}

/** Passes the agent's report about a process on to its handle. */
function dispatch(children: Map<number, RemoteChild>, { type, number, payload }: AgentFrame): void {
  const remote = children.get(number);
  if (type === "o" || type === "e") {
    remote?.output(type === "o" ? "stdout" : "stderr", payload);
  } else if (type === "x") {
    const [how, value, kills] = splitFields(payload);
    const outOfMemory = Number(kills) > 0;
    remote?.ended(
      how === "killed"
        ? { status: null, signal: signalName(Number(value)), outOfMemory }
        : { status: Number(value), signal: null, outOfMemory },
    );
  } else if (type === "f") {
    remote?.failed(new Error(explainErrno(Number(payload))));
    children.delete(number);
  } else if (type === "c") {
    remote?.closed();
    children.delete(number);
  }
}

export function signalName(number: number): NodeJS.Signals {
  const entry = Object.entries(constants.signals).find(([, value]) => value === number);
  return (entry?.[0] ?? `signal ${number}`) as NodeJS.Signals;
}

function explainErrno(number: number): string {
  const name = Object.entries(constants.errno).find(([, value]) => value === number)?.[0];
  switch (name) {
    case "ENOENT":
      return "its program is not in the image (ENOENT). Give the command after --, or in the manifest";
    case "EACCES":
      return "its program may not be executed in the image (EACCES)";
    case "ENOEXEC":
      return "its program is not one for this machine's architecture (ENOEXEC)";
    default:
      return name ?? `errno ${number}`;
  }
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
