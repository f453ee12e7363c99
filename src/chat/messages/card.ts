import type { App } from '#src/app/app.ts'
import { evidenceUrl } from '#src/app/evidence-files.ts'
import type { ProposalView } from '#src/app/view-proposal.ts'
import { sayMoment } from '#src/texts/dates.ts'
import { texts } from '#src/texts/texts.ts'
import { claimAction, endAction, voteAction } from '#src/chat/actions.ts'
import type { Button, Fact, Language, Message, Part } from '#src/chat/contract.ts'
import { pictureUrl } from './picture-url.ts'
import { sayMissing } from './say-missing.ts'

export interface CardParts {
  readonly view: ProposalView
  readonly candidate: string | undefined
  readonly proposer: string
  /** The badge of the group, once it is made. */
  readonly groupAwardId: string | undefined
  /** Badges were to be made for the members alone, and nobody wanted one. */
  readonly unwanted: boolean
}

/** The card of a proposal in its channel: the call to vote while it runs, the verdict afterwards. */
export function card(app: App, language: Language, parts: CardParts): Message {
  const { view } = parts
  const t = texts[language].chat.card
  const name = view.achievement.name[language]
  const turnout = t.turnout({ cast: view.cast, roll: view.rollSize })
  const said = state(language, parts)
  const call = parts.candidate === undefined ? t.forGroup(name) : t.forPerson(name, parts.candidate)
  return {
    text: [call, turnout, ...said, deadlineText(language, view)].filter(Boolean).join(' '),
    parts: [
      { kind: 'heading', text: call },
      pictureUrl(app, { id: view.achievementId, content: view.achievement }, language),
      {
        kind: 'text',
        text: t.proposedBy(parts.proposer, view.grounds.reason),
        links: [view.grounds.reason],
      },
      ...evidence(language, view),
      {
        kind: 'list',
        items: view.criteria.map((criterion, index) => criterionLine(language, criterion, index)),
      },
      progress(language, view),
      ...(said.length > 0 ? [{ kind: 'text', text: said.join(' ') } as const] : []),
      { kind: 'facts', facts: facts(language, view) },
    ],
    buttons: buttons(app, language, parts),
    ...toneOf(view.status),
  }
}

/**
 * How a vote ended, as a platform may colour it; nothing while it has not. Only somebody's objection is `bad`, so that it is
 * not overlooked. Not kept is "not yet", and no fault of anybody's: whoever was hurt by marks in red ink meets none here.
 */
export function toneOf(status: ProposalView['status']): Pick<Message, 'tone'> {
  switch (status) {
    case 'open':
    case 'undecided':
      return {}
    case 'accepted':
      return { tone: 'good' }
    case 'declined':
    case 'lapsed':
    case 'withdrawn':
      return { tone: 'calm' }
    case 'vetoed':
      return { tone: 'bad' }
  }
}

// What is missing, or how it ended.
function state(language: Language, { view, unwanted }: CardParts): readonly string[] {
  if (view.status === 'open') return sayMissing(language, view.missing)
  const t = texts[language].chat.card
  const by = view.settledBy ? t.settledBy[view.settledBy] : undefined
  const verdict = [t.verdict[view.status], by].filter(Boolean).join(' ')
  return [
    verdict,
    ...(view.settledReason ? [view.settledReason] : []),
    ...(unwanted ? [texts[language].chat.announce.unwanted] : []),
  ]
}

function deadlineText(language: Language, { status, closesAt }: ProposalView): string {
  if (status !== 'open') return ''
  return texts[language].chat.card.closesOn(sayMoment(language, closesAt))
}

function evidence(language: Language, { grounds }: ProposalView): readonly Part[] {
  const t = texts[language].chat.ballot
  const { evidenceText, evidenceUrl: url } = grounds
  return [
    ...(evidenceText
      ? [{ kind: 'text', text: t.evidence(evidenceText), links: [evidenceText] } as const]
      : []),
    ...(url ? [{ kind: 'text', text: t.link(url), links: [url] } as const] : []),
  ]
}

function criterionLine(
  language: Language,
  criterion: ProposalView['criteria'][number],
  index: number,
): string {
  const { passes, count } = criterion
  const mark = passes === undefined ? `${index + 1}.` : passes ? '✓' : '…'
  const sums = count ? ` (${texts[language].chat.card.count(count)})` : ''
  return `${mark} ${criterion[language]}${sums}`
}

function progress(language: Language, view: ProposalView): Part {
  return {
    kind: 'progress',
    value: view.cast,
    max: view.rollSize,
    mark: view.quorumBallots,
    label: texts[language].chat.card.progress({
      cast: view.cast,
      roll: view.rollSize,
      quorum: view.quorumBallots,
    }),
  }
}

function facts(language: Language, view: ProposalView): readonly Fact[] {
  const t = texts[language].chat.card
  const { record } = texts[language]
  return [
    view.status === 'open'
      ? [t.closes, { at: view.closesAt }]
      : [t.closed, { at: view.settledAt ?? view.closesAt }],
    [t.rule, `${record.ruleFor(view.rule, view.rollSize)} ${record.closes[view.rule.settle]}`],
    // A small form has no room for it, and whoever votes must know it before.
    ...(view.rule.secrecy === 'transparent'
      ? [[t.secrecy, record.secrecy.transparent] as const]
      : []),
  ]
}

function buttons(
  app: App,
  language: Language,
  { view, groupAwardId, unwanted }: CardParts,
): readonly Button[] {
  const { baseUrl } = app
  const t = texts[language].chat.card
  const record: Button = { label: t.record, url: `${baseUrl}/records/${view.id}` }
  switch (view.status) {
    case 'open':
      return [
        { label: t.vote, action: voteAction(view.id), look: 'primary' },
        record,
        ...fileButtons(app, language, view),
      ]
    case 'undecided':
      return [record, ...fileButtons(app, language, view)]
    case 'accepted':
      return [
        ...(view.mintedAt !== null && !unwanted
          ? [{ label: t.claim, action: claimAction(view.id) }]
          : []),
        ...(groupAwardId
          ? [{ label: t.groupBadge, url: `${baseUrl}/awards/${groupAwardId}` }]
          : []),
        ...(view.mintedAt === null
          ? [{ label: t.veto, action: endAction('veto', view.id), look: 'danger' } as const]
          : []),
        record,
      ]
    case 'declined':
    case 'lapsed':
    case 'withdrawn':
    case 'vetoed':
      return [record]
  }
}

const longestLabel = 60

function fileButtons(app: App, language: Language, { grounds }: ProposalView): readonly Button[] {
  const t = texts[language].chat.card
  return (grounds.evidenceFiles ?? []).map(({ id, name }) => ({
    label: t.file(shortened(name)),
    url: evidenceUrl(app, id),
  }))
}

function shortened(name: string): string {
  if (name.length <= longestLabel) return name
  // No character is cut in two.
  return `${name.slice(0, longestLabel - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
