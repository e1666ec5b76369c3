/** @returns a span of time in the unit that suits it: `12 µs`, `3.4 ms`, `1.99 s`. */
export function formatSpan(ms: number): string {
  if (ms < 0.9995) {
    return `${Math.round(ms * 1000)} µs`;
  }
  return ms < 999.5 ? `${Number(ms.toPrecision(3))} ms` : `${Number((ms / 1000).toPrecision(3))} s`;
}
