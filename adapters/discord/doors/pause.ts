/** Waits that long, or until it is told to stop; it never fails. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}

/** How long to wait after so many failures in a row: from one second to five minutes, never twice the same. */
export function backOffMs(failures: number): number {
  const longest = Math.min(longestPauseMs, 1000 * 2 ** (failures - 1))
  return longest * (0.5 + Math.random() / 2)
}

export const longestPauseMs = 300_000
