import type { App } from '#src/app/app.ts'
import { keepAward } from '#src/app/keep-award.ts'
import { type MemberAward, memberAwards } from '#src/app/list-awards.ts'
import { texts } from '#src/texts/texts.ts'
import type { Actor } from '#src/chat/actor.ts'
import type { Reply } from '#src/chat/contract.ts'
import { declineForm } from '#src/chat/forms/decline-form.ts'
import { refusal } from './refusal.ts'

/** The button under a badge that was delivered: asks its recipient, and nobody else, to confirm. */
export async function openDeclining(app: App, actor: Actor, awardId: string): Promise<Reply> {
  const { language } = actor
  const award = await ownAward(app, actor, awardId)
  if (!award) return refusal(language, { code: 'unknown-award' })
  if (award.state === 'declined') return { message: { text: texts[language].chat.decline.already } }
  return { form: declineForm(language, { awardId, badge: award.achievement.name[language] }) }
}

/** Declines for good. */
export async function submitDeclining(app: App, actor: Actor, awardId: string): Promise<Reply> {
  const { language, member } = actor
  const award = await ownAward(app, actor, awardId)
  if (!award) return refusal(language, { code: 'unknown-award' })
  const { workspaceId } = member
  const kept = await keepAward(app, { workspaceId, awardId, wish: 'decline' })
  if (!kept.ok) return refusal(language, kept.refusal)
  return { message: { text: texts[language].chat.decline.done } }
}

async function ownAward(
  app: App,
  { member }: Actor,
  awardId: string,
): Promise<MemberAward | undefined> {
  return (await memberAwards(app, member)).find(({ id }) => id === awardId)
}
