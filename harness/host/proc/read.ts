import { closeSync, openSync, readSync } from "node:fs";

const buffer = Buffer.allocUnsafe(65_536);

/** The kernel fills a page before it returns less than was asked for; a record of ours is far shorter. */
const certainlyWholeBytes = 2048;

export interface ProcFile {
  /** Whether the kernel writes the file in one go, so that one read has it all (single_open). Default: no. */
  readonly isOneRecord?: boolean;
}

/** @throws the error of the system call that fails. */
export type ReadProc = (path: string, file?: ProcFile) => string;

/**
 * Reads a file of /proc in three system calls, where `readFileSync` needs five: it asks for a size that is 0, and
 * reads until nothing is left. In a guest kernel each costs as much as a hundred on its host.
 */
export const readProc: ReadProc = (path, file) => {
  const descriptor = openSync(path, "r");
  try {
    return readWhole(descriptor, file);
  } finally {
    closeSync(descriptor);
  }
};

/** Files of /proc that stay open. Those of a namespace keep it alive. */
export interface KeptFiles extends Disposable {
  readonly read: ReadProc;
}

/** Reads files again and again in one system call each. */
export function keepFiles(): KeptFiles {
  const descriptors = new Map<string, number>();
  return {
    read(path, file) {
      const descriptor = descriptors.get(path) ?? openSync(path, "r");
      descriptors.set(path, descriptor);
      return readWhole(descriptor, file);
    },
    [Symbol.dispose]() {
      for (const descriptor of descriptors.values()) {
        closeSync(descriptor);
      }
      descriptors.clear();
    },
  };
}

function readWhole(descriptor: number, { isOneRecord = false }: ProcFile = {}): string {
  const wholeBytes = isOneRecord ? buffer.length : certainlyWholeBytes;
  let text = "";
  for (;;) {
    const bytes = readSync(descriptor, buffer, 0, buffer.length, text.length);
    text += buffer.toString("latin1", 0, bytes);
    if (bytes === 0 || (text.length === bytes && bytes < wholeBytes)) {
      return text;
    }
  }
}
