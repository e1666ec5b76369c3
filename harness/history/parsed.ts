import type { z } from "zod";

/** What a schema parses to, which nobody changes afterwards: a shape has its schema as one source. */
export type Parsed<Schema extends z.ZodType> = DeepReadonly<z.infer<Schema>>;

type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;
