import type { App } from '#src/app/app.ts'
import { endedVotes, type RunningVote, runningVotes } from '#src/app/list-votes.ts'
import { isTrainer } from '#src/app/roles.ts'
import type { ProposalView } from '#src/app/view-proposal.ts'
import { texts } from '#src/texts/texts.ts'
import type { Actor } from '#src/chat/actor.ts'
import { endAction, statusAction, voteAction } from '#src/chat/actions.ts'
import type { Button, Language, Message, Part, Reply } from '#src/chat/contract.ts'
import { sayMissing } from '#src/chat/messages/say-missing.ts'
import { ownBadgeButtonFor, type OwnBadgeVote, ownBadgeVotes } from './own-badge.ts'
import { refusal } from './refusal.ts'

/**
 * `/badge status`, page by page: the votes under way with what they still need, and on the last page the latest that are over;
 * where no group meets, of all of the person's groups. A page that is not there is the nearest one that is.
 */
export async function statusReply(app: App, actor: Actor, number: number): Promise<Reply> {
  const groups = await actor.groups()
  if (groups.length === 0) return refusal(actor.language, { code: 'no-group-here' })
  const running: RunningVote[] = []
  const over: ProposalView[] = []
  for (const group of groups) {
    running.push(...(await runningVotes(app, group, actor.member)))
    over.push(...(await endedVotes(app, group, mostEnded)))
  }
  const pages = Math.max(1, Math.ceil(running.length / mostOnPage))
  const page = Math.min(number, pages)
  const ended = over.toSorted((a, b) => endOf(b) - endOf(a)).slice(0, mostEnded)
  return {
    message: await pageOf(app, actor, {
      page,
      pages,
      all: running.length,
      running: running.slice((page - 1) * mostOnPage, page * mostOnPage),
      ended: page === pages ? ended : [],
    }),
  }
}

/** As many as are read without scrolling for long. */
const mostOnPage = 8

interface Page {
  /** 1 for the first. */
  readonly page: number
  readonly pages: number
  /** How many votes are under way. */
  readonly all: number
  readonly running: readonly RunningVote[]
  readonly ended: readonly ProposalView[]
}

async function pageOf(app: App, actor: Actor, shown: Page): Promise<Message> {
  const { language } = actor
  const t = texts[language].chat.status
  const { page, pages, all, running, ended } = shown
  const views = [...running.map(({ view }) => view), ...ended]
  const own = await ownBadgeVotes(app, actor, views)
  const lines = running.map((vote) => runningWithWish(language, vote, own))
  const endedLines = ended.map((view) => endedLine(language, view))
  const which = pages > 1 ? [t.page({ page, pages })] : []
  const title = [t.running(all), ...which].join('. ')
  const parts: readonly Part[] = [
    { kind: 'heading', text: title },
    ...(lines.length > 0 ? [{ kind: 'list', items: lines } as const] : []),
    ...(endedLines.length > 0
      ? [{ kind: 'heading', text: t.ended } as const, { kind: 'list', items: endedLines } as const]
      : []),
  ]
  const text = [title, ...lines, ...(endedLines.length > 0 ? [t.ended, ...endedLines] : [])]
  const buttons = [
    ...running.filter(({ owes }) => owes).map(({ view }) => voteButton(language, view)),
    ...own.slice(0, 5).map((vote) => ownBadgeButtonFor(language, vote)),
    ...(isTrainer(actor.member) ? running.map((vote) => withdrawButton(language, vote)) : []),
    ...ended.map((view) => recordButton(app, language, view)),
    ...pageButtons(language, shown),
  ]
  return { text: text.join('\n'), parts, buttons }
}

function pageButtons(language: Language, { page, pages }: Page): readonly Button[] {
  const t = texts[language].chat.status
  return [
    ...(page > 1 ? [{ label: t.previous, action: statusAction(page - 1) }] : []),
    ...(page < pages ? [{ label: t.next, action: statusAction(page + 1) }] : []),
  ]
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

function runningWithWish(
  language: Language,
  vote: RunningVote,
  own: readonly OwnBadgeVote[],
): string {
  const line = runningLine(language, vote)
  const isUnwanted = own.some(
    ({ view, stands }) => stands === 'unwanted' && view.id === vote.view.id,
  )
  return isUnwanted ? `${line} ${texts[language].chat.ownBadge.standing}` : line
}

function endedLine(language: Language, view: ProposalView): string {
  const { record, chat } = texts[language]
  return chat.status.endedLine(view.achievement.name[language], record.status[view.status])
}

function voteButton(language: Language, view: ProposalView): Button {
  const label = texts[language].chat.vote.voteOn(view.achievement.name[language])
  return { label, action: voteAction(view.id), look: 'primary' }
}

function withdrawButton(language: Language, { view, candidate }: RunningVote): Button {
  const t = texts[language].chat
  const badge = view.achievement.name[language]
  const what = candidate === undefined ? badge : t.home.badgeFor(badge, candidate)
  return { label: t.status.withdraw(what), action: endAction('withdraw', view.id) }
}

function recordButton({ baseUrl }: App, language: Language, view: ProposalView): Button {
  const label = texts[language].chat.status.record(view.achievement.name[language])
  return { label, url: `${baseUrl}/records/${view.id}` }
}
