import type { App } from '#src/app/app.ts'
import type { Group } from '#src/app/find-actor.ts'
import { memberAwards } from '#src/app/list-awards.ts'
import { type RunningVote, runningVotes } from '#src/app/list-votes.ts'
import { isTrainer } from '#src/app/roles.ts'
import { texts } from '#src/texts/texts.ts'
import type { Actor } from '#src/chat/actor.ts'
import { endAction, proposeAction, settingsAction, voteAction } from '#src/chat/actions.ts'
import type { Button, Language, Part, Reply } from '#src/chat/contract.ts'
import { awardLine } from './mine.ts'
import { runningLine } from './status.ts'

/** What is shown on the page that a platform gives the bot for one person: to vote, my badges; to trainers, what runs and what to decide. */
export async function homeReply(app: App, actor: Actor): Promise<Reply> {
  const groups = await actor.groups()
  const votes: RunningVote[] = []
  for (const group of groups) votes.push(...(await runningVotes(app, group, actor.member)))
  const sections = [
    toVote(actor.language, votes),
    await myBadges(app, actor),
    ...(isTrainer(actor.member) ? toTrain(actor.language, votes, groups) : []),
  ]
  const lines = sections.flatMap(({ title, items }) => [title, ...items])
  return {
    message: {
      text: lines.join('\n'),
      parts: sections.flatMap(partsOf),
      buttons: sections.flatMap(({ buttons }) => buttons),
    },
  }
}

interface Section {
  readonly title: string
  readonly items: readonly string[]
  readonly buttons: readonly Button[]
}

// As many as a page holds without scrolling for long.
const mostVotes = 10
const mostBadges = 10

function toVote(language: Language, votes: readonly RunningVote[]): Section {
  const t = texts[language].chat
  const owed = votes.filter(({ owes }) => owes)
  const shown = owed.slice(0, mostVotes)
  return {
    title: owed.length === 0 ? t.vote.nothingOwed : t.vote.owed(owed.length),
    items: shown.map((vote) => runningLine(language, vote)),
    buttons: shown.map(({ view }) => ({
      label: t.vote.voteOn(view.achievement.name[language]),
      action: voteAction(view.id),
      look: 'primary',
    })),
  }
}

async function myBadges(app: App, { language, member }: Actor): Promise<Section> {
  const t = texts[language].chat.mine
  const awards = await memberAwards(app, member)
  const shown = awards.slice(0, mostBadges)
  return {
    title: awards.length === 0 ? t.none : t.count(awards.length),
    items: shown.map((award) => awardLine(language, award)),
    buttons: shown.map(({ achievement, ownUrl }) => ({
      label: achievement.name[language],
      url: ownUrl,
    })),
  }
}

function toTrain(
  language: Language,
  votes: readonly RunningVote[],
  groups: readonly Group[],
): readonly Section[] {
  const t = texts[language].chat
  const running = votes.filter(({ view }) => view.status === 'open')
  const undecided = votes.filter(({ view }) => view.status === 'undecided').slice(0, mostVotes)
  const [group] = groups
  const tools: readonly Button[] = group
    ? [
        { label: t.propose.title, action: proposeAction(), look: 'primary' },
        { label: t.settings.title, action: settingsAction() },
      ]
    : []
  return [
    {
      title: t.status.running(running.length),
      items: running.slice(0, mostVotes).map((vote) => runningLine(language, vote)),
      buttons: [],
    },
    ...(undecided.length === 0
      ? []
      : [
          {
            title: t.home.toDecide(undecided.length),
            items: undecided.map((vote) => runningLine(language, vote)),
            buttons: undecided.flatMap((vote) => decisionButtons(language, vote)),
          },
        ]),
    { title: group ? t.home.tools : t.home.noGroup, items: [], buttons: tools },
  ]
}

function decisionButtons(language: Language, { view, candidate }: RunningVote): readonly Button[] {
  const t = texts[language].chat.home
  const badge = view.achievement.name[language]
  const what = candidate === undefined ? badge : t.badgeFor(badge, candidate)
  return [
    { label: t.accept(what), action: endAction('accept', view.id), look: 'primary' },
    { label: t.decline(what), action: endAction('decline', view.id) },
  ]
}

// What heads nothing is a sentence.
function partsOf({ title, items }: Section): readonly Part[] {
  if (items.length === 0) return [{ kind: 'text', text: title }]
  return [
    { kind: 'heading', text: title },
    { kind: 'list', items },
  ]
}
