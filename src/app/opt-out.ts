import { accept, type Outcome, refuse } from '#src/domain/outcome.ts'
import type { Proposal } from '#src/domain/proposal.ts'
import { decideOnce } from '#src/storage/inbox.ts'
import type { MemberRow } from '#src/storage/members.ts'
import { type OwnBadge, ownBadgeOf, type Place, setOptOut } from '#src/storage/opt-outs.ts'
import { samePerson } from '#src/storage/persons.ts'
import { findProposal, lockProposal, type ProposalRow } from '#src/storage/proposals.ts'
import type { Db } from '#src/storage/store.ts'
import type { App } from './app.ts'
import { type Event, eventOf } from './event.ts'
export type { OwnBadge }

export interface OptOut {
  readonly event: Event
  readonly by: MemberRow
  readonly proposalId: string
  /** False: no badge in the member's own name. */
  readonly wanted: boolean
}

/** `own-badge-made`: it can be declined instead. `no-own-badge`: this vote makes none for that member. */
export type OptOutRefusal =
  | { readonly code: 'unknown-proposal' }
  | { readonly code: 'no-own-badge' }
  | { readonly code: 'own-badge-made' }

/**
 * Keeps what a member wants of a vote on the group: a badge in the own name, or none. Only for those who would receive
 * one, until the badges are made; minting passes over who wants none. Asking the same again changes nothing.
 */
export async function optOut(
  app: App,
  { event, by, proposalId, wanted }: OptOut,
): Promise<Outcome<{ readonly wanted: boolean }, OptOutRefusal>> {
  const place = { workspaceId: by.workspaceId, proposalId, memberId: by.id }
  return decideOnce(
    app.store,
    eventOf({ workspaceId: by.workspaceId, event }),
    async (tx): Promise<Outcome<{ wanted: boolean }, OptOutRefusal>> => {
      // Locked, so that the badges are not being made meanwhile.
      const row = await lockProposal(tx, place.workspaceId, proposalId)
      if (!row) return refuse({ code: 'unknown-proposal' })
      const places = makesOwnBadges(row) ? await placesOf(tx, place) : []
      if (places.length === 0) return refuse({ code: 'no-own-badge' })
      if (row.mintedAt !== null) return refuse({ code: 'own-badge-made' })
      if (!mayStillMint(row)) return refuse({ code: 'no-own-badge' })
      for (const { memberId } of places)
        await setOptOut(tx, { ...place, memberId, at: app.now() }, !wanted)
      return accept({ wanted })
    },
  )
}

/** What a member wants of a vote, where the question is open: `none` once its badges are made, or if it makes none. */
export async function ownBadgeIn({ store }: App, place: Place): Promise<OwnBadge> {
  const row = await findProposal(store.db, place.proposalId)
  if (row?.workspaceId !== place.workspaceId) return 'none'
  if (!makesOwnBadges(row) || row.mintedAt !== null || !mayStillMint(row)) return 'none'
  return wishIn(store.db, place)
}

/** The same of a vote that is known to run and to make badges for the members. */
export function standingWish({ store }: App, place: Place): Promise<OwnBadge> {
  return wishIn(store.db, place)
}

/** An acceptance makes a badge for each member of the group. */
export function makesOwnBadges({ agreed: { subject } }: Pick<Proposal, 'agreed'>): boolean {
  return subject.kind === 'group' && subject.mints !== 'group'
}

async function wishIn(db: Db, place: Place): Promise<OwnBadge> {
  const [first] = await placesOf(db, place)
  return first?.stands ?? 'none'
}

// Where the members of one person would receive a badge; of those linked since the opening it may be more than one.
async function placesOf(
  db: Db,
  place: Place,
): Promise<readonly { readonly memberId: string; readonly stands: OwnBadge }[]> {
  const places: { memberId: string; stands: OwnBadge }[] = []
  for (const memberId of await samePerson(db, place)) {
    const stands = await ownBadgeOf(db, { ...place, memberId })
    if (stands !== 'none') places.push({ memberId, stands })
  }
  return places
}

function mayStillMint({ status }: Pick<ProposalRow, 'status'>): boolean {
  return status === 'open' || status === 'undecided' || status === 'accepted'
}
