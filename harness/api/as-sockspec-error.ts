import { longSpelling } from "../cli/options/run-flags.ts";
import { runOptions } from "../cli/options/run-options.ts";
import { fieldOfOption } from "./option-fields.ts";
import { SockspecError } from "./sockspec-error.ts";

/** Errors that say that a request cannot be carried out; others are faults of ours. */
const codes: Readonly<Record<string, string>> = {
  BAD_USAGE: "INVALID_REQUEST",
  ENGINE_FAILED: "ENGINE_FAILED",
  INVALID_JOURNAL: "INVALID_HISTORY",
  INVALID_MANIFEST: "INVALID_MANIFEST",
  INVALID_NETWORK: "INVALID_NETWORK",
  INVALID_PROTOCOL: "INVALID_PROTOCOL",
  INVALID_SCENARIO: "INVALID_SCENARIO",
  LAB_NOT_OPEN: "LAB_NOT_OPEN",
  NATIVE_NOT_BUILT: "NATIVE_NOT_BUILT",
  NOTHING_SELECTED: "NOTHING_SELECTED",
  RESULTS_NOT_STORED: "RESULTS_NOT_STORED",
  UNKNOWN_NAME: "UNKNOWN_NAME",
};

/** @returns the same in the words of the request: keys where the command line has options. */
export function asSockspecError(cause: unknown): unknown {
  const { code, message } = cause as { readonly code?: string; readonly message?: string };
  const known = codes[code ?? ""];
  if (known === undefined || message === undefined || cause instanceof SockspecError) {
    return cause;
  }
  const text = inKeys(message);
  const [, named = null] = /^([a-zA-Z]+): /.exec(text) ?? [];
  const field = named ?? fieldOfKind(text, known);
  const told = named === null && field !== null ? `${field}: ${text}` : text;
  return new SockspecError(told, { code: known, field, cause });
}

const fieldsOfKinds: Readonly<Record<string, string>> = {
  implementation: "implementations",
  scenario: "select",
  claim: "claims",
};

/** The key of what a message without one is about. */
function fieldOfKind(text: string, code: string): string | null {
  if (code === "INVALID_MANIFEST") {
    return text.includes(" is not a baseline") ? "baselines" : "implementations";
  }
  const [, kind = ""] = /^There is no (\w+) "/.exec(text) ?? [];
  return fieldsOfKinds[kind] ?? null;
}

/** The longest first: `--network` is a part of no other, but `--scenario` is one of `--scenarios`. */
const spellings = Object.entries(runOptions)
  .map(([name, option]) => ({ spelling: longSpelling(option), field: fieldOfOption(name) }))
  .sort((a, b) => b.spelling.length - a.spelling.length);

function inKeys(message: string): string {
  return spellings
    .reduce((text, { spelling, field }) => text.replaceAll(spelling, field), message)
    .replace(/^-t\b/, "select")
    .replaceAll(" after --", " as command");
}
