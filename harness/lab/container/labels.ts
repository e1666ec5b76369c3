/** The run that a container belongs to. */
export const runLabel = "sockspec.run";

/** The process that started it; see `container-owner.ts`. */
export const ownerLabel = "sockspec.owner";
