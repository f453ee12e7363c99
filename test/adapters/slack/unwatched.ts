import type { Test } from 'tap'

/** What would have ended the process during the test: rejections that nobody heard. */
export function unwatched(t: Test): readonly unknown[] {
  const noticed: unknown[] = []
  const note = (reason: unknown) => noticed.push(reason)
  process.on('unhandledRejection', note)
  t.teardown(() => process.off('unhandledRejection', note))
  return noticed
}
