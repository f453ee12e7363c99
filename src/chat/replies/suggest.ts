import type { App } from '#src/app/app.ts'
import { groupSettings } from '#src/app/group-settings.ts'
import { proposables } from '#src/app/list-proposables.ts'
import { isTrainer } from '#src/app/roles.ts'
import type { Asker } from '#src/chat/actor.ts'
import type { Field, FieldChoice, Search } from '#src/chat/contract.ts'
import { folded } from '#src/chat/folded.ts'
import { proposeForm } from '#src/chat/forms/propose-form.ts'
import { findBadges } from './find-badges.ts'
import { groupMeant } from './propose.ts'

/** As many as a platform shows. */
const most = 100

/** The choices of a searched field that hold the words typed so far. Only what a trainer fills in is searched. */
export async function suggestChoices(
  app: App,
  asker: Asker,
  { form, field, words }: Pick<Search, 'form' | 'field' | 'words'>,
): Promise<readonly FieldChoice[]> {
  if (!isTrainer(asker.member)) return []
  const [name = '', groupId = ''] = form.split(':', 2)
  const group = await groupMeant(asker, groupId)
  if (!group) return []
  if (name === 'settings' && field === 'trainers') {
    const { people } = await groupSettings(app, group, asker.member)
    return named(people, words)
  }
  if (name !== 'propose') return []
  const { achievements, people } = await proposables(app, group)
  if (field === 'people') return named(people, words)
  if (field !== 'achievement') return []
  const { fields } = proposeForm(asker.language, { achievements, people, chosen: undefined })
  const found = findBadges(achievements, words.trim(), asker.language).map(({ id }) => id)
  return inOrder(
    fields.find((one) => one.name === field),
    found,
  ).slice(0, most)
}

function inOrder(field: Field | undefined, values: readonly string[]): readonly FieldChoice[] {
  const byValue = new Map(field?.choices?.map((choice) => [choice.value, choice]))
  return values.flatMap((value) => byValue.get(value) ?? [])
}

// Names that begin with what was typed come first.
function named(
  people: readonly { readonly id: string; readonly name: string }[],
  words: string,
): readonly FieldChoice[] {
  const asked = folded(words.trim())
  const found = people
    .map(({ id, name }) => ({ value: id, label: name, at: folded(name).indexOf(asked) }))
    .filter(({ at }) => at !== -1)
  const first = found.filter(({ at }) => at === 0)
  return [...first, ...found.filter(({ at }) => at > 0)]
    .slice(0, most)
    .map(({ value, label }) => ({ value, label }))
}
