import type { Protocol } from "../scenario/scenario.ts";
import type { Codec } from "./codec.ts";
import { framed } from "./framed.ts";
import { stream } from "./stream.ts";

const codecs: Readonly<Record<Protocol, Codec>> = { framed, stream };

export function codecFor(protocol: Protocol): Codec {
  return codecs[protocol];
}
