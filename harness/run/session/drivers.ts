import type { Lab } from "../../lab/lab.ts";
import { type DriverProcess, startDriver } from "../case/driver-process.ts";

/** The drivers of a session, one after another. */
export interface Drivers extends AsyncDisposable {
  /** The driver, or a new one if the last broke. */
  current(): Promise<DriverProcess>;
}

/** Starts none before it is needed. */
export function startDrivers(lab: Lab, environment: Readonly<Record<string, string>>): Drivers {
  let driver: DriverProcess | null = null;
  return {
    async current() {
      if (driver?.alive !== true) {
        await driver?.[Symbol.asyncDispose]();
        driver = await startDriver(lab.client, environment);
      }
      return driver;
    },
    async [Symbol.asyncDispose]() {
      await driver?.[Symbol.asyncDispose]();
    },
  };
}
