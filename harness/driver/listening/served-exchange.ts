import { clientMessage } from "../../protocol/client-echo.ts";
import { startDigest } from "../../protocol/digest.ts";
import { beyondBytesMax, type Exchange, type ExchangeOptions, keepParts } from "../exchange.ts";

const nothing: readonly Uint8Array[] = [];

/**
 * Bytes sent and received on a connection that the driver accepted. What the peer owes is the client's
 * message, whatever it is sent.
 */
export function startServedExchange({
  protocol,
  context,
  clock,
  headBytes,
}: ExchangeOptions): Exchange {
  const owedBytes = clientMessage(protocol, context).length;
  const digest = startDigest(headBytes);
  const unsolicited = () => Math.max(0, digest.bytes - owedBytes);
  const flooded = () => unsolicited() > beyondBytesMax;
  const parts = keepParts(clock);
  return {
    beginPart: parts.begin,
    get parts() {
      return parts.all.length;
    },
    offer(bytes) {
      parts.current().bytes += bytes.length;
    },
    withhold(bytes) {
      parts.current().withheldBytes += bytes;
    },
    receive(bytes) {
      digest.push(bytes);
      return nothing;
    },
    receiveEnd: () => {},
    betweenMessages: true,
    owedBytes,
    get receivedBytes() {
      return digest.bytes;
    },
    get flooded() {
      return flooded();
    },
    toHistory: () => ({
      sent: parts.all,
      received: digest.finish(flooded()),
      unsolicitedBytes: unsolicited(),
    }),
  };
}
