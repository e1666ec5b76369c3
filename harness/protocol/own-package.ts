import { registerHooks } from "node:module";

/** What modules of users import. */
const packageName = "sockspec";

/** This module's neighbour: `.ts` where the sources are run, `.js` in a package. */
const entry = new URL("../api/index.ts", import.meta.url).href.replace(
  /\.ts$/,
  import.meta.filename.slice(-3),
);

let isProvided = false;

/**
 * Lets the modules of users name "sockspec" wherever they lie: they get the sockspec that loads them, which a
 * project need not have installed (npx), or may have installed in another version.
 */
export function provideOwnPackage(): void {
  if (isProvided) {
    return;
  }
  isProvided = true;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === packageName ? { url: entry, shortCircuit: true } : next(specifier, context),
  });
}
