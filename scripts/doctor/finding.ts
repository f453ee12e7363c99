import type { Mark, Part } from '#src/texts/fr/doctor.ts'
import { codeOf } from '#src/storage/store.ts'
import type { Texts } from '#src/texts/texts.ts'

/** One thing that was looked at, how it is, and the sentence about it in any language. */
export interface Finding {
  readonly part: Part
  readonly mark: Mark
  readonly say: (t: Texts['doctor']['findings']) => string
}

/** Why something did not work, in a word that gives no secret away: an error's code, or "timeout". */
export function troubleIn(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'timeout'
  const code = codeOf(error)
  if (code !== undefined && code !== '') return code
  // fetch hides the reason in its cause.
  if (error instanceof Error && error.cause !== undefined) return troubleIn(error.cause)
  return error instanceof Error ? error.name : 'error'
}
