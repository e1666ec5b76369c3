import { join } from "node:path";

/** The folder that holds `harness`, `scenarios`, `containers` and `impls`: in a package, its `dist`. */
export const projectRoot = join(import.meta.dirname, "..", "..", "..");
