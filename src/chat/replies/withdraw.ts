import type { App } from '#src/app/app.ts'
import { clean } from '#src/app/clean-text.ts'
import { type Ending, endProposal } from '#src/app/end-proposal.ts'
import { type RunningVote, runningVotes } from '#src/app/list-votes.ts'
import { isTrainer } from '#src/app/roles.ts'
import { viewOwnProposal } from '#src/app/view-own-proposal.ts'
import { texts } from '#src/texts/texts.ts'
import type { Actor } from '#src/chat/actor.ts'
import { endAction, parseAction } from '#src/chat/actions.ts'
import type { Fields, Reply } from '#src/chat/contract.ts'
import { reasonForm } from '#src/chat/forms/reason-form.ts'
import { formAgain, refusal } from './refusal.ts'

/** `/badge withdraw`: choose a vote under way, and say why. */
export async function endChoice(app: App, actor: Actor, words: string): Promise<Reply> {
  const { language, member } = actor
  if (!isTrainer(member)) return refusal(language, { code: 'trainers-only' })
  const groups = await actor.groups()
  if (groups.length === 0) return refusal(language, { code: 'no-group-here' })
  const running: RunningVote[] = []
  for (const group of groups) running.push(...(await runningVotes(app, group, member)))
  const t = texts[language].chat
  const choices = running.map(({ view, candidate }) => ({
    value: endAction('withdraw', view.id),
    label:
      candidate === undefined
        ? t.status.forGroup(view.achievement.name[language])
        : t.status.forPerson(view.achievement.name[language], candidate),
  }))
  const [first] = choices
  if (!first) return refusal(language, { code: 'nothing-to-withdraw' })
  // Where there are several, none is chosen before somebody chose.
  const only = choices.length === 1 ? first : undefined
  const meant = choices.find(({ label }) => words !== '' && label.includes(words)) ?? only
  return {
    form: reasonForm(language, {
      name: 'end',
      title: t.endings.withdraw.title,
      intro: t.endings.withdraw.intro,
      what: t.reasonForm.whichVote,
      choices,
      value: meant?.value,
    }),
  }
}

/** A button on a card or in a message to the trainer: asks for the reason. */
export async function openEnding(
  app: App,
  { language, member }: Actor,
  { ending, proposalId }: { readonly ending: Ending; readonly proposalId: string },
): Promise<Reply> {
  const view = await viewOwnProposal(app, member, proposalId)
  if (!view) return refusal(language, { code: 'unknown-proposal' })
  if (!isTrainer(member)) return refusal(language, { code: 'trainers-only' })
  const t = texts[language].chat
  const value = endAction(ending, proposalId)
  return {
    form: reasonForm(language, {
      name: 'end',
      title: t.endings[ending].title,
      intro: t.endings[ending].intro,
      what: t.reasonForm.whichVote,
      choices: [{ value, label: view.achievement.name[language] }],
      value,
    }),
  }
}

export async function submitEnding(app: App, actor: Actor, fields: Fields): Promise<Reply> {
  const { language, member, event } = actor
  if (clean(fields['what']) === '') {
    const reply = await endChoice(app, actor, '')
    return 'form' in reply
      ? formAgain(language, { code: 'choose-one' }, { form: reply.form, fields })
      : reply
  }
  const action = parseAction(fields['what'] ?? '')
  if (action?.kind !== 'end') return refusal(language, { code: 'form-expired' })
  const { ending, proposalId } = action
  const reason = clean(fields['reason'])
  const ended = await endProposal(app, { event, by: member, proposalId, ending, reason })
  if (!ended.ok && ended.refusal.code === 'reason-missing') {
    const reply = await openEnding(app, actor, action)
    return 'form' in reply
      ? formAgain(language, ended.refusal, { form: reply.form, fields })
      : reply
  }
  if (!ended.ok) return refusal(language, ended.refusal)
  return { message: { text: texts[language].chat.endings[ending].done } }
}
