import type { GroupSettings } from '#src/app/group-settings.ts'
import { texts } from '#src/texts/texts.ts'
import type { Field, Form, Language, Source } from '#src/chat/contract.ts'
import { sourceChoices } from './source-choices.ts'

/** The value of the source that is the channel itself; left empty, it means the same. */
export const fromChannel = 'channel'
/** The value of the tick that lets people of other organisations in. */
export const letsIn = 'outsiders'

/** Who trains, where the members come from, and in which language everybody is written to. */
export function settingsForm(
  language: Language,
  {
    name,
    group,
    settings,
    sources,
    hasOutsiders = true,
  }: {
    readonly name: string
    readonly group: string
    readonly settings: GroupSettings
    readonly sources: readonly Source[]
    /** People of other organisations can be in the platform's channels. */
    readonly hasOutsiders?: boolean
  },
): Form {
  const t = texts[language].chat.settings
  return {
    name,
    title: t.title,
    intro: t.intro(group),
    submit: t.submit,
    fields: [
      ...trainersField(language, settings),
      ...(settings.gathered ? [sourceField(language, settings.gathered, sources)] : []),
      ...(settings.gathered && hasOutsiders ? [outsidersField(language, settings.gathered)] : []),
      {
        name: 'language',
        label: t.language,
        kind: 'options',
        required: true,
        value: settings.language,
        choices: [
          { value: 'fr', label: t.languages.fr },
          { value: 'en', label: t.languages.en },
        ],
      },
    ],
  }
}

function trainersField(language: Language, { people }: GroupSettings): readonly Field[] {
  const t = texts[language].chat.settings
  if (people.length === 0) return []
  return [
    {
      name: 'trainers',
      label: t.trainers,
      hint: t.trainersHint,
      kind: 'people',
      choices: people.map(({ id, name }) => ({ value: id, label: name })),
      value: people.flatMap(({ id, trains }) => (trains ? [id] : [])).join('\n'),
      ...(people.length > 100 ? { searched: true } : {}),
    },
  ]
}

type Gathered = NonNullable<GroupSettings['gathered']>

function sourceField(language: Language, { source }: Gathered, sources: readonly Source[]): Field {
  const t = texts[language].chat.settings
  return {
    name: 'source',
    label: t.source,
    hint: t.sourceHint,
    kind: 'source',
    value: source ?? fromChannel,
    choices: [
      { value: fromChannel, label: t.channel },
      ...sourceChoices(language, { source, sources }),
    ],
  }
}

function outsidersField(language: Language, { outsiders }: Gathered): Field {
  const t = texts[language].chat.settings
  return {
    name: 'outsiders',
    label: t.outsiders,
    kind: 'choices',
    choices: [{ value: letsIn, label: t.outsidersTick }],
    value: outsiders ? letsIn : '',
  }
}
