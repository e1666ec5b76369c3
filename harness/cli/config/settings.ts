import { isAbsolute } from "node:path";
import { bundledNames } from "../choose/bundled-names.ts";
import { runOptions } from "../options/run-options.ts";
import type { SockspecConfig } from "./config.ts";
import { fromHere, networkFromHere } from "./names.ts";

type OptionName = keyof typeof runOptions;

/** How a key of the configuration becomes the value of an option. */
export interface Setting {
  readonly key: keyof SockspecConfig;
  readonly option: OptionName;
  /** Whether it holds for every command that has the option. Default: for `run` only. */
  readonly shared?: true;
  /** Options beside which, on a command line, it would contradict or narrow what is asked for. */
  readonly yieldsTo?: readonly OptionName[];
  /** @returns the option's value. Default: the same. */
  read?(config: SockspecConfig, file: string): unknown;
}

/** In the order of `sockspec config`. */
export const settings: readonly Setting[] = [
  {
    key: "networks",
    option: "network",
    yieldsTo: ["lastFailed"],
    read: ({ networks }, file) => networks?.map((word) => networkFromHere(word, file)),
  },
  { key: "profile", option: "profile", yieldsTo: ["scenario", "lastFailed", "updateBaseline"] },
  {
    key: "scenarios",
    option: "scenarios",
    shared: true,
    read: ({ scenarios }, file) => scenarios && fromHere(scenarios, file),
  },
  { key: "exclude", option: "exclude" },
  {
    key: "reporters",
    option: "reporter",
    read: ({ reporters }, file) => reporters?.map((word) => reporterFromHere(word, file)),
  },
  {
    key: "thresholds",
    option: "threshold",
    yieldsTo: ["bail", "maxFailures", "lastFailed", "shard"],
  },
  {
    key: "baselines",
    option: "baseline",
    shared: true,
    read: ({ baselines }, file) => baselines?.map((path) => fromHere(path, file)),
  },
  { key: "failOn", option: "failOn", shared: true },
  { key: "strict", option: "strict" },
  { key: "retry", option: "retry", yieldsTo: ["bail", "maxFailures"] },
  { key: "maxFailures", option: "maxFailures", yieldsTo: ["bail", "retry", "threshold"] },
  { key: "repeatEach", option: "repeatEach" },
  { key: "seed", option: "seed" },
  { key: "jobs", option: "jobs" },
  { key: "timeout", option: "timeout", read: ({ timeout }) => seconds(timeout) },
  { key: "caseTimeout", option: "caseTimeout", read: ({ caseTimeout }) => seconds(caseTimeout) },
  { key: "startTimeout", option: "startTimeout", yieldsTo: ["address"] },
  { key: "lab", option: "lab", yieldsTo: ["address", "image"] },
  { key: "kernel", option: "kernel" },
  { key: "evidence", option: "evidence" },
  {
    key: "output",
    option: "output",
    shared: true,
    read: ({ output }, file) => output && fromHere(output, file),
  },
];

/** @returns what a key is as its option's value; undefined where it is not set. */
export function settingValue(
  { key, read }: Setting,
  config: SockspecConfig,
  file: string,
): unknown {
  return read === undefined ? config[key] : read(config, file);
}

/** Folders so that nothing takes them for names. */
export function implementationFromHere(word: string, file: string): string {
  const path = fromHere(word, file);
  const isPath = isAbsolute(path) || path.startsWith(".");
  if (bundledNames().includes(word)) {
    return word;
  }
  return isPath ? path : `./${path}`;
}

function reporterFromHere(word: string, file: string): string {
  const at = word.indexOf("=");
  const path = word.slice(at + 1);
  return at < 0 || path === "-" ? word : `${word.slice(0, at)}=${fromHere(path, file)}`;
}

function seconds(time: number | string | undefined): unknown {
  return typeof time === "string" ? runOptions.timeout.value.parse?.(time, undefined) : time;
}
