import { isPractice, issuerDid } from '#src/credentials/award-facts.ts'
import type { Known, PublishedAward, PublishedTokenKey } from '#src/credentials/badge-check.ts'
import type { Outside } from '#src/credentials/outside.ts'
import { urls } from '#src/credentials/urls.ts'
import { type BadgeReport, verifyBadge } from '#src/credentials/verify-badge.ts'
import { findAward } from '#src/storage/awards.ts'
import { allPublishedKeys, publishedKeys } from '#src/storage/issuer-keys.ts'
import { endedAwards, findStatusList, statusListBits } from '#src/storage/status-lists.ts'
import { findIssuer, type IssuerRow } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { documentsOf } from './award-documents.ts'
import { ownDocument } from './own-document.ts'
import { stateOf } from './view-award.ts'

export interface Asked {
  /** The address that the badge is said to belong to. */
  readonly email?: string | undefined
  /** Absent: nothing is fetched, which is enough for a badge of ours. */
  readonly outside?: Outside | undefined
}

/** Checks a badge file against what this service issued, and what its issuer publishes. Nothing of it is kept. */
export async function checkBadge(
  app: App,
  file: Uint8Array,
  { email, outside }: Asked = {},
): Promise<BadgeReport> {
  const report = await verifyBadge(file, {
    ...knownTo(app),
    ...(email ? { email } : {}),
    ...(outside ? { outside } : {}),
  })
  return isForPractice(app, report) ? { ...report, practice: true } : report
}

// An OB 2.0 badge names no key, hence does not say itself that it is for practice.
function isForPractice({ baseUrl, publicUrl }: App, { found }: BadgeReport): boolean {
  const issuerId = found.issuerId ?? ''
  return issuerId.startsWith(`${baseUrl}/`) && isPractice(didOf(publicUrl, issuerId))
}

/** What this service knows of its own badges, without asking itself over the network. */
function knownTo(app: App): Known {
  return {
    now: app.now(),
    baseUrl: app.baseUrl,
    findAward: (urlOrId) => publishedAward(app, urlOrId),
    findIssuerKeys: (did) => credentialKeys(app, did),
    findTokenKeys: (issuer) => tokenKeys(app, issuer),
    findStatus: (list, index) => statusOf(app, list, index),
    findDocument: (url) => ownDocument(app, url),
  }
}

/** The award that an address of this service, or a bare id, names. */
export function awardIdIn({ baseUrl }: Pick<App, 'baseUrl'>, urlOrId: string): string | undefined {
  const path = urlOrId.startsWith(`${baseUrl}/awards/`)
    ? urlOrId.slice(`${baseUrl}/awards/`.length)
    : urlOrId
  return /^([A-Za-z0-9_-]{22})(\.json|\.ob2\.json|\.png|\.svg|\.jwt|\.ob2\.jwt)?$/.exec(path)?.[1]
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

async function credentialKeys(app: App, did: string): Promise<readonly string[] | undefined> {
  const issuer = await issuerWithDid(app, did)
  if (!issuer) return undefined
  return (await publishedKeys(app.store.db, issuer, 'credential')).map(({ id }) => id)
}

async function tokenKeys(
  app: App,
  issuerId: string,
): Promise<readonly PublishedTokenKey[] | undefined> {
  const issuer =
    (await issuerWithDid(app, issuerId)) ??
    (await practiceIssuer(app, issuerId)) ??
    (await issuerWithProfile(app, issuerId))
  if (!issuer) return undefined
  const keys = await publishedKeys(app.store.db, issuer, 'token')
  return keys.flatMap(({ id, publicPem }) =>
    publicPem === null ? [] : [{ ...urls(app.baseUrl).key(issuer.id, id), publicPem }],
  )
}

async function issuerWithDid(
  { store, publicUrl }: App,
  did: string,
): Promise<IssuerRow | undefined> {
  const issuerId = /^did:web:.*:issuers:([A-Za-z0-9_-]{22})$/.exec(did)?.[1]
  // The host counts too: an id of ours under the name of another is not ours.
  if (issuerId === undefined || did !== didOf(publicUrl, issuerId)) return undefined
  return findIssuer(store.db, issuerId)
}

function didOf(publicUrl: string | undefined, issuerId: string): string {
  return issuerDid({ publicUrl, issuerId, publicKeyMultibase: '' })
}

async function practiceIssuer({ store }: App, did: string): Promise<IssuerRow | undefined> {
  const key = /^did:key:(z6Mk\w+)$/.exec(did)?.[1]
  if (key === undefined) return undefined
  const row = (await allPublishedKeys(store.db, 'credential')).find(({ id }) => id === key)
  return row && findIssuer(store.db, row.issuerId)
}

async function issuerWithProfile(
  { store, baseUrl }: App,
  url: string,
): Promise<IssuerRow | undefined> {
  const id = /\/issuers\/([A-Za-z0-9_-]{22})\.ob2\.json$/.exec(url)?.[1]
  if (id === undefined || url !== urls(baseUrl).issuer(id).ob2) return undefined
  return findIssuer(store.db, id)
}

async function statusOf(
  { store, baseUrl }: App,
  url: string,
  index: number,
): Promise<'stands' | 'revoked' | undefined> {
  const id = /\/status\/([A-Za-z0-9_-]{22})$/.exec(url)?.[1]
  if (id === undefined || url !== urls(baseUrl).statusList(id)) return undefined
  const list = await findStatusList(store.db, id)
  if (!list || !Number.isInteger(index) || index < 0 || index >= statusListBits) return undefined
  const { indexes } = await endedAwards(store.db, list)
  return indexes.includes(index) ? 'revoked' : 'stands'
}
