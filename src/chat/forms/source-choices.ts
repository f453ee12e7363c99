import { texts } from '#src/texts/texts.ts'
import type { FieldChoice, Language, Source } from '#src/chat/contract.ts'

/** Where the members of a group come from: a list of the platform, or the people of the channel. */
export interface GroupFrom {
  /** Undefined: the people of the channel. */
  readonly source: string | undefined
  readonly sources: readonly Source[]
}

/** The lists that a platform keeps beside a channel, with the one chosen so far, should it not be among them any more. */
export function sourceChoices(
  language: Language,
  { source, sources }: GroupFrom,
): readonly FieldChoice[] {
  const isListed = source === undefined || sources.some(({ ref }) => ref === source)
  return [
    ...sources.map(({ ref, name }) => ({ value: ref, label: name })),
    ...(isListed ? [] : [{ value: source, label: texts[language].chat.settings.sourceNow }]),
  ]
}
