import type { App } from '#src/app/app.ts'
import { clean } from '#src/app/clean-text.ts'
import { type GroupAward, groupAwards } from '#src/app/list-awards.ts'
import { revokeAward } from '#src/app/revoke-award.ts'
import { isTrainer } from '#src/app/roles.ts'
import { texts } from '#src/texts/texts.ts'
import type { Actor } from '#src/chat/actor.ts'
import { parseAction, revokeAction } from '#src/chat/actions.ts'
import type { Fields, Language, Reply } from '#src/chat/contract.ts'
import { reasonForm } from '#src/chat/forms/reason-form.ts'
import { formAgain, refusal } from './refusal.ts'

/** `/badge revoke`: choose a badge that was awarded, and say why. */
export async function revokeChoice(app: App, actor: Actor, words: string): Promise<Reply> {
  // Taking back is for ever: no badge is chosen by being the latest.
  if (words === '') return revokeAsked(app, actor)
  return revokeAsked(app, actor, (award, label) => label.includes(words) || award.id === words)
}

/** A button that names one award. */
export async function openRevoking(app: App, actor: Actor, awardId: string): Promise<Reply> {
  return revokeAsked(app, actor, ({ id }) => id === awardId)
}

export async function submitRevoking(app: App, actor: Actor, fields: Fields): Promise<Reply> {
  const { language, member, event } = actor
  if (clean(fields['what']) === '') {
    const reply = await revokeAsked(app, actor)
    return 'form' in reply
      ? formAgain(language, { code: 'choose-one' }, { form: reply.form, fields })
      : reply
  }
  const action = parseAction(fields['what'] ?? '')
  if (action?.kind !== 'revoke') return refusal(language, { code: 'form-expired' })
  const reason = clean(fields['reason'])
  const revoked = await revokeAward(app, { event, by: member, awardId: action.awardId, reason })
  if (!revoked.ok && revoked.refusal.code === 'reason-missing') {
    const reply = await openRevoking(app, actor, action.awardId)
    return 'form' in reply
      ? formAgain(language, revoked.refusal, { form: reply.form, fields })
      : reply
  }
  if (!revoked.ok) return refusal(language, revoked.refusal)
  return { message: { text: texts[language].chat.revoke.done } }
}

async function revokeAsked(
  app: App,
  actor: Actor,
  meant?: (award: GroupAward['award'], label: string) => boolean,
): Promise<Reply> {
  const { language, member } = actor
  if (!isTrainer(member)) return refusal(language, { code: 'trainers-only' })
  const groups = await actor.groups()
  if (groups.length === 0) return refusal(language, { code: 'no-group-here' })
  const t = texts[language].chat
  const awards: GroupAward[] = []
  for (const group of groups) awards.push(...(await groupAwards(app, group, 100)))
  const listed = awards.slice(0, 100).map((one) => ({
    award: one.award,
    value: revokeAction(one.award.id),
    label: awardLabel(language, one),
  }))
  const chosen = meant && listed.find(({ award, label }) => meant(award, label))
  if (listed.length === 0 || (meant && !chosen))
    return refusal(language, { code: 'nothing-to-revoke' })
  return {
    form: reasonForm(language, {
      name: 'revoke',
      title: t.revoke.title,
      intro: t.revoke.intro,
      what: t.revoke.which,
      choices: listed.map(({ value, label }) => ({ value, label })),
      value: chosen?.value,
    }),
  }
}

function awardLabel(language: Language, { achievement, recipient }: GroupAward): string {
  const t = texts[language].chat.status
  const name = achievement.name[language]
  return recipient === undefined ? t.forGroup(name) : t.forPerson(name, recipient)
}
