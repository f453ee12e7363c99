/** An instant as documents hold it: UTC, whole seconds, `Z`. */
export function wholeSeconds(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`
}
