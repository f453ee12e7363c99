import type { PublishedAward } from '#src/credentials/badge-check.ts'
import { type BadgeReport, verifyBadge } from '#src/credentials/verify-badge.ts'
import { findAward } from '#src/storage/awards.ts'
import { findIssuer, issuerKeys } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { documentsOf } from './award-documents.ts'
import { stateOf } from './view-award.ts'

/** Checks a badge file against what this service issued. Nothing of it is kept. */
export function checkBadge(app: App, file: Uint8Array, email?: string): Promise<BadgeReport> {
  return verifyBadge(file, {
    now: app.now(),
    baseUrl: app.baseUrl,
    ...(email ? { email } : {}),
    findAward: (urlOrId) => publishedAward(app, urlOrId),
    findIssuerKeys: (did) => publishedKeys(app, did),
  })
}

/** The award that an address of this service, or a bare id, names. */
export function awardIdIn({ baseUrl }: Pick<App, 'baseUrl'>, urlOrId: string): string | undefined {
  const path = urlOrId.startsWith(`${baseUrl}/awards/`)
    ? urlOrId.slice(`${baseUrl}/awards/`.length)
    : urlOrId
  return /^([A-Za-z0-9_-]{22})(\.json|\.ob2\.json|\.png)?$/.exec(path)?.[1]
}

async function publishedAward(app: App, urlOrId: string): Promise<PublishedAward | undefined> {
  const id = awardIdIn(app, urlOrId)
  const award = id === undefined ? undefined : await findAward(app.store.db, id)
  const documents = award && documentsOf(award)
  if (!award || !documents) return undefined
  const state = stateOf(award)
  return {
    ...documents,
    status: state === 'being-made' ? 'valid' : state,
    ...(award.revokedReason ? { reason: award.revokedReason } : {}),
  }
}

async function publishedKeys(
  { store, publicUrl }: App,
  did: string,
): Promise<readonly string[] | undefined> {
  const id =
    publicUrl === undefined ? undefined : /^did:web:.*:issuers:([A-Za-z0-9_-]{22})$/.exec(did)?.[1]
  const issuer = id === undefined ? undefined : await findIssuer(store.db, id)
  if (!issuer) return undefined
  return (await issuerKeys(store.db, issuer)).map(({ id: key }) => key)
}
