/** RFC 6455 §7.4.1 and IANA's registry: codes that may be on the wire. */
const assigned = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014];

/** @param code the first two bytes of a close frame's payload, or fewer. */
export function isCloseCode(code: Uint8Array): boolean {
  if (code.length < 2) {
    return false;
  }
  const number = new DataView(code.buffer, code.byteOffset).getUint16(0);
  // RFC 6455 §7.4.2: for libraries and frameworks, and for private use.
  return assigned.includes(number) || (number >= 3000 && number <= 4999);
}
