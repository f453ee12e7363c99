import type { Group } from '#src/app/find-actor.ts'
import { texts } from '#src/texts/texts.ts'
import type { About, Field, Form, Language } from '#src/chat/contract.ts'
import { longestEvidence } from './propose-form.ts'

/** What a group is chosen for: a vote, perhaps on a badge that is chosen already, or its settings. */
export type ChoosingFor =
  | { readonly kind: 'settings' }
  | { readonly kind: 'propose'; readonly achievementId?: string; readonly about?: About }

/** Which of several groups is meant. What a message lends as evidence stands in it, so that it is not lost on the way. */
export function chooseGroupForm(
  language: Language,
  groups: readonly Group[],
  choosing: ChoosingFor,
): Form {
  const t = texts[language].chat.chooseGroup
  return {
    name: `choose-group:${nameOf(choosing)}`,
    title: t.title,
    intro: t.intro,
    submit: t.submit,
    fields: [
      {
        name: 'group',
        label: t.group,
        kind: 'choice',
        required: true,
        choices: groups.map(({ id, name }) => ({ value: id, label: name })),
      },
      ...(choosing.kind === 'propose' && choosing.about
        ? aboutFields(language, choosing.about)
        : []),
    ],
  }
}

/** What the form's name says it is for. */
export function readChoosing(target: string): ChoosingFor | undefined {
  if (target === 'settings') return { kind: 'settings' }
  const [kind, achievementId] = target.split('.', 2)
  if (kind !== 'propose') return undefined
  return { kind, ...(achievementId === undefined ? {} : { achievementId }) }
}

function nameOf(choosing: ChoosingFor): string {
  if (choosing.kind === 'settings' || choosing.achievementId === undefined) return choosing.kind
  return `propose.${choosing.achievementId}`
}

function aboutFields(language: Language, { text, url }: About): readonly Field[] {
  const t = texts[language].chat.propose
  return [
    {
      name: 'evidence',
      label: t.evidence,
      kind: 'text',
      maxLength: longestEvidence,
      value: text.slice(0, longestEvidence),
    },
    ...(url === undefined
      ? []
      : [{ name: 'link', label: t.link, kind: 'line', maxLength: 500, value: url } as const]),
  ]
}
