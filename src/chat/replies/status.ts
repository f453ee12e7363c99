import type { App } from '#src/app/app.ts'
import { endedVotes, type RunningVote, runningVotes } from '#src/app/list-votes.ts'
import type { ProposalView } from '#src/app/view-proposal.ts'
import { texts } from '#src/texts/texts.ts'
import type { Actor } from '#src/chat/actor.ts'
import { voteAction } from '#src/chat/actions.ts'
import type { Button, Language, Part, Reply } from '#src/chat/contract.ts'
import { sayMissing } from '#src/chat/messages/say-missing.ts'
import { ownBadgeButtonFor, ownBadgeVotes } from './own-badge.ts'
import { refusal } from './refusal.ts'

/** `/badge status`: the votes under way with what they still need, and the latest that are over; where no group meets, of all of the person's groups. */
export async function statusReply(app: App, actor: Actor): Promise<Reply> {
  const { language, member } = actor
  const t = texts[language].chat.status
  const groups = await actor.groups()
  if (groups.length === 0) return refusal(language, { code: 'no-group-here' })
  const running: RunningVote[] = []
  const over: ProposalView[] = []
  for (const group of groups) {
    running.push(...(await runningVotes(app, group, member)))
    over.push(...(await endedVotes(app, group, mostEnded)))
  }
  const ended = over.toSorted((a, b) => endOf(b) - endOf(a)).slice(0, mostEnded)
  const own = await ownBadgeVotes(app, actor, [...running.map(({ view }) => view), ...ended])
  const unwanted = new Set(
    own.filter(({ stands }) => stands === 'unwanted').map(({ view }) => view.id),
  )
  const lines = running.map((vote) =>
    [
      runningLine(language, vote),
      ...(unwanted.has(vote.view.id) ? [texts[language].chat.ownBadge.standing] : []),
    ].join(' '),
  )
  const endedLines = ended.map((view) => endedLine(language, view))
  const parts: readonly Part[] = [
    { kind: 'heading', text: t.running(running.length) },
    ...(lines.length > 0 ? [{ kind: 'list', items: lines } as const] : []),
    ...(endedLines.length > 0
      ? [{ kind: 'heading', text: t.ended } as const, { kind: 'list', items: endedLines } as const]
      : []),
  ]
  const buttons = running.filter(({ owes }) => owes).map(({ view }) => voteButton(language, view))
  const text = [
    t.running(running.length),
    ...lines,
    ...(endedLines.length > 0 ? [t.ended, ...endedLines] : []),
  ]
  return {
    message: {
      text: text.join('\n'),
      parts,
      buttons: [
        ...buttons.slice(0, 5),
        ...own.slice(0, 5).map((vote) => ownBadgeButtonFor(language, vote)),
        ...ended.map((view) => recordButton(app, language, view)),
      ],
    },
  }
}

const mostEnded = 5

function endOf({ settledAt, closesAt }: ProposalView): number {
  return settledAt ?? closesAt
}

/** A vote under way in a list: for whom, how far it is, what is missing. */
export function runningLine(language: Language, { view, candidate, owes }: RunningVote): string {
  const t = texts[language].chat.status
  const name = view.achievement.name[language]
  return [
    candidate === undefined ? t.forGroup(name) : t.forPerson(name, candidate),
    view.status === 'undecided'
      ? texts[language].record.status.undecided
      : t.turnout({ cast: view.cast, roll: view.rollSize }),
    ...sayMissing(language, view.missing),
    ...(owes ? [t.owes] : []),
  ].join(' ')
}

function endedLine(language: Language, view: ProposalView): string {
  const { record, chat } = texts[language]
  return chat.status.endedLine(view.achievement.name[language], record.status[view.status])
}

function voteButton(language: Language, view: ProposalView): Button {
  const label = texts[language].chat.vote.voteOn(view.achievement.name[language])
  return { label, action: voteAction(view.id), look: 'primary' }
}

function recordButton({ baseUrl }: App, language: Language, view: ProposalView): Button {
  const label = texts[language].chat.status.record(view.achievement.name[language])
  return { label, url: `${baseUrl}/records/${view.id}` }
}
