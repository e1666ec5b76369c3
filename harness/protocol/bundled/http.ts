import type { ProtocolDefinition } from "../protocol.ts";
import { readResponses } from "./http/read-responses.ts";
import { contentOf, measureRequest } from "./http/request.ts";

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
  reply(request) {
    const content = contentOf(request);
    const head = `HTTP/1.1 200 OK\r\nContent-Length: ${content.length}\r\n\r\n`;
    return Buffer.concat([Buffer.from(head), content]);
  },
  startReader: readResponses,
  // RFC 9112 §6.3: the server must respond with 400, and close the connection.
  unacceptable: () =>
    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
  // RFC 9110 §15.5.14: a server that refuses content as too large may go on with the next request.
  cap: false,
  halfClose: false,
  // RFC 9112 §9.3.2: responses come in the order of their requests, but not necessarily behind them.
  early: true,
};
