/** The bytes of a capture cannot be read as one. */
export class InvalidCaptureError extends Error {
  override readonly name = "InvalidCaptureError";
  readonly code = "INVALID_CAPTURE";

  constructor({ expected, found, advice }: CaptureFault, options?: ErrorOptions) {
    super(`This capture cannot be read: expected ${expected}, found ${found}. ${advice}`, options);
  }
}

export interface CaptureFault {
  readonly expected: string;
  readonly found: string;
  readonly advice: string;
}
