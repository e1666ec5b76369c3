import { extname } from "node:path";

/** `.ts` where the sources are run, and `.js` in a package. Modules that are started by path are named with it. */
export const moduleExtension = extname(import.meta.filename);
