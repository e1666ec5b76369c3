import type { BoxLimits } from "../box.ts";

/** An image that is there, and how its containers are started. */
export interface ContainerImage {
  /** Its name or id, as the engine knows it. */
  readonly reference: string;
  /** Its id's first digits: what is tested, whatever its name may come to mean. */
  readonly digest: string;
  /** Its ENTRYPOINT and CMD. */
  readonly command: readonly string[];
  readonly limits: BoxLimits;
}
