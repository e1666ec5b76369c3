/** The kernel could not be built. The message says what was expected, found, and what to do. */
export class KernelBuildError extends Error {
  override readonly name = "KernelBuildError";
  readonly code = "KERNEL_NOT_BUILT";
}
