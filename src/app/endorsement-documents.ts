import { writeOb2Endorsement } from '#src/credentials/endorsement.ts'
import { isObject, type JsonObject, textAt } from '#src/credentials/json.ts'
import { parsed } from '#src/credentials/read-json.ts'
import { type AwardRow, findAward } from '#src/storage/awards.ts'
import { type EndorsementRow, endorsementsOf, findEndorsement } from '#src/storage/endorsements.ts'
import { issuerOf } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { issuerFacts } from './award-facts.ts'
import { stateOf } from './view-award.ts'

/** A signed support in both versions of Open Badges; `gone` when its award was revoked or declined. */
export type EndorsementDocuments =
  | { readonly gone: true }
  | { readonly gone: false; readonly credential: string; readonly ob2: JsonObject }

/** By the support's public id. */
export async function endorsementDocuments(
  app: App,
  id: string,
): Promise<EndorsementDocuments | undefined> {
  const { db } = app.store
  const row = await findEndorsement(db, id)
  const award = row && (await findAward(db, row.awardId))
  const issuer = row && (await issuerOf(db, row.workspaceId))
  if (!row || !award || !issuer) return undefined
  if (stateOf(award) !== 'valid') return { gone: true }
  const { credential, awardId, signedAt: issuedAt } = row
  const facts = { id, awardId, comment: commentOf(row), issuedAt }
  return {
    gone: false,
    credential,
    ob2: writeOb2Endorsement({ ...facts, issuer: issuerFacts(issuer, app.baseUrl) }, app),
  }
}

/** A signed support as the page of its award shows it. */
export type ShownSupport = Pick<EndorsementRow, 'id' | 'name' | 'words'>

/** The signed supports of an award that stands; none of one that was revoked or declined. */
export async function supportsShown(
  { store }: App,
  award: AwardRow,
): Promise<readonly ShownSupport[]> {
  if (stateOf(award) !== 'valid') return []
  const rows = await endorsementsOf(store.db, award.workspaceId, award.id)
  return rows.map(({ id, name, words }) => ({ id, name, words }))
}

// Both versions say the same, as it was signed.
function commentOf({ id, credential }: EndorsementRow): string {
  const document = parsed(credential)
  const subject = isObject(document) ? document['credentialSubject'] : undefined
  const comment = textAt(subject, 'endorsementComment')
  if (comment === undefined) throw new Error(`The support ${id} has lost its comment.`)
  return comment
}
