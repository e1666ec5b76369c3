import type { Network } from "./network.ts";
import data from "./profiles/clean.json" with { type: "json" };

/** The bare wire. */
export const clean: Network = data;
