/**
 * testcontainers is told by its environment. No port is published, so it need not find out where
 * one would be: it would ask for a bridge that the engine may not have. Cleaning up is ours, so its
 * reaper, an image that may not be there, is not wanted.
 */
export function prepareTestcontainers(): void {
  process.env["TESTCONTAINERS_HOST_OVERRIDE"] ??= "localhost";
  process.env["TESTCONTAINERS_RYUK_DISABLED"] ??= "true";
}
