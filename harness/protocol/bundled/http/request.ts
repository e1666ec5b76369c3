import type { Measured, Owed } from "../../protocol.ts";
import { startChunks } from "./chunks.ts";
import { framingOf, type Head, headIn } from "./head.ts";

/** Where a request ends. */
export function measureRequest(bytes: Uint8Array): Measured {
  const head = headIn(bytes);
  if (head === "more") {
    return "more";
  }
  if (head === "too long") {
    return "refused";
  }
  const framing = framingOf(head);
  switch (framing) {
    case "invalid":
      return "refused";
    case "chunked":
    case "both":
      return measureChunked(bytes, head.end);
    case "none":
      return head.end;
    default:
      return head.end + framing.bytes;
  }
}

function measureChunked(bytes: Uint8Array, headBytes: number): Measured {
  const { parts, rest } = startChunks()(bytes.subarray(headBytes));
  const last = parts.at(-1);
  if (last === "end") {
    return bytes.length - rest.length;
  }
  return typeof last === "object" && "malformed" in last ? "refused" : "more";
}

/** RFC 9110 §10.1.1: who waits for it before sending content must not wait in vain. */
export function interimFor(beginning: Uint8Array): string | null {
  const head = headIn(beginning);
  if (typeof head === "string" || isOld(head) || mustGet400(head)) {
    return null;
  }
  const framing = framingOf(head);
  const hasContent = typeof framing === "object" ? framing.bytes > 0 : framing !== "none";
  const expects = valuesOf(head, "expect").includes("100-continue");
  return expects && hasContent ? "HTTP/1.1 100 Continue\r\n\r\n" : null;
}

/** What is owed for a whole request. */
export function replyTo(request: Uint8Array): Owed {
  const head = headIn(request);
  if (typeof head === "string") {
    return null;
  }
  if (mustGet400(head)) {
    return { last: "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n" };
  }
  const { content, hasBareLf } = contentOf(request, head);
  const line = `HTTP/1.1 200 OK\r\nContent-Length: ${content.length}\r\n\r\n`;
  const reply = Buffer.concat([Buffer.from(line), content]);
  if (head.mayBeRefused || hasBareLf || isAmbiguous(head)) {
    return { last: reply, optional: true };
  }
  return isLast(head) ? { last: reply } : reply;
}

/** RFC 9112 §6.1: a length beside chunks, and chunks in HTTP/1.0, may be an attack. */
function isAmbiguous(head: Head): boolean {
  const framing = framingOf(head);
  return framing === "both" || (framing === "chunked" && isOld(head));
}

/** RFC 9112 §9.3: whether the connection ends behind the response. */
function isLast(head: Head): boolean {
  return isOld(head) || valuesOf(head, "connection").includes("close");
}

function isOld({ startLine }: Head): boolean {
  return startLine.endsWith(" HTTP/1.0");
}

/** RFC 9112 §5.1: no blank between a name and its colon. §3.2: one host, and a valid one. */
function mustGet400(head: Head): boolean {
  if ([...head.fields.keys()].some((name) => /[ \t]$/.test(name))) {
    return true;
  }
  const hosts = head.fields.get("host") ?? [];
  return hosts.length === 0 ? !isOld(head) : hosts.length > 1 || !hostPattern.test(hosts[0] ?? "");
}

/** RFC 9110 §7.2: `uri-host [ ":" port ]`, RFC 3986 §3.2.2. */
const hostPattern = /^(?:\[[0-9a-f.:]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?$/i;

/** Members of the lists of all fields of that name, in lower case. */
function valuesOf({ fields }: Head, name: string): readonly string[] {
  return (fields.get(name) ?? []).flatMap((value) =>
    value.split(",").map((member) => member.trim().toLowerCase()),
  );
}

function contentOf(request: Uint8Array, head: Head) {
  const sent = request.subarray(head.end);
  const framing = framingOf(head);
  if (framing !== "chunked" && framing !== "both") {
    return { content: sent, hasBareLf: false, isWhole: false };
  }
  const { parts } = startChunks()(sent);
  const contents = parts.flatMap((part) =>
    typeof part === "object" && "content" in part ? [part.content] : [],
  );
  return {
    content: Buffer.concat(contents),
    hasBareLf: parts.includes("bare LF"),
    /** Whether only the trailer is missing. */
    isWhole: parts.includes("last chunk"),
  };
}

/** RFC 9112 §9.3.2: a response to the content that came before what must be refused. */
export function responseBegun(beginning: Uint8Array): Uint8Array {
  const head = headIn(beginning);
  if (typeof head === "string" || mustGet400(head)) {
    return new Uint8Array();
  }
  const framing = framingOf(head);
  const isTooLong = /^\d{16,}$/.test((head.fields.get("content-length") ?? []).join());
  if (framing !== "chunked" && framing !== "both" && !isTooLong) {
    return new Uint8Array();
  }
  const { content, isWhole } = contentOf(beginning, head);
  const line = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const size = content.length === 0 ? "" : `${content.length.toString(16)}\r\n`;
  const lastChunk = content.length === 0 ? "0\r\n\r\n" : "\r\n0\r\n\r\n";
  const end = isWhole ? lastChunk : "";
  return Buffer.concat([Buffer.from(line + size), content, Buffer.from(end)]);
}
