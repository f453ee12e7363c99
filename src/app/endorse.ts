import { createHmac } from 'node:crypto'
import { type EndorsementFacts, writeEndorsement } from '#src/credentials/endorsement.ts'
import type { JsonObject } from '#src/credentials/json.ts'
import type { IssuerKey } from '#src/credentials/keys.ts'
import { signCredential } from '#src/credentials/sign-credential.ts'
import type { AwardRow } from '#src/storage/awards.ts'
import { type EndorsementRow, type Support, supportsOf } from '#src/storage/endorsements.ts'
import { memberKey, samePersons } from '#src/storage/persons.ts'
import type { ProposalRow } from '#src/storage/proposals.ts'
import type { GroupRow } from '#src/storage/workspaces.ts'
import { texts } from '#src/texts/texts.ts'
import type { App } from './app.ts'
import { type House, issuerFacts } from './award-facts.ts'
import { breathe } from './breathe.ts'

/** Supports that one award carries at most: those of the voters who came first. */
const mostSupports = 20

/** Supports that a credential embeds at most: each makes signing it slower, and its picture heavier. All are linked. */
const mostEmbedded = 8

/** Longest word that goes with a signed support. */
export const longestSupport = 300

/** Longest name that a support quotes. */
const longestName = 100

/** The signed supports of one award. */
export interface AwardEndorsements {
  /** To be stored in the commit that stores the award's documents. */
  readonly rows: readonly EndorsementRow[]
  /** What the credential embeds: nothing for a member's award by a vote on the whole group. */
  readonly embedded: readonly JsonObject[]
  readonly ids: readonly string[]
}

/** What supports are written from, besides the ballots. */
export interface Endorsing {
  readonly house: House
  readonly proposal: ProposalRow
  readonly group: GroupRow
  /** Those about to be signed. */
  readonly awards: readonly AwardRow[]
  readonly key: IssuerKey
}

/**
 * Signs, for each award, the supports that its voters chose to sign, in the organisation's name: the supporters have no
 * key. Nobody supports an own award. By award id; an award without supporters is left out. The same awards give the
 * same ids and bytes, so that the work may be done again after a crash. Reads only ballots that sign.
 * @see https://www.imsglobal.org/spec/ob/v3p0/#endorsementcredential
 */
export async function endorsementsFor(
  app: App,
  endorsing: Endorsing,
): Promise<ReadonlyMap<string, AwardEndorsements>> {
  const { proposal, awards } = endorsing
  const supports = await supportsOf(app.store.db, proposal.workspaceId, proposal.id)
  const found = new Map<string, AwardEndorsements>()
  if (supports.length === 0) return found
  const { workspaceId } = proposal
  const persons = await samePersons(
    app.store.db,
    supports.map(({ memberId }) => ({ workspaceId, memberId })),
  )
  for (const award of awards) {
    const others = supports.filter(({ memberId }) => {
      const same = persons.get(memberKey({ workspaceId, memberId })) ?? [memberId]
      return !same.includes(award.recipient)
    })
    if (others.length === 0) continue
    found.set(award.id, await signAll(app, endorsing, award, others.slice(0, mostSupports)))
    await breathe()
  }
  return found
}

async function signAll(
  app: App,
  endorsing: Endorsing,
  award: AwardRow,
  supports: readonly Support[],
): Promise<AwardEndorsements> {
  const signed: { readonly row: EndorsementRow; readonly document: JsonObject }[] = []
  for (const support of supports) signed.push(await signOne(app, endorsing, award, support))
  const rows = signed.map(({ row }) => row)
  const embeds = award.kind === 'group' || endorsing.proposal.agreed.subject.kind === 'person'
  return {
    rows,
    embedded: embeds ? signed.slice(0, mostEmbedded).map(({ document }) => document) : [],
    ids: rows.map(({ id }) => id),
  }
}

async function signOne(
  app: App,
  { house, proposal, group, key }: Endorsing,
  award: AwardRow,
  support: Support,
): Promise<{ readonly row: EndorsementRow; readonly document: JsonObject }> {
  const { language } = house.workspace
  const name = clipped(support.name, longestName)
  const words = clipped(support.words, longestSupport)
  const t = texts[language].record.support
  const facts: EndorsementFacts = {
    id: endorsementId(app, award.id, support.memberId),
    awardId: award.id,
    name: t.title(proposal.achievement.name[language]),
    comment: t.comment({ name, group: group.name, words, issuer: house.issuer.name }),
    issuedAt: award.issuedAt,
    issuer: issuerFacts(house.issuer, house.address.baseUrl),
  }
  const document = await signCredential(writeEndorsement(facts, house.address), key, facts.issuedAt)
  const row: EndorsementRow = {
    workspaceId: award.workspaceId,
    id: facts.id,
    awardId: award.id,
    memberId: support.memberId,
    name,
    words,
    signedAt: facts.issuedAt,
    credential: JSON.stringify(document),
  }
  return { row, document }
}

// Made from the master key, so that it is the same each time and nobody can tell from it who signed.
function endorsementId({ masterKey }: App, awardId: string, memberId: string): string {
  return createHmac('sha256', masterKey)
    .update(`endorsement\0${awardId}\0${memberId}`)
    .digest('base64url')
    .slice(0, 22)
}

// Without the first half of a character that was cut in two.
function clipped(text: string, most: number): string {
  return text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')
}
