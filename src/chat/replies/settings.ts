import type { App } from '#src/app/app.ts'
import { clean } from '#src/app/clean-text.ts'
import type { Group } from '#src/app/find-actor.ts'
import { changeSettings, groupSettings } from '#src/app/group-settings.ts'
import { isTrainer } from '#src/app/roles.ts'
import { texts } from '#src/texts/texts.ts'
import type { Actor } from '#src/chat/actor.ts'
import { asRef } from '#src/chat/chat.ts'
import type { Fields, Form, Reply } from '#src/chat/contract.ts'
import { chooseGroupForm } from '#src/chat/forms/choose-group-form.ts'
import { fromChannel, letsIn, settingsForm } from '#src/chat/forms/settings-form.ts'
import { listsBeside, type PeopleLists } from '#src/chat/people-lists.ts'
import { lines } from '#src/chat/read-fields.ts'
import { membersNamed } from './members-named.ts'
import { formAgain, refusal } from './refusal.ts'

/** `/badge settings`: who trains in a group, and who its members are. */
export async function openSettings(
  app: App,
  actor: Actor,
  { groupId, lists }: { readonly groupId?: string | undefined; readonly lists: PeopleLists },
): Promise<Reply> {
  const { language, member } = actor
  if (!isTrainer(member)) return refusal(language, { code: 'trainers-only' })
  const chosen = groupId === undefined ? undefined : await actor.chosenGroup(groupId)
  const groups = groupId === undefined ? await actor.groups() : chosen ? [chosen] : []
  const [group, ...others] = groups
  if (!group) return refusal(language, { code: 'no-group-here' })
  if (others.length > 0) return { form: chooseGroupForm(language, groups, { kind: 'settings' }) }
  return { form: await formFor(app, actor, { group, lists }) }
}

/** Keeps what was chosen, or gives the form back with what is wrong with it. */
export async function submitSettings(
  app: App,
  actor: Actor,
  {
    groupId,
    fields,
    lists,
  }: { readonly groupId: string; readonly fields: Fields; readonly lists: PeopleLists },
): Promise<Reply> {
  const { language, member, event } = actor
  if (!isTrainer(member)) return refusal(language, { code: 'trainers-only' })
  const group = await actor.chosenGroup(groupId)
  if (!group) return refusal(language, { code: 'no-group-here' })
  const form = await formFor(app, actor, { group, lists })
  const offered = form.fields.find(({ name }) => name === 'source')?.choices ?? []
  const asked = clean(fields['source']) || fromChannel
  if (asked !== fromChannel && !offered.some(({ value }) => value === asked))
    return formAgain(language, { code: 'unknown-source' }, { form, fields })
  const trainerIds = await membersNamed(app, group, lines(fields['trainers']))
  if (!trainerIds) return formAgain(language, { code: 'unknown-person' }, { form, fields })
  const changed = await changeSettings(app, {
    event,
    by: member,
    group,
    trainerIds,
    source: asked === fromChannel ? undefined : asked,
    outsiders: lines(fields['outsiders']).includes(letsIn),
    language: clean(fields['language']) === 'en' ? 'en' : 'fr',
  })
  if (!changed.ok) return formAgain(language, changed.refusal, { form, fields })
  return { message: { text: texts[language].chat.settings.done } }
}

async function formFor(
  app: App,
  { language, member }: Actor,
  { group, lists }: { readonly group: Group; readonly lists: PeopleLists },
): Promise<Form> {
  const settings = await groupSettings(app, group, member)
  const sources = settings.gathered ? await listsBeside(lists, group) : []
  // The platform may show the form far from the group's channel: it says itself which group it is about.
  const name = `settings:${group.id}`
  // A platform whose groups come from its own lists knows nobody of other organisations.
  const hasOutsiders = !lists.groupsBySource(asRef(group.channel))
  return settingsForm(language, { name, group: group.name, settings, sources, hasOutsiders })
}
