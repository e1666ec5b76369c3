/** Whether the address is in 127.0.0.0/8, mapped to IPv6 or not, or is ::1. */
export function isLoopbackAddress(address: string): boolean {
  return /^(127\.|::ffff:127\.|::1$)/.test(address);
}
