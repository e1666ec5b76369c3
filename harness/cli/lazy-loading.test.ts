import { expect, test } from "vitest";
import { sockspec } from "./fixtures/sockspec.ts";

/** Names each module as it is loaded, on standard error. */
const hook = `
  import { registerHooks } from "node:module";
  registerHooks({ load(url, context, next) {
    process.stderr.write("loads " + url + "\\n");
    return next(url, context);
  } });`;

test.each([["--help"], ["run --help"], ["list"], ["list scenarios"]])(
  "sockspec %s loads neither the validator, nor what reports are made of, nor what runs programs",
  async (line) => {
    const { stderr, status } = await sockspec(line.split(" "), {
      environment: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}` },
    });
    const loaded = stderr.split("\n").filter((line) => line.startsWith("loads "));
    expect(status).toBe(0);
    expect(loaded.some((module) => module.endsWith("/harness/cli/main.ts"))).toBe(true);
    expect(loaded.filter((module) => /\/(zod|zx|report\/(formats|html))\//.test(module))).toEqual(
      [],
    );
  },
);
