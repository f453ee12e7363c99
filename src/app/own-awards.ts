import { awardsOfProposal } from '#src/storage/awards.ts'
import type { MemberRow } from '#src/storage/members.ts'
import { samePerson } from '#src/storage/persons.ts'
import { findProposal, recipientsOf } from '#src/storage/proposals.ts'
import type { App } from './app.ts'
import { goesToEachMember } from './goes-to-each-member.ts'
import { type Delivery, findDeliveries } from './view-delivery.ts'

/**
 * What a vote awarded to a member's person, whichever account it went to: that person's badge or, where the group alone
 * received one, the group's. None for others; revoked and declined ones are among them.
 */
export async function ownAwards(
  app: App,
  { proposalId, member }: { readonly proposalId: string; readonly member: MemberRow },
): Promise<readonly Delivery[]> {
  const { db } = app.store
  const { workspaceId, id: memberId } = member
  const proposal = await findProposal(db, proposalId)
  if (proposal?.workspaceId !== workspaceId) return []
  const own = new Set(await samePerson(db, { workspaceId, memberId }))
  const received = await recipientsOf(db, workspaceId, proposalId)
  const takesGroups = goesToEachMember(proposal.agreed) && received.some((id) => own.has(id))
  const awards = (await awardsOfProposal(db, workspaceId, proposalId)).filter(
    ({ kind, recipient }) => (kind === 'person' ? own.has(recipient) : takesGroups),
  )
  const findDelivery = findDeliveries(app)
  const found = await Promise.all(awards.map(({ id }) => findDelivery(id)))
  return found.filter((delivery) => delivery !== undefined)
}
