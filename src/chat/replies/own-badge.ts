import type { App } from '#src/app/app.ts'
import { optOut, type OwnBadge, ownBadgeIn } from '#src/app/opt-out.ts'
import type { ProposalView } from '#src/app/view-proposal.ts'
import { texts } from '#src/texts/texts.ts'
import type { Actor } from '#src/chat/actor.ts'
import { ownBadgeAction } from '#src/chat/actions.ts'
import type { Button, Language, Reply } from '#src/chat/contract.ts'
import { refusal } from './refusal.ts'

/** Keeps whether a member wants a badge in the own name, says what that means, and offers the way back. */
export async function decideOwnBadge(
  app: App,
  { language, member: by, event }: Actor,
  { proposalId, wanted }: { readonly proposalId: string; readonly wanted: boolean },
): Promise<Reply> {
  const decided = await optOut(app, { event, by, proposalId, wanted })
  if (!decided.ok) return refusal(language, decided.refusal)
  const t = texts[language].chat.ownBadge
  return {
    message: {
      text: wanted ? t.wanted : t.refused,
      buttons: ownBadgeButtons(language, proposalId, wanted ? 'wanted' : 'unwanted'),
    },
  }
}

/** The button that changes what stands; none where there is nothing to decide. */
export function ownBadgeButtons(
  language: Language,
  proposalId: string,
  stands: OwnBadge,
): readonly Button[] {
  if (stands === 'none') return []
  const t = texts[language].chat.ownBadge
  const wants = stands === 'unwanted'
  return [{ label: wants ? t.want : t.refuse, action: ownBadgeAction(wants, proposalId) }]
}

/** A vote that may make a badge for the member, and what the member wants of it. */
export interface OwnBadgeVote {
  readonly view: ProposalView
  readonly stands: Exclude<OwnBadge, 'none'>
}

/** Of some votes, those in which the member may still decide. */
export async function ownBadgeVotes(
  app: App,
  { member }: Pick<Actor, 'member'>,
  views: readonly ProposalView[],
): Promise<readonly OwnBadgeVote[]> {
  const votes: OwnBadgeVote[] = []
  for (const view of views.filter(({ forGroup, mintedAt }) => forGroup && mintedAt === null)) {
    const place = { workspaceId: member.workspaceId, proposalId: view.id, memberId: member.id }
    const stands = await ownBadgeIn(app, place)
    if (stands !== 'none') votes.push({ view, stands })
  }
  return votes
}

/** The same button in a list of votes: it names the badge. */
export function ownBadgeButtonFor(language: Language, { view, stands }: OwnBadgeVote): Button {
  const t = texts[language].chat.ownBadge
  const name = view.achievement.name[language]
  return stands === 'unwanted'
    ? { label: t.wantFor(name), action: ownBadgeAction(true, view.id) }
    : { label: t.refuseFor(name), action: ownBadgeAction(false, view.id) }
}
