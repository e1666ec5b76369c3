import { z } from "zod";

/** An argument of a command holds less than this, with its NUL, in bytes: MAX_ARG_STRLEN of Linux. */
const argumentBytes = 128 * 1024;

/** What a client sends, and must get back: text, perhaps many times. */
export const clientMessageSchema = z
  .strictObject({
    text: z.string().refine((text) => !text.includes("\0"), "expected text without NUL"),
    times: z
      .number()
      .int()
      .min(2)
      .max(argumentBytes)
      .optional()
      .describe("so often; default: once"),
  })
  .refine(
    ({ text, times = 1 }) => Buffer.byteLength(text) * times < argumentBytes,
    `expected less than ${argumentBytes} bytes, which is what an argument of a command may hold`,
  );
