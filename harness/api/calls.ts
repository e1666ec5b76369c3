import type { RunEvents } from "./request.ts";

type Arguments<Name extends keyof RunEvents> = Parameters<NonNullable<RunEvents[Name]>>;

/** The callbacks of a request, which must not break the run that calls them. */
export interface Calls {
  /** Calls one, unless one has thrown; its arguments are made only where there is one. */
  call<Name extends keyof RunEvents>(name: Name, argumentsOf: () => Arguments<Name>): void;
  /** Aborts when one throws: labs are closed first, and then the run rejects. */
  readonly signal: AbortSignal;
  /** Throws what one threw, if one did. */
  rethrow(): void;
}

export function startCalls(events: RunEvents): Calls {
  const controller = new AbortController();
  const thrown: unknown[] = [];
  return {
    signal: controller.signal,
    call(name, argumentsOf) {
      const listener = events[name] as ((...values: unknown[]) => void) | undefined;
      if (listener === undefined || thrown.length > 0) {
        return;
      }
      try {
        listener(...argumentsOf());
      } catch (error) {
        thrown.push(error);
        controller.abort(new Error(`${name} threw an error`, { cause: error }));
      }
    },
    rethrow() {
      if (thrown.length > 0) {
        throw thrown[0];
      }
    },
  };
}
