const byteUnits = ["B", "KiB", "MiB", "GiB"] as const;

/** @returns for example `1448 B` or `1.5 MiB`; exact up to 10 KiB. */
export function formatBytes(bytes: number): string {
  if (Math.abs(bytes) < 10_240) {
    return `${Math.round(bytes)} B`;
  }
  const power = Math.min(3, Math.floor(Math.log2(Math.abs(bytes)) / 10));
  return `${Number((bytes / 1024 ** power).toFixed(1))} ${byteUnits[power]}`;
}

/** @returns a span of time in the unit that suits it: `12 µs`, `3.4 ms`, `1.99 s`. */
export function formatSpan(ms: number): string {
  if (ms < 0.9995) {
    return `${Math.round(ms * 1000)} µs`;
  }
  return ms < 999.5 ? `${Number(ms.toPrecision(3))} ms` : `${Number((ms / 1000).toPrecision(3))} s`;
}
