import type { z } from "zod";

/** The type that a schema parses to, deeply readonly. */
export type Parsed<Schema extends z.ZodType> = DeepReadonly<z.infer<Schema>>;

type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;
