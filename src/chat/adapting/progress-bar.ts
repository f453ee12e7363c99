/**
 * So many steps and a bar where the quorum stands: a decoration beside the words. It is full only when all have voted, and
 * passes the quorum's bar only when the quorum is reached.
 */
export function progressBar(
  { value, max, mark }: { readonly value: number; readonly max: number; readonly mark: number },
  steps: number,
): string {
  const quorum = max > 0 && mark > 0 ? Math.min(Math.ceil((mark / max) * steps), steps) : undefined
  const filled = filledSteps(max > 0 ? value / max : 0, steps)
  const shown =
    quorum === undefined
      ? filled
      : value < mark
        ? Math.min(filled, quorum - 1)
        : Math.max(filled, quorum)
  const bar = '█'.repeat(shown) + '░'.repeat(steps - shown)
  return quorum === undefined ? bar : `${bar.slice(0, quorum)}│${bar.slice(quorum)}`
}

function filledSteps(share: number, steps: number): number {
  if (!(share > 0)) return 0
  return Math.max(1, Math.min(steps, Math.floor(share * steps)))
}
