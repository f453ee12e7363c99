import type { App } from '#src/app/app.ts'
import { castBallot, type Receipt } from '#src/app/cast-ballot.ts'
import { isOutsider } from '#src/app/find-actor.ts'
import { ballotOf, type RunningVote, runningVotes } from '#src/app/list-votes.ts'
import { type OwnBadge, standingWish } from '#src/app/opt-out.ts'
import type { Refusal } from '#src/app/refusal.ts'
import { maySign } from '#src/domain/tally.ts'
import { texts } from '#src/texts/texts.ts'
import type { Actor } from '#src/chat/actor.ts'
import { voteAction } from '#src/chat/actions.ts'
import type { Button, Fields, Language, Reply } from '#src/chat/contract.ts'
import { ballotForm } from '#src/chat/forms/ballot-form.ts'
import { type BallotFields, readBallot } from '#src/chat/read-fields.ts'
import { ownBadgeButtons } from './own-badge.ts'
import { formAgain, refusal } from './refusal.ts'
import { sayMissing } from '#src/chat/messages/say-missing.ts'

/** `/badge vote`: the ballot that is owed, or the list when several are; where no group meets, of all of the person's groups. */
export async function voteNext(app: App, actor: Actor): Promise<Reply> {
  const t = texts[actor.language].chat.vote
  const groups = await actor.groups()
  if (groups.length === 0) return refusal(actor.language, { code: 'no-group-here' })
  const running: RunningVote[] = []
  for (const group of groups) running.push(...(await runningVotes(app, group, actor.member)))
  const owed = running.filter(({ owes }) => owes)
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
  if (!opened.ok) return refusal(actor.language, await whyNot(app, actor, opened.refusal))
  return { form: ballotForm(actor.language, { ...opened.value, baseUrl: app.baseUrl }) }
}

/** Counts the ballot and answers with a private receipt. */
export async function submitBallot(
  app: App,
  actor: Actor,
  { proposalId, fields }: { readonly proposalId: string; readonly fields: Fields },
): Promise<Reply> {
  const { language, member, event } = actor
  const read = readBallot(fields, language)
  if (!read.ok) return ballotAgain(app, actor, { proposalId, fields, refused: read.refusal })
  const { workspaceId, id: memberId } = member
  const ballot = read.value
  const cast = await castBallot(app, {
    event,
    workspaceId,
    proposalId,
    memberId,
    answers: ballot.answers,
    ...(ballot.signs ? { support: ballot.supportWords } : {}),
  })
  if (!cast.ok) return ballotAgain(app, actor, { proposalId, fields, refused: cast.refusal })
  const voter = { workspaceId, proposalId, memberId }
  const asked = cast.value.status === 'open' && cast.value.ownBadges
  const ownBadge = asked ? await standingWish(app, voter) : 'none'
  return receipt(language, { proposalId, cast: cast.value, ballot, ownBadge })
}

// A ballot that can still be mended comes back as it was filled in; a late one or a stranger's does not.
async function ballotAgain(
  app: App,
  actor: Actor,
  {
    proposalId,
    fields,
    refused,
  }: { readonly proposalId: string; readonly fields: Fields; readonly refused: Refusal },
): Promise<Reply> {
  const { language, member } = actor
  const opened = await ballotOf(app, { proposalId, member })
  if (!opened.ok) return refusal(language, await whyNot(app, actor, refused))
  const form = ballotForm(language, { ...opened.value, baseUrl: app.baseUrl })
  return formAgain(language, refused, { form, fields })
}

// Whoever is of another organisation may be missing from the roll for that alone.
async function whyNot(app: App, { member }: Actor, refused: Refusal): Promise<Refusal> {
  const isStranger = refused.code === 'not-on-roll' && (await isOutsider(app, member))
  return isStranger ? { code: 'from-elsewhere' } : refused
}

interface ReceiptParts {
  readonly proposalId: string
  readonly cast: Receipt
  readonly ballot: BallotFields
  readonly ownBadge: OwnBadge
}

function receipt(language: Language, { proposalId, cast, ballot, ownBadge }: ReceiptParts): Reply {
  const t = texts[language].chat.receipt
  const support = supportSaid(ballot)
  if (cast.status !== 'open') {
    // Of a vote that did not accept the badge, there is nothing for a support to go with.
    const signed = support === 'signed' && cast.status !== 'accepted' ? undefined : support
    const text = [t.counted[cast.counted], t.settled[cast.status], signed && t.support[signed]]
    return { message: { text: text.filter(Boolean).join(' ') } }
  }
  const text = [
    t.counted[cast.counted],
    ...(support ? [t.support[support]] : []),
    t.turnout({ cast: cast.cast, roll: cast.rollSize }),
    ...sayMissing(language, cast.missing),
    ...(isSilent(ballot) ? [t.sayWhatIsMissing] : []),
    t.mayChange,
  ].join(' ')
  const change: Button = { label: t.change, action: voteAction(proposalId) }
  return {
    message: { text, buttons: [change, ...ownBadgeButtons(language, proposalId, ownBadge)] },
  }
}

function isSilent({ answers }: BallotFields): boolean {
  return Object.values(answers).some(({ choice, words }) => choice === 'not-yet' && words === '')
}

/** What became of the support, for whoever ticked it or wrote a word. */
function supportSaid({
  answers,
  signs,
  supportWords,
}: BallotFields): keyof (typeof texts)['fr']['chat']['receipt']['support'] | undefined {
  if (!signs) return supportWords === '' ? undefined : 'not-ticked'
  const choices = Object.values(answers).map(({ choice }) => choice)
  if (maySign(choices)) return 'signed'
  return choices.includes('not-yet') ? 'something-missing' : 'nothing-met'
}
