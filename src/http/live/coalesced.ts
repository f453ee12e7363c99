/**
 * A call that starts `work`, never twice at once and at most every `gapMs`; calls that come meanwhile ask for one more
 * run. What `work` throws goes to `onError`.
 */
export function coalesced(
  work: () => Promise<void>,
  { gapMs, onError }: { readonly gapMs: number; readonly onError: (error: unknown) => void },
): () => void {
  let running = false
  let asked = false
  const run = async (): Promise<void> => {
    running = true
    while (asked) {
      asked = false
      await work().catch(onError)
      if (gapMs > 0) await pause(gapMs)
    }
    running = false
  }
  return () => {
    asked = true
    if (!running) void run()
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resume) => {
    setTimeout(resume, ms).unref()
  })
}
