import type { App } from '#src/app/app.ts'
import { castBallot, type Receipt } from '#src/app/cast-ballot.ts'
import { ballotOf, runningVotes } from '#src/app/list-votes.ts'
import type { Refusal } from '#src/app/refusal.ts'
import { texts } from '#src/texts/texts.ts'
import type { Actor } from '#src/chat/actor.ts'
import { voteAction } from '#src/chat/actions.ts'
import type { Fields, Language, Reply } from '#src/chat/contract.ts'
import { ballotForm } from '#src/chat/forms/ballot-form.ts'
import { readBallot } from '#src/chat/read-fields.ts'
import { formAgain, refusal } from './refusal.ts'
import { sayMissing } from '#src/chat/messages/say-missing.ts'

/** `/badge vote`: the ballot that is owed, or the list when several are. */
export async function voteNext(app: App, actor: Actor): Promise<Reply> {
  const t = texts[actor.language].chat.vote
  const group = await actor.group()
  if (!group) return refusal(actor.language, { code: 'no-group-here' })
  const owed = (await runningVotes(app, group, actor.member)).filter(({ owes }) => owes)
  const [first, ...others] = owed
  if (!first) return { message: { text: t.nothingOwed } }
  if (others.length === 0) return openBallot(app, actor, first.view.id)
  return {
    message: {
      text: t.owed(owed.length),
      buttons: owed.slice(0, 10).map(({ view }) => ({
        label: t.voteOn(view.achievement.name[actor.language]),
        action: voteAction(view.id),
        look: 'primary',
      })),
    },
  }
}

/** Opens the ballot of a proposal, with the answers given before. */
export async function openBallot(app: App, actor: Actor, proposalId: string): Promise<Reply> {
  const opened = await ballotOf(app, { proposalId, member: actor.member })
  if (!opened.ok) return refusal(actor.language, opened.refusal)
  return { form: ballotForm(actor.language, opened.value) }
}

/** Counts the ballot and answers with a private receipt. */
export async function submitBallot(
  app: App,
  actor: Actor,
  { proposalId, fields }: { readonly proposalId: string; readonly fields: Fields },
): Promise<Reply> {
  const { language, member, event } = actor
  const read = readBallot(fields)
  if (!read.ok) return ballotAgain(app, actor, { proposalId, fields, refused: read.refusal })
  const { workspaceId, id: memberId } = member
  const answers = read.value
  const cast = await castBallot(app, { event, workspaceId, proposalId, memberId, answers })
  if (!cast.ok) return ballotAgain(app, actor, { proposalId, fields, refused: cast.refusal })
  const silent = Object.values(answers).some(
    ({ choice, words }) => choice === 'not-yet' && words === '',
  )
  return receipt(language, { proposalId, cast: cast.value, silent })
}

// A ballot that can still be mended comes back as it was filled in; a late one or a stranger's does not.
async function ballotAgain(
  app: App,
  { language, member }: Actor,
  {
    proposalId,
    fields,
    refused,
  }: { readonly proposalId: string; readonly fields: Fields; readonly refused: Refusal },
): Promise<Reply> {
  const opened = await ballotOf(app, { proposalId, member })
  if (!opened.ok) return refusal(language, refused)
  return formAgain(language, refused, { form: ballotForm(language, opened.value), fields })
}

function receipt(
  language: Language,
  {
    proposalId,
    cast,
    silent,
  }: { readonly proposalId: string; readonly cast: Receipt; readonly silent: boolean },
): Reply {
  const t = texts[language].chat.receipt
  if (cast.status !== 'open')
    return { message: { text: [t.counted[cast.counted], t.settled[cast.status]].join(' ') } }
  const text = [
    t.counted[cast.counted],
    t.turnout({ cast: cast.cast, roll: cast.rollSize }),
    ...sayMissing(language, cast.missing),
    ...(silent ? [t.sayWhatIsMissing] : []),
    t.mayChange,
  ].join(' ')
  return { message: { text, buttons: [{ label: t.change, action: voteAction(proposalId) }] } }
}
