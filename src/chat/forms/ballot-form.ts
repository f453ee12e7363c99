import { longestSupport } from '#src/app/endorse.ts'
import { evidenceUrl } from '#src/app/evidence-files.ts'
import type { ProposalView } from '#src/app/view-proposal.ts'
import { type Choice, choices } from '#src/domain/tally.ts'
import { texts } from '#src/texts/texts.ts'
import { voteAction } from '#src/chat/actions.ts'
import type { Field, Form, Language } from '#src/chat/contract.ts'

export const longestWords = 500

/** A voter's standing answers, by criterion id. */
export type Standing = Readonly<Record<string, { readonly choice: Choice; readonly words: string }>>

/** One radio group for each criterion, with optional words, and a tick that signs; what was answered before stands in it. */
export function ballotForm(
  language: Language,
  { view, candidate, standing, support, baseUrl }: BallotFormParts,
): Form {
  const t = texts[language].chat.ballot
  const name = view.achievement.name[language]
  const { reason, evidenceText, evidenceUrl: link, evidenceFiles = [] } = view.grounds
  const files = evidenceFiles.map((file) => ({ ...file, url: evidenceUrl({ baseUrl }, file.id) }))
  return {
    name: `ballot:${view.id}`,
    title: standing ? t.changeTitle : t.title,
    intro: [
      view.forGroup ? t.aboutGroup(name) : t.aboutPerson(name, candidate),
      reason,
      ...(evidenceText ? [t.evidence(evidenceText)] : []),
      ...(link ? [t.link(link)] : []),
      ...files.map((file) => t.file(file.name, file.url)),
      texts[language].record.secrecy[view.rule.secrecy],
    ].join('\n'),
    links: [
      reason,
      ...(evidenceText ? [evidenceText] : []),
      ...(link ? [link] : []),
      ...files.map(({ url }) => url),
    ],
    submit: t.submit,
    amends: voteAction(view.id),
    fields: [
      ...view.criteria.flatMap((criterion, index) =>
        criterionFields(language, criterion, {
          number: index + 1,
          before: standing?.[criterion.id],
        }),
      ),
      ...supportFields(language, view, support),
    ],
  }
}

function criterionFields(
  language: Language,
  criterion: ProposalView['criteria'][number],
  { number, before }: { readonly number: number; readonly before: Standing[string] | undefined },
): readonly Field[] {
  const t = texts[language].chat.ballot
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
      label: t.words(number),
      hint: t.wordsHint,
      kind: 'text',
      maxLength: longestWords,
      ...(before?.words ? { value: before.words } : {}),
    },
  ]
}

/** The value of the tick that signs. */
export const signs = 'sign'

function supportFields(
  language: Language,
  { rule }: ProposalView,
  before: string | undefined,
): readonly Field[] {
  const t = texts[language].chat.ballot
  return [
    {
      name: 'support',
      label: t.support,
      hint: t.supportHint[rule.secrecy],
      kind: 'choices',
      choices: [{ value: signs, label: t.supportTick }],
      ...(before === undefined ? {} : { value: signs }),
    },
    {
      name: 'support-words',
      label: t.supportWords,
      hint: t.supportWordsHint,
      kind: 'text',
      maxLength: longestSupport,
      ...(before ? { value: before } : {}),
    },
  ]
}

interface BallotFormParts {
  readonly view: ProposalView
  /** The name of the person it is for. */
  readonly candidate: string
  readonly standing: Standing | undefined
  /** The word of the support that stands signed, or ""; undefined: none is signed. */
  readonly support: string | undefined
  /** Where the service is reached: the files of the evidence are links. */
  readonly baseUrl: string
}
