/** Whether only processes of the same host reach the address, 127.0.0.0/8 or ::1. */
export function isLoopbackAddress(address: string): boolean {
  return /^(127\.|::ffff:127\.|::1$)/.test(address);
}
