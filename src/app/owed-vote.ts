import { isOpen } from '#src/domain/proposal.ts'
import { findProposal } from '#src/storage/proposals.ts'
import { samePerson } from '#src/storage/persons.ts'
import { findGroup } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { type Place, placeOf } from './place-of.ts'
import { seatedAt } from './seat.ts'
import { type ProposalView, viewProposal } from './view-proposal.ts'

/** A vote that a member still owes, and where to say so; undefined when nothing is owed any more. */
export async function owedVote(
  app: App,
  {
    workspaceId,
    proposalId,
    memberId,
  }: { readonly workspaceId: string; readonly proposalId: string; readonly memberId: string },
): Promise<{ readonly view: ProposalView; readonly place: Place } | undefined> {
  const { db } = app.store
  const row = await findProposal(db, proposalId)
  if (row?.workspaceId !== workspaceId || !isOpen(row, app.now())) return undefined
  const same = (await samePerson(db, { workspaceId, memberId })).toSorted()
  const { subject } = row.agreed
  if (subject.kind === 'person' && same.includes(subject.memberId)) return undefined
  // Of two places that one person has, the first alone is reminded.
  const [first = memberId] = same
  const seated = await seatedAt(db, { workspaceId, proposalId, memberId: first }, same)
  if (seated?.memberId !== memberId || seated.standing.choices !== null) return undefined
  const group = await findGroup(db, row.groupId)
  const place = group && (await placeOf(app, group, memberId))
  return place && { view: viewProposal(row), place }
}
