import type { AchievementContent } from '#src/app/view-proposal.ts'
import { presets, type PresetName } from '#src/domain/rule.ts'
import { texts } from '#src/texts/texts.ts'
import type { Field, Form, Language } from '#src/chat/contract.ts'
import { achievementChoice } from './achievement-choice.ts'
import { type GroupFrom, sourceChoices } from './source-choices.ts'

/** Lengths that every platform can take. */
export const longestReason = 1000
export const longestEvidence = 2000

/** How long a vote may last, by the value that the form sends. */
export const durations = {
  '1h': 3_600_000,
  '4h': 4 * 3_600_000,
  '1d': 24 * 3_600_000,
  '3d': 3 * 24 * 3_600_000,
  '1w': 7 * 24 * 3_600_000,
  '2w': 14 * 24 * 3_600_000,
} as const

export type DurationName = keyof typeof durations
export const durationNames: readonly DurationName[] = ['1h', '4h', '1d', '3d', '1w', '2w']
export const presetNames: readonly PresetName[] = [
  'two-thirds',
  'majority',
  'consensus',
  'everyone',
]

interface Proposable {
  readonly id: string
  readonly content: AchievementContent
}

/** What a trainer fills in to open a vote. */
export function proposeForm(
  language: Language,
  {
    achievements,
    people,
    chosen,
    from,
  }: {
    readonly achievements: readonly Proposable[]
    /** Undefined: named by their references. */
    readonly people: readonly { readonly id: string; readonly name: string }[] | undefined
    /** The badge to start with. */
    readonly chosen: string | undefined
    /** Where the group comes from, on a platform where whoever proposes says so. */
    readonly from?: GroupFrom | undefined
  },
): Form {
  const t = texts[language].chat.propose
  const fields: readonly Field[] = [
    {
      name: 'achievement',
      label: t.achievement,
      kind: 'choice',
      required: true,
      searched: true,
      choices: achievements.map((one) => achievementChoice(one, language)),
      ...(chosen ? { value: chosen } : {}),
    },
    {
      name: 'for',
      label: t.for,
      kind: 'options',
      required: true,
      value: 'people',
      choices: [
        { value: 'people', label: t.forPeople },
        { value: 'group', label: t.forGroup },
      ],
    },
    {
      name: 'people',
      label: t.people,
      hint: t.peopleHint,
      kind: 'people',
      onlyIf: { field: 'for', value: 'people' },
      ...(people ? { choices: people.map(({ id, name }) => ({ value: id, label: name })) } : {}),
    },
    ...(from ? [sourceField(language, from)] : []),
    {
      name: 'reason',
      label: t.reason,
      hint: t.reasonHint,
      kind: 'text',
      required: true,
      maxLength: longestReason,
    },
    {
      name: 'evidence',
      label: t.evidence,
      hint: t.evidenceHint,
      kind: 'text',
      maxLength: longestEvidence,
    },
    { name: 'link', label: t.link, hint: t.linkHint, kind: 'line', maxLength: 500 },
    { name: 'files', label: t.files, hint: t.filesHint, kind: 'file' },
    ...settings(language),
  ]
  return { name: 'propose', title: t.title, intro: t.intro, submit: t.submit, fields }
}

// Left empty, the group is the people of the channel.
function sourceField(language: Language, from: GroupFrom): Field {
  const t = texts[language].chat.propose
  return {
    name: 'source',
    label: t.source,
    hint: t.sourceHint,
    kind: 'source',
    choices: sourceChoices(language, from),
    ...(from.source === undefined ? {} : { value: from.source }),
  }
}

function settings(language: Language): readonly Field[] {
  const t = texts[language].chat.propose
  return [
    {
      name: 'deadline',
      label: t.deadline,
      kind: 'choice',
      value: '3d',
      choices: durationNames.map((value) => ({ value, label: t.durations[value] })),
      advanced: true,
    },
    {
      name: 'rule',
      label: t.rule,
      kind: 'options',
      value: 'two-thirds',
      choices: presetNames.map((value) => ({ value, label: t.rules[value] })),
      advanced: true,
    },
    {
      name: 'mints',
      label: t.mints,
      kind: 'choice',
      value: 'group-and-members',
      choices: [
        { value: 'group-and-members', label: t.mintsBoth },
        { value: 'members', label: t.mintsMembers },
        { value: 'group', label: t.mintsGroup },
      ],
      onlyIf: { field: 'for', value: 'group' },
      advanced: true,
    },
  ]
}

export function isPreset(name: string): name is PresetName {
  return Object.hasOwn(presets, name)
}
