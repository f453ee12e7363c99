import type { App } from '#src/app/app.ts'
import type { Group } from '#src/app/find-actor.ts'
import { badgesOf } from '#src/app/list-proposables.ts'
import { proposeAward } from '#src/app/propose-award.ts'
import type { Refusal } from '#src/app/refusal.ts'
import { isTrainer } from '#src/app/roles.ts'
import { texts } from '#src/texts/texts.ts'
import type { Actor, Asker } from '#src/chat/actor.ts'
import type { About, Fields, Reply } from '#src/chat/contract.ts'
import { chooseGroupForm } from '#src/chat/forms/choose-group-form.ts'
import type { PeopleLists } from '#src/chat/people-lists.ts'
import { type ProposalFields, readProposal } from '#src/chat/read-fields.ts'
import { findBadge } from './find-badges.ts'
import { membersNamed } from './members-named.ts'
import { mentionedIn, withoutRefs } from './mentioned.ts'
import { proposeFormFor } from './propose-form-for.ts'
import { formAgain, refusal } from './refusal.ts'

/** What somebody starts from. */
export interface Proposing {
  /** Words typed after the command, or the id of a badge. */
  readonly asked?: string
  /** A message that becomes evidence. */
  readonly about?: About | undefined
  readonly lists: PeopleLists
}

/**
 * Opens the form that opens a vote, with the badge already chosen where words were typed after the command. Where no group
 * meets, as in a private message, the group is chosen first.
 */
export async function openProposing(
  app: App,
  actor: Actor,
  { asked = '', about, lists }: Proposing,
): Promise<Reply> {
  const { language, member } = actor
  if (!isTrainer(member)) return refusal(language, { code: 'trainers-only' })
  const groups = await actor.groups()
  const [group, ...others] = groups
  if (!group) return refusal(language, { code: 'no-group-here' })
  const isHere = others.length === 0
  const mentioned = isHere ? await mentionedIn(app, group, asked) : undefined
  const words = mentioned?.words ?? withoutRefs(asked).words.join(' ')
  const badges = await badgesOf(app, member)
  const chosen = words === '' ? undefined : findBadge(badges, words, language)?.id
  if (words !== '' && !chosen) return refusal(language, { code: 'unknown-badge', asked: words })
  if (isHere) {
    return { form: await proposeFormFor(app, actor, { group, lists, chosen, about, mentioned }) }
  }
  const choosing = {
    kind: 'propose' as const,
    ...(chosen === undefined ? {} : { achievementId: chosen }),
    ...(about === undefined ? {} : { about }),
  }
  return { form: chooseGroupForm(language, groups, choosing) }
}

/** The same once the group was chosen. */
export async function openProposingIn(
  app: App,
  actor: Actor,
  { groupId, asked = '', about, lists }: Proposing & { readonly groupId: string },
): Promise<Reply> {
  const { language, member } = actor
  if (!isTrainer(member)) return refusal(language, { code: 'trainers-only' })
  const group = await actor.chosenGroup(groupId)
  if (!group) return refusal(language, { code: 'no-group-here' })
  const badges = await badgesOf(app, member)
  const chosen = asked === '' ? undefined : findBadge(badges, asked, language)?.id
  return { form: await proposeFormFor(app, actor, { group, lists, chosen, about }) }
}

/** Opens the vote, or gives the form back with what is wrong with it. */
export async function submitProposing(
  app: App,
  actor: Actor,
  {
    groupId,
    fields,
    lists,
  }: { readonly groupId: string; readonly fields: Fields; readonly lists: PeopleLists },
): Promise<Reply> {
  const { language, member, event } = actor
  const group = await groupMeant(actor, groupId)
  if (!group) return refusal(language, { code: 'no-group-here' })
  if (!isTrainer(member)) return refusal(language, { code: 'trainers-only' })
  const again = async (refused: Refusal): Promise<Reply> => {
    const form = await proposeFormFor(app, actor, {
      group,
      lists,
      chosen: undefined,
      about: undefined,
    })
    return formAgain(language, refused, { form, fields })
  }
  const read = readProposal(fields, { language, now: event.at })
  if (!read.ok) return again(read.refusal)
  const { achievement, candidates: named, ...rest } = read.value
  const achievementId = findBadge(await badgesOf(app, member), achievement, language)?.id
  if (!achievementId) return again({ code: 'unknown-badge', asked: achievement })
  const candidates = await candidatesNamed(app, group, named)
  if (!candidates) return again({ code: 'unknown-person' })
  const asked = { event, by: member, group, achievementId, candidates, ...rest }
  const opened = await proposeAward(app, asked)
  if (!opened.ok) return again(opened.refusal)
  return { message: { text: texts[language].chat.propose.opened(opened.value.length) } }
}

async function candidatesNamed(
  app: App,
  group: Group,
  candidates: ProposalFields['candidates'],
): Promise<ProposalFields['candidates'] | undefined> {
  if (candidates.kind === 'group') return candidates
  const memberIds = await membersNamed(app, group, candidates.memberIds)
  return memberIds && { kind: 'people', memberIds }
}

/** The group of a form that names one, or of the channel where the form is open. */
export function groupMeant(actor: Asker, groupId: string): Promise<Group | undefined> {
  return groupId === '' ? actor.group() : actor.chosenGroup(groupId)
}
