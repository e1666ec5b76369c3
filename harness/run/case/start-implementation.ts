import type { Clock } from "../../history/clock.ts";
import type { ClientStart } from "../../implementation/client-program.ts";
import {
  type StartOptions,
  startColdEndpoint,
  type UpstreamAddress,
} from "../../implementation/endpoint.ts";
import type { Implementation } from "../../implementation/manifest.ts";
import type { Lab } from "../../lab/lab.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import { messageText } from "../../scenario/client/text.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { CaseEvidence } from "../evidence/session.ts";
import type { CaseSocket } from "./case-socket.ts";
import { type ClientSide, openClientSide } from "./client-side.ts";
import { protocolFor } from "./context.ts";
import { openServerSide, type ServerSide } from "./server-side.ts";
import { startUpstreamSide, type UpstreamSide } from "./upstream-side.ts";

/** Called each second while an implementation that was started does not listen. */
export type OnWaiting = (implementation: string, waitedMs: number) => void;

/** Where the implementations of a session are started. */
export interface StartPlace {
  readonly lab: Lab;
  /** The reference server, which runs behind a proxy that is tested alone; null where labs start no servers. */
  readonly upstream: Implementation | null;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onWaiting?: OnWaiting | undefined;
}

interface ServerStart {
  readonly port: number;
  readonly socket: CaseSocket | null;
  /** Of a proxy. */
  readonly upstream?: UpstreamAddress;
  readonly clock: Clock;
  readonly evidence: CaseEvidence | null;
}

/** @returns null for what is no proxy. */
export async function startUpstream(
  { implementation, scenario }: PlannedCase,
  { lab, upstream: reference, environment, signal, onWaiting }: StartPlace,
  { clock, evidence }: Pick<ServerStart, "clock" | "evidence">,
): Promise<UpstreamSide | null> {
  if (implementation.role !== "proxy") {
    return null;
  }
  const watch = (port: number) => evidence?.watchUpstream(port);
  const place = { reference, lab, environment, clock, signal, onWaiting, watch };
  const protocol = protocolFor({ implementation, scenario }).name;
  const started = { ...place, scenarioId: scenario.id, protocol };
  return await startUpstreamSide({ implementation, scenario }, started);
}

/** @returns null where the lab starts no servers. */
export async function startServerSide(
  planned: PlannedCase,
  { lab, environment, signal, onWaiting }: StartPlace,
  { port, socket, upstream, clock, evidence }: ServerStart,
): Promise<ServerSide | ClientSide | null> {
  if (lab.server === null) {
    return null;
  }
  const { scenario } = planned;
  const implementation = serverOf(planned);
  const { message } = scenario.start ?? {};
  if (message !== undefined) {
    return openClientSide(implementation, {
      host: lab.server,
      ...placeOfServer(planned, lab, port),
      messages: [messageText(message)],
      scenarioId: scenario.id,
      protocol: protocolFor(planned).name,
      environment,
      clock,
    });
  }
  const options: StartOptions = {
    host: lab.server,
    port,
    ...(socket === null ? {} : { socket: socket.address }),
    ...(upstream === undefined ? {} : { upstream }),
    scenarioId: scenario.id,
    protocol: protocolFor(planned).name,
    start: { ...startOptions(scenario), ...evidence?.start },
    environment,
    onWaiting: (waitedMs) => onWaiting?.(implementation.name, waitedMs),
    clock,
    signal,
  };
  const endpoint = await startColdEndpoint(implementation, options);
  return openServerSide(endpoint, implementation, options, socket);
}

/**
 * In a pair, it is the server that is started, and complained about, under its own name; or the proxy in
 * front of it.
 */
function serverOf({ implementation }: PlannedCase): PlannedCase["implementation"] {
  const { pair } = implementation;
  const listening = pair?.through?.proxy ?? pair?.server;
  return listening === undefined ? implementation : { ...implementation, name: listening.name };
}

/** The name of a server with two addresses: RFC 6761 §6.2, not to be found anywhere else. */
const serverName = "server.test";

/** @returns where a client connects, and what its host must know for that. */
function placeOfServer(
  { scenario: { start } }: PlannedCase,
  { clientAddress, deadAddresses }: Lab,
  port: number,
): Pick<ClientStart, "to" | "start"> {
  const first = start?.firstAddress;
  if (first === undefined || deadAddresses === null) {
    return { to: { host: clientAddress, port } };
  }
  const addresses = [deadAddresses[first], clientAddress];
  return {
    to: { host: serverName, port },
    start: { names: addresses.map((address) => `${address} ${serverName}`) },
  };
}

function startOptions({ start }: Scenario): NonNullable<StartOptions["start"]> {
  return {
    ...(start?.descriptorLimit === undefined ? {} : { descriptorLimit: start.descriptorLimit }),
    ...(start?.asInit === undefined ? {} : { asInit: start.asInit }),
    ...(start?.output === undefined ? {} : { output: start.output }),
    ...(start?.nameServer === undefined ? {} : { nameServer: start.nameServer }),
  };
}
