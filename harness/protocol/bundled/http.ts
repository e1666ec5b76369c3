import type { ProtocolDefinition } from "../protocol.ts";
import { readResponses } from "./http/read-responses.ts";
import { interimFor, measureRequest, replyTo, responseBegun } from "./http/request.ts";

/**
 * HTTP/1.1 (RFC 9112): each message is a POST whose content comes back as that of the response. What
 * comes back is compared as responses: a server chooses their header fields, and whether content is chunked.
 */
export const http: ProtocolDefinition = {
  name: "http",
  title: "HTTP/1.1, POST whose content comes back (RFC 9112)",
  header: (payloadBytes) =>
    `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${payloadBytes}\r\n\r\n`,
  measure: measureRequest,
  startReplies: () => replyTo,
  interim: interimFor,
  begun: responseBegun,
  startReader: readResponses,
  // RFC 9112 §6.3: the server must respond with 400, and close the connection.
  unacceptable: () =>
    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
  // RFC 9112 §9.6: the server must close the connection after its response.
  closing: {
    send: "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
  },
  // RFC 9110 §15.5.14: a server that refuses content as too large may go on with the next request.
  cap: false,
  // RFC 9112 has no half-closed connections: a server may take a FIN for a client that has left.
  halfClose: false,
  // RFC 9112 §9.3.2: responses come in the order of their requests, but not necessarily behind them.
  early: true,
};
