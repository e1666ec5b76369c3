import type { Clock } from "../history/clock.ts";
import type { HostProcess, ServerHost, SpawnOptions } from "../host/host.ts";
import type { Protocol } from "../scenario/scenario.ts";
import type { Implementation } from "./manifest.ts";

export interface StartOptions {
  readonly host: ServerHost;
  readonly port: number;
  readonly scenarioId: string;
  /** Default: the implementation's first protocol. */
  readonly protocol?: Protocol;
  /** How the scenario requires it to be started. Default: as an ordinary process. */
  readonly start?: Pick<SpawnOptions, "descriptorLimit" | "asInit" | "systemCallsFile">;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Starts the command without waiting for anything. */
export function spawnImplementation(
  implementation: Implementation,
  options: StartOptions,
): HostProcess {
  return options.host.spawn(fillPlaceholders(implementation, options.port), {
    cwd: implementation.folder,
    environment: { ...options.environment, ...endpointEnvironment(implementation, options) },
    stdin: "ignore",
    ...options.start,
  });
}

function fillPlaceholders(implementation: Implementation, port: number): readonly string[] {
  const values = placeholderValues(implementation, port);
  return implementation.command.map((word) =>
    word.replace(/\{(host|port|maxFrame)\}/g, (_, name: keyof typeof values) => values[name]),
  );
}

/** A server that claims both address families gets the wildcard address of both. */
function placeholderValues(implementation: Implementation, port: number) {
  return {
    host: implementation.claims.includes("dual-stack") ? "::" : "0.0.0.0",
    port: String(port),
    maxFrame: String(implementation.maxFrameBytes),
  };
}

function endpointEnvironment(implementation: Implementation, options: StartOptions) {
  const values = placeholderValues(implementation, options.port);
  return {
    SOCKSPEC_HOST: values.host,
    SOCKSPEC_PORT: values.port,
    SOCKSPEC_MAX_FRAME: values.maxFrame,
    SOCKSPEC_PROTOCOL: options.protocol ?? implementation.protocols[0] ?? "framed",
    SOCKSPEC_SCENARIO: options.scenarioId,
  };
}
