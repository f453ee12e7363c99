import type { App } from '#src/app/app.ts'
import { proposables } from '#src/app/list-proposables.ts'
import { proposeAward } from '#src/app/propose-award.ts'
import type { Refusal } from '#src/app/refusal.ts'
import { isTrainer } from '#src/app/roles.ts'
import { texts } from '#src/texts/texts.ts'
import type { Actor } from '#src/chat/actor.ts'
import type { Fields, Reply } from '#src/chat/contract.ts'
import { proposeForm } from '#src/chat/forms/propose-form.ts'
import { readProposal } from '#src/chat/read-fields.ts'
import { findBadge } from './find-badges.ts'
import { formAgain, refusal } from './refusal.ts'

/** Opens the form that opens a vote, with the badge already chosen where words were typed after the command. */
export async function openProposing(app: App, actor: Actor, argument: string): Promise<Reply> {
  const { language, member } = actor
  if (!isTrainer(member)) return refusal(language, { code: 'trainers-only' })
  const group = await actor.group()
  if (!group) return refusal(language, { code: 'no-group-here' })
  const { achievements, people } = await proposables(app, group)
  const chosen = argument === '' ? undefined : findBadge(achievements, argument, language)?.id
  if (argument !== '' && !chosen)
    return refusal(language, { code: 'unknown-badge', asked: argument })
  return { form: proposeForm(language, { achievements, people, chosen }) }
}

/** Opens the vote, or gives the form back with what is wrong with it. */
export async function submitProposing(app: App, actor: Actor, fields: Fields): Promise<Reply> {
  const { language, member, event } = actor
  const group = await actor.group()
  if (!group) return refusal(language, { code: 'no-group-here' })
  if (!isTrainer(member)) return refusal(language, { code: 'trainers-only' })
  const { achievements, people } = await proposables(app, group)
  const again = (refused: Refusal): Reply => {
    const form = proposeForm(language, { achievements, people, chosen: undefined })
    return formAgain(language, refused, { form, fields })
  }
  const read = readProposal(fields, { language, now: event.at })
  if (!read.ok) return again(read.refusal)
  const { achievement, ...rest } = read.value
  const achievementId = findBadge(achievements, achievement, language)?.id
  if (!achievementId) return again({ code: 'unknown-badge', asked: achievement })
  const opened = await proposeAward(app, { event, by: member, group, achievementId, ...rest })
  if (!opened.ok) return again(opened.refusal)
  return { message: { text: texts[language].chat.propose.opened(opened.value.length) } }
}
