import { resolve } from "node:path";
import type { TypedRun } from "../cli/choose/settings.ts";
import { problemsOf } from "../cli/config/problems.ts";
import { settings, settingValue } from "../cli/config/settings.ts";
import { defaultFlags } from "../cli/options/add-options.ts";
import type { RunFlags } from "../cli/options/run-flags.ts";
import { chooseNetworks } from "../network/choose.ts";
import { loadProtocol } from "../protocol/load-protocol.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { asSockspecError } from "./as-sockspec-error.ts";
import type { RunRequest } from "./request.ts";
import { requestKeys, requestSchema } from "./request-schema.ts";
import { SockspecError } from "./sockspec-error.ts";
import { validScenario } from "./valid-scenario.ts";

/** A request in the words of the command line, which it shares everything else with. */
export interface ReadRequest {
  readonly typed: TypedRun;
  /** Scenarios that were given by value. */
  readonly ownScenarios: readonly Scenario[];
}

/**
 * Validates a request. Modules of protocols that it names are loaded.
 *
 * @throws {SockspecError}
 */
export function readRequest(data: unknown): ReadRequest {
  const request = parseRequest(data);
  for (const [index, module] of (request.protocols ?? []).entries()) {
    inField(`protocols[${index}]`, () => loadProtocol(resolve(module)));
  }
  checkNetworks("networks", request.networks);
  checkNetworks("upstreamNetworks", request.upstreamNetworks);
  const { scenarios } = request;
  const ownScenarios = Array.isArray(scenarios) ? scenarios.map(validScenario) : [];
  refuseSameId(ownScenarios);
  return {
    typed: {
      names: request.implementations ?? [],
      command: request.command ?? null,
      flags: flagsFor(request, ownScenarios),
    },
    ownScenarios,
  };
}

function parseRequest(request: unknown): RunRequest {
  const data = withoutUndefined(request);
  const parsed = requestSchema.safeParse(data);
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, data, requestKeys));
    const [first] = problems;
    const lines = problems.map(({ path, what }) => `${nameOfPath(path)}: ${what}`);
    const field = first === undefined ? null : String(first.path[0] ?? "");
    throw new SockspecError(lines.join("\n"), {
      code: "INVALID_REQUEST",
      field: field || null,
      cause: parsed.error,
    });
  }
  refuseNothingGraded(parsed.data);
  refuseScreens(parsed.data);
  return parsed.data;
}

/** A key whose value is undefined says nothing, as everywhere in JavaScript. */
function withoutUndefined(request: unknown): unknown {
  return typeof request !== "object" || request === null
    ? request
    : Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
}

function nameOfPath(path: readonly PropertyKey[]): string {
  const [key, ...rest] = path.map(String);
  return key === undefined ? "The request" : [key, ...rest.map((part) => `[${part}]`)].join("");
}

const gradedKeys = ["command", "implementations", "image", "address"] as const;

/** The command line would grade all that is bundled. */
function refuseNothingGraded(request: RunRequest): void {
  if (gradedKeys.every((key) => request[key] === undefined)) {
    const message = `The request: expected one of ${gradedKeys.join(", ")}, found none of them.`;
    throw new SockspecError(message, { code: "INVALID_REQUEST" });
  }
}

/** Nothing is printed: what others write to standard output needs a file. */
function refuseScreens({ reporters = [] }: RunRequest): void {
  const screen = reporters.find((word) => !/=[^-]/.test(word));
  if (screen !== undefined) {
    const message = `reporters: expected a format and its file, such as html=report.html, found "${screen}".`;
    throw new SockspecError(message, { code: "INVALID_REQUEST", field: "reporters" });
  }
}

function checkNetworks(key: string, words: readonly string[] | undefined): void {
  for (const [index, word] of (words ?? []).entries()) {
    inField(`${key}[${index}]`, () => chooseNetworks([word]));
  }
}

/** Names the key in what is thrown. */
function inField(path: string, work: () => unknown): void {
  try {
    work();
  } catch (cause) {
    const error = asSockspecError(cause);
    if (!(error instanceof SockspecError)) {
      throw error;
    }
    const field = path.replace(/\[.*/, "");
    throw new SockspecError(`${path}: ${error.message}`, { code: error.code, field, cause });
  }
}

function refuseSameId(scenarios: readonly Scenario[]): void {
  const ids = scenarios.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    const message = `scenarios: expected ids that differ, found "${twice}" twice.`;
    throw new SockspecError(message, { code: "INVALID_SCENARIO", field: "scenarios" });
  }
}

/** What a request says with the option's name and kind of value. */
const sameNamed = [
  "image",
  "address",
  "name",
  "protocol",
  "cwd",
  "port",
  "bail",
  "keepGoing",
  "strace",
  "shard",
  "durations",
] as const;

/** Scenarios by value are no option: their subject has them. */
function flagsFor(request: RunRequest, own: readonly Scenario[]): RunFlags {
  const { role, env, scenarios } = request;
  return {
    ...defaultFlags(),
    ...configured(request),
    ...given(Object.fromEntries(sameNamed.map((key) => [key, request[key]]))),
    ...given({
      scenario: patternsOf(request, own),
      scenarios: typeof scenarios === "string" ? scenarios : undefined,
      upstreamNetwork: request.upstreamNetworks,
      claim: request.claims,
      maxFrame: request.maxFrameBytes,
      client: role === "client" || undefined,
      proxy: role === "proxy" || undefined,
      env: env && Object.entries(env).map(([name, value]) => `${name}=${value}`),
    }),
  };
}

/** Keys of the configuration file. Paths are relative to this folder, as those of a file in it. */
function configured({ scenarios: _, ...request }: RunRequest): Partial<RunFlags> {
  const { implementations: _names, ...config } = request;
  const values = settings.map((setting) => [
    setting.option,
    settingValue(setting, config, "a request"),
  ]);
  return given(Object.fromEntries(values));
}

function patternsOf(
  { select, profile }: RunRequest,
  own: readonly Scenario[],
): readonly string[] | undefined {
  const isOnlyOwn = own.length > 0 && select === undefined && profile === undefined;
  if (isOnlyOwn) {
    return own.map(({ id }) => id);
  }
  return select === undefined ? undefined : [select].flat();
}

/** An option that was not given has no key. */
function given(values: Readonly<Record<string, unknown>>): Partial<RunFlags> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
