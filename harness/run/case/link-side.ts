import type { LinkLook, LinkRequest } from "../../driver/messages.ts";
import type { Clock } from "../../history/clock.ts";
import type { LinkFaultRecord } from "../../history/history.ts";
import type { UpstreamAddress } from "../../implementation/endpoint.ts";
import type { Lab } from "../../lab/lab.ts";

/** The link during a case: faults made by steps, and observations of both ends. */
export interface LinkSide extends AsyncDisposable {
  /** @returns what is on its way, where that was asked. */
  perform(request: LinkRequest): Promise<LinkLook | null>;
  /** The faults made so far; complete once the link is restored. */
  readonly faults: readonly LinkFaultRecord[];
  restore(): Promise<void>;
}

interface LinkPorts {
  /** The implementation's. */
  readonly port: number;
  /** Of a proxy. */
  readonly upstream?: Pick<UpstreamAddress, "port">;
  readonly clock: Clock;
}

export function startLinkSide(
  lab: Pick<Lab, "link" | "whyNoLink" | "inFlight" | "behind">,
  { port, upstream, clock }: LinkPorts,
): LinkSide {
  const faults: LinkFaultRecord[] = [];
  const linkOf = () => {
    if (lab.link === null) {
      throw new Error(`The link cannot be broken: ${lab.whyNoLink}`);
    }
    return lab.link;
  };
  const isUpstreamInFlight = async () => {
    if (upstream === undefined || lab.behind === undefined) {
      return false;
    }
    const ports = await lab.behind.inFlight(upstream.port);
    return ports && ports.length > 0;
  };
  let inForce: Pick<LinkFaultRecord, "fault" | "atMs">[] = [];
  const restore = async () => {
    const ending = inForce;
    inForce = [];
    if (ending.length > 0) {
      const dropped = await linkOf().restore();
      const untilMs = clock.nowMs();
      const records = ending.map((fault, index) => {
        return { ...fault, untilMs, droppedSegments: dropped[index] ?? 0 };
      });
      faults.push(...records);
    }
  };
  return {
    faults,
    restore,
    async perform(request) {
      switch (request.do) {
        case "breakLink":
          await linkOf().break(request.fault);
          inForce.push({ fault: request.fault, atMs: clock.nowMs() });
          return null;
        case "restoreLink":
          await restore();
          return null;
        case "lookAtLink": {
          const looks = [lab.inFlight(port), isUpstreamInFlight()] as const;
          const [inFlight, upstreamInFlight] = await Promise.all(looks);
          return { inFlight, upstreamInFlight };
        }
      }
    },
    [Symbol.asyncDispose]: restore,
  };
}
