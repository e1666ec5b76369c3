import type { SocketOptions, SocketValues } from "../../history/socket-options.ts";
import type { CaseResult } from "../../journal/case-result.ts";
import { type SocketOption, socketOptionSchema } from "../../scenario/check.ts";
import { formatOption } from "../../verdict/option-text.ts";

/** What one socket of an implementation has. */
export interface OptionCell {
  /** For example `on` or `75 s`. */
  readonly text: string;
  /** Whether the implementation set it: a new socket has something else. */
  readonly isSet: boolean;
}

interface OptionRow {
  /** An option, or `backlog`. */
  readonly name: string;
  /** For each implementation of the table; null where there is no such socket, or no such option on it. */
  readonly cells: readonly {
    readonly listener: OptionCell | null;
    readonly connection: OptionCell | null;
  }[];
}

/** The options of sockets side by side, as they were read from outside. */
export interface OptionTable {
  readonly implementations: readonly string[];
  readonly rows: readonly OptionRow[];
  /** Implementations whose options could not be read, and why. */
  readonly unread: readonly { readonly implementation: string; readonly why: string }[];
}

/** @returns null where no case of the run read options. */
export function optionTable(cases: readonly CaseResult[]): OptionTable | null {
  const looks = new Map<string, SocketOptions>();
  for (const result of cases) {
    const known = looks.get(result.implementation);
    const socketOptions = known === undefined || isWeaker(known) ? result.socketOptions : undefined;
    if (socketOptions !== undefined) {
      looks.set(result.implementation, socketOptions);
    }
  }
  if (looks.size === 0) {
    return null;
  }
  const read = [...looks].filter(([, { failure }]) => failure === null);
  const options = socketOptionSchema.options.map((name) => optionRow(name, read));
  const isKnown = ({ cells }: OptionRow) =>
    cells.some(({ listener, connection }) => listener !== null || connection !== null);
  return {
    implementations: read.map(([name]) => name),
    rows: read.length === 0 ? [] : [backlogRow(read), ...options.filter(isKnown)],
    unread: [...looks].flatMap(([implementation, { failure }]) =>
      failure === null ? [] : [{ implementation, why: failure }],
    ),
  };
}

/** Whether another look may show more: a connection may have ended before it could be read. */
function isWeaker({ failure, connection }: SocketOptions): boolean {
  return failure !== null || connection === null;
}

type Read = readonly (readonly [string, SocketOptions])[];

/** Every server tells listen(2) a number. */
function backlogRow(read: Read): OptionRow {
  return {
    name: "backlog",
    cells: read.map(([, { listener }]) => ({
      listener: listener === null ? null : { text: String(listener.backlog), isSet: true },
      connection: null,
    })),
  };
}

function optionRow(name: SocketOption, read: Read): OptionRow {
  return {
    name,
    cells: read.map(([, { listener, connection, defaults }]) => ({
      listener: cell(name, listener?.options ?? null, defaults),
      connection: cell(name, connection?.options ?? null, defaults),
    })),
  };
}

function cell(
  name: SocketOption,
  options: SocketValues | null,
  defaults: SocketValues,
): OptionCell | null {
  const value = options?.[name];
  if (options === null || value === undefined) {
    return null;
  }
  const locked = bufferLocks[name];
  const isSet =
    locked === undefined ? value !== defaults[name] : ((options.SO_BUF_LOCK ?? 0) & locked) !== 0;
  return { text: formatOption(name, value), isSet };
}

/** The kernel lets buffers grow, so that another size says nothing: SO_BUF_LOCK in socket(7). */
const bufferLocks: Partial<Record<SocketOption, number>> = { SO_SNDBUF: 1, SO_RCVBUF: 2 };
