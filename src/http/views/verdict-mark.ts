import type { Status } from '#src/domain/proposal.ts'
import type { Language } from '#src/storage/members.ts'
import { texts } from '#src/texts/texts.ts'
import type { Html } from '#src/html.ts'
import { mark, type Tone } from './mark.ts'

const tones: Readonly<Record<Status, Tone>> = {
  open: 'wait',
  undecided: 'wait',
  accepted: 'good',
  // Not a failure: the way goes on.
  declined: 'wait',
  lapsed: 'quiet',
  withdrawn: 'quiet',
  vetoed: 'bad',
}

/** Where a proposal stands. */
export function verdictMark(language: Language, status: Status): Html {
  return mark(tones[status], texts[language].record.status[status])
}
