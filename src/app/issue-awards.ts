import type { AwardFacts } from '#src/credentials/award-facts.ts'
import type { IssuerKey } from '#src/credentials/keys.ts'
import { writeAssertion } from '#src/credentials/ob2.ts'
import { writeCredential } from '#src/credentials/ob3.ts'
import { signCredential } from '#src/credentials/sign-credential.ts'
import { findAchievement } from '#src/storage/achievements.ts'
import { type AwardRow, groupAwardOf, storeDocuments, unsignedAwards } from '#src/storage/awards.ts'
import { addEndorsements } from '#src/storage/endorsements.ts'
import { type MemberRow, membersByIds } from '#src/storage/members.ts'
import { addJobs, type NewJob } from '#src/storage/outbox.ts'
import { findProposal, type ProposalRow, recipientsOf } from '#src/storage/proposals.ts'
import { findGroup } from '#src/storage/workspaces.ts'
import { addressed } from './addressed.ts'
import type { App } from './app.ts'
import { awardFacts, type House, houseOf } from './award-facts.ts'
import { breathe } from './breathe.ts'
import { endorsementsFor } from './endorse.ts'
import { goesToEachMember } from './goes-to-each-member.ts'
import { openCredentialKey, vouch } from './issuer-keys.ts'
import { deliveryJob } from './jobs.ts'
import { freezePicture } from './picture-of.ts'

/** Awards signed between two commits. */
const chunk = 64

/**
 * Writes and signs the documents of every award of a proposal that has none yet, and asks for their delivery in the
 * same commit. Repeated after a crash it goes on where it stopped and signs the same bytes.
 */
export async function issueAwards(
  app: App,
  { workspaceId, proposalId }: { readonly workspaceId: string; readonly proposalId: string },
): Promise<void> {
  const { db } = app.store
  const proposal = await findProposal(db, proposalId)
  const group = proposal && (await findGroup(db, proposal.groupId))
  if (!proposal || !group) throw new Error(`There is no proposal ${proposalId} to issue.`)
  const house = await houseOf(app, workspaceId)
  const unsigned = await unsignedAwards(db, workspaceId, proposalId)
  const recipients = await recipientsOf(db, workspaceId, proposalId)
  const members = new Map(
    (await addressed(db, await membersByIds(db, workspaceId, recipients))).map((member) => [
      member.id,
      member,
    ]),
  )
  const groupAwardId = await groupAwardOf(db, workspaceId, proposalId)
  const pictureId = await freezePicture(
    app,
    {
      workspaceId,
      pictureId: (await findAchievement(db, proposal.agreed.achievementId))?.pictureId ?? null,
      content: proposal.achievement,
    },
    house.workspace.language,
  )
  const key = openCredentialKey(app, house.key)

  for (let from = 0; from < unsigned.length; from += chunk) {
    const awards = unsigned.slice(from, from + chunk)
    const supports = await endorsementsFor(app, { house, proposal, group, awards, key })
    const signed: Signed[] = []
    for (const award of awards) {
      const member = members.get(award.recipient)
      const endorsements = supports.get(award.id)
      const parts = { proposal, group, member, groupAwardId, endorsements }
      const facts = awardFacts(house, award, parts)
      signed.push({ award, ...(await writeDocuments(facts, house, key)) })
      await breathe()
    }
    const jobs = signed.flatMap(({ award }) => deliveries(app, award, { proposal, members }))
    await app.store.tx(async (tx) => {
      await vouch(app, tx, house)
      await storeDocuments(
        tx,
        signed.map(({ award: { id }, credential, assertion }) => ({
          workspaceId,
          id,
          credential,
          assertion,
          pictureId,
        })),
      )
      await addEndorsements(
        tx,
        [...supports.values()].flatMap(({ rows }) => rows),
      )
      await addJobs(tx, jobs)
    })
    app.wake()
  }
}

interface Signed {
  readonly award: AwardRow
  readonly credential: string
  readonly assertion: string
}

async function writeDocuments(
  facts: AwardFacts,
  { address }: House,
  key: IssuerKey,
): Promise<Omit<Signed, 'award'>> {
  const credential = await signCredential(writeCredential(facts, address), key, facts.issuedAt)
  return {
    credential: JSON.stringify(credential),
    assertion: JSON.stringify(writeAssertion(facts, address)),
  }
}

// A person's award goes to that person; one that the group alone received, to each of its members.
function deliveries(
  app: App,
  award: AwardRow,
  {
    proposal: { agreed },
    members,
  }: { readonly proposal: ProposalRow; readonly members: ReadonlyMap<string, MemberRow> },
): NewJob[] {
  if (award.kind === 'group' && !goesToEachMember(agreed)) return []
  const to = award.kind === 'group' ? [...members.keys()] : [award.recipient]
  return to.flatMap((memberId) => {
    const target = { workspaceId: award.workspaceId, awardId: award.id, memberId }
    const now = app.now()
    return [
      deliveryJob(app, 'tell', target, now),
      ...(members.get(memberId)?.email ? [deliveryJob(app, 'letter', target, now)] : []),
    ]
  })
}
