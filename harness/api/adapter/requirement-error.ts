/** Why a test failed, as a screen of its own: where it was thrown says nothing. */
export class RequirementError extends Error {
  override readonly name = "RequirementError";

  constructor(message: string) {
    super(message);
    // Runners print the same stack once, however many tests have it.
    this.stack = `${this.name}: ${message}`;
  }
}
