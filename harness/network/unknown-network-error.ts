import { nearestName } from "../scenario/nearest-name.ts";

/** No bundled network has that name. */
export class UnknownNetworkError extends Error {
  override readonly name = "UnknownNetworkError";
  readonly code = "UNKNOWN_NAME";

  constructor(wanted: string, known: readonly string[]) {
    const near = nearestName(wanted, known);
    const advice = near === null ? `Known: ${known.join(", ")}.` : `Did you mean "${near}"?`;
    super(
      `There is no network "${wanted}". ${advice} ` +
        'One of your own is a file that ends in .json, or words such as "delay=50ms loss=1%".',
    );
  }
}
