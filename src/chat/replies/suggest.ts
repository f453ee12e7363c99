import type { App } from '#src/app/app.ts'
import { groupSettings } from '#src/app/group-settings.ts'
import { badgesOf, proposables } from '#src/app/list-proposables.ts'
import { isTrainer } from '#src/app/roles.ts'
import type { Asker } from '#src/chat/actor.ts'
import type { FieldChoice, Language, Search } from '#src/chat/contract.ts'
import { folded } from '#src/chat/folded.ts'
import { achievementChoice } from '#src/chat/forms/achievement-choice.ts'
import { findBadges } from './find-badges.ts'
import { groupMeant } from './propose.ts'

/** As many as a platform shows. */
const most = 100

/**
 * The choices of a searched field that hold the words typed so far. What a trainer fills in is searched by trainers alone;
 * the badges that can be read (`show`) by everybody.
 */
export async function suggestChoices(
  app: App,
  asker: Asker,
  search: Pick<Search, 'form' | 'field' | 'words'>,
): Promise<readonly FieldChoice[]> {
  const { form, field, words } = search
  if (form === 'show' && field === 'badge')
    return badgesNamed(await badgesOf(app, asker.member), words, asker.language)
  return isTrainer(asker.member) ? suggestToTrainer(app, asker, search) : []
}

async function suggestToTrainer(
  app: App,
  asker: Asker,
  { form, field, words }: Pick<Search, 'form' | 'field' | 'words'>,
): Promise<readonly FieldChoice[]> {
  const [name = '', groupId = ''] = form.split(':', 2)
  const group = await groupMeant(asker, groupId)
  if (!group) return []
  if (name === 'settings' && field === 'trainers') {
    const { people } = await groupSettings(app, group, asker.member)
    return peopleNamed(people, words)
  }
  if (name !== 'propose') return []
  const { achievements, people } = await proposables(app, group)
  if (field === 'people') return peopleNamed(people, words)
  return field === 'achievement' ? badgesNamed(achievements, words, asker.language) : []
}

function badgesNamed(
  badges: Awaited<ReturnType<typeof badgesOf>>,
  words: string,
  language: Language,
): readonly FieldChoice[] {
  return findBadges(badges, words.trim(), language)
    .slice(0, most)
    .map((badge) => achievementChoice(badge, language))
}

// Names that begin with what was typed come first.
function peopleNamed(
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
