import { constants } from "node:os";
import { Writable } from "node:stream";
import { hasExited } from "../../host/end-child.ts";
import type { PipedChild } from "../../host/host.ts";
import { type AgentFrame, joinFields, splitFields } from "./frames.ts";
import { type RemoteChild, startRemoteChild } from "./remote-child.ts";

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

/** The way to an agent. */
export interface AgentConnection {
  /** Numbers children and requests alike. */
  nextNumber(): number;
  /** Sends nothing once the agent is lost. */
  send(frame: AgentFrame): void;
}

/** The commands that an agent runs. */
export interface AgentChildren {
  /** @param remote an existing handle for the process. Default: a new child. */
  start(command: AgentCommand, remote?: RemoteChild): PipedChild;
  /** @returns 0 for a process that is not one of them. */
  numberOf(child: PipedChild): number;
  /** Passes the agent's report about a process on to its handle. */
  report(frame: AgentFrame): void;
  /** Reports that all were killed, as they are with their container. */
  endAll(): void;
}

export function startAgentChildren(connection: AgentConnection): AgentChildren {
  const children = new Map<number, RemoteChild>();
  const numbers = new WeakMap<PipedChild, number>();
  return {
    start(command, given) {
      const number = connection.nextNumber();
      const stdin = command.stdin === "pipe" ? startInput(number, connection) : null;
      const remote = given ?? startRemoteChild(number, stdin);
      children.set(number, remote);
      numbers.set(remote.child, number);
      connection.send({ type: "S", number, payload: joinFields(commandFields(command)) });
      return remote.child;
    },
    numberOf: (child) => numbers.get(child) ?? 0,
    report: (frame) => dispatch(children, frame),
    endAll() {
      for (const remote of children.values()) {
        if (!hasExited(remote.child)) {
          remote.ended({ status: null, signal: "SIGKILL", outOfMemory: false });
        }
        remote.closed();
      }
      children.clear();
    },
  };
}

function startInput(number: number, { send }: Pick<AgentConnection, "send">): Writable {
  return new Writable({
    write(bytes: Buffer, _encoding, done) {
      send({ type: "I", number, payload: bytes });
      done();
    },
    final(done) {
      send({ type: "E", number, payload: Buffer.alloc(0) });
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
