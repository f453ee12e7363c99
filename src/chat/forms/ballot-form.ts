import type { ProposalView } from '#src/app/view-proposal.ts'
import { type Choice, choices } from '#src/domain/tally.ts'
import { texts } from '#src/texts/texts.ts'
import type { Field, Form, Language } from '#src/chat/contract.ts'

export const longestWords = 500

/** A voter's standing answers, by criterion id. */
export type Standing = Readonly<Record<string, { readonly choice: Choice; readonly words: string }>>

/** One radio group for each criterion, with optional words; what was answered before stands in it. */
export function ballotForm(
  language: Language,
  { view, candidate, standing }: BallotFormParts,
): Form {
  const t = texts[language].chat.ballot
  const name = view.achievement.name[language]
  return {
    name: `ballot:${view.id}`,
    title: standing ? t.changeTitle : t.title,
    intro: [
      view.forGroup ? t.aboutGroup(name) : t.aboutPerson(name, candidate),
      view.grounds.reason,
      ...(view.grounds.evidenceText ? [t.evidence(view.grounds.evidenceText)] : []),
      ...(view.grounds.evidenceUrl ? [t.link(view.grounds.evidenceUrl)] : []),
      texts[language].record.secrecy[view.rule.secrecy],
    ].join('\n'),
    submit: t.submit,
    fields: view.criteria.flatMap((criterion, index): readonly Field[] => {
      const before = standing?.[criterion.id]
      return [
        {
          name: criterion.id,
          label: criterion[language],
          kind: 'options',
          required: true,
          choices: choices.map((value) => ({ value, label: texts[language].record.choice[value] })),
          ...(before ? { value: before.choice } : {}),
        },
        {
          name: `${criterion.id}-words`,
          label: t.words(index + 1),
          hint: t.wordsHint,
          kind: 'text',
          maxLength: longestWords,
          ...(before?.words ? { value: before.words } : {}),
        },
      ]
    }),
  }
}

interface BallotFormParts {
  readonly view: ProposalView
  /** The name of the person it is for. */
  readonly candidate: string
  readonly standing: Standing | undefined
}
