/** How long it is as JSON with all but ASCII written \\uXXXX, as some programs write it: limits on JSON are kept by that measure. */
export function jsonLength(value: unknown): number {
  const json = JSON.stringify(value)
  return json.length + 5 * (json.match(/[^\u0000-\u007F]/g)?.length ?? 0)
}
