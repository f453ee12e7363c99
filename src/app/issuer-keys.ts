import { isPractice } from '#src/credentials/award-facts.ts'
import type { DidDocument } from '#src/credentials/did-document.ts'
import { writeDidDocument } from '#src/credentials/ob3.ts'
import { generateIssuerKey, type IssuerKey } from '#src/credentials/keys.ts'
import { RecentMap } from '#src/credentials/recent-map.ts'
import { openSealed, seal } from '#src/credentials/seal.ts'
import { generateTokenKey, type TokenKey } from '#src/credentials/token-key.ts'
import {
  activeKey,
  addIssuerKey,
  allPublishedKeys,
  findTokenKey,
  type IssuerKeyRow,
  lockIssuerKey,
  publishedKeys,
} from '#src/storage/issuer-keys.ts'
import { holdLock } from '#src/storage/locks.ts'
import { pinOrigin } from '#src/storage/pinned-origin.ts'
import type { Store, Tx } from '#src/storage/store.ts'
import { findIssuer, type IssuerRow } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { addressOf, type House } from './award-facts.ts'

/** What making and opening keys takes. */
export type KeyHolder = Pick<App, 'store' | 'now' | 'masterKey'>

/** What names an issuer. */
type OfIssuer = Pick<IssuerRow, 'workspaceId' | 'id'>

/**
 * The RSA key that an issuer signs tokens with, made when it is first asked for, which takes a tenth of a second or
 * several. Opened keys are kept in memory; the database is asked each time which one is active. Never inside a transaction.
 */
export async function tokenKeyOf(app: KeyHolder, issuer: OfIssuer): Promise<TokenKey> {
  const active = await activeKey(app.store.db, issuer, 'token')
  return active ? openTokenKey(app, active) : makeFirst(app, issuer)
}

/** The Ed25519 key that an issuer signs credentials with. Throws where there is none: first start makes one. */
export async function credentialKeyOf(app: KeyHolder, issuer: OfIssuer): Promise<IssuerKey> {
  const active = await activeKey(app.store.db, issuer, 'credential')
  if (!active) throw new Error(`The issuer ${issuer.id} has no key.`)
  return openCredentialKey(app, active)
}

/** Throws `sealed-does-not-open` where the master key is another. */
export function openCredentialKey(
  { masterKey }: Pick<App, 'masterKey'>,
  row: IssuerKeyRow,
): IssuerKey {
  return { publicKeyMultibase: row.id, secretKeyMultibase: openKey(masterKey, row) }
}

/** Opens any key: of an Ed25519 pair the multibase secret, of an RSA pair its PEM. */
export function openKey(masterKey: Uint8Array, row: SealedKey): string {
  return openSealed(masterKey, row.sealedSecret, sealedFor(row))
}

/** Seals a key's secret for its row, where alone it opens. */
export function sealKey(
  masterKey: Uint8Array,
  row: Omit<SealedKey, 'sealedSecret'>,
  secret: string,
): string {
  return seal(masterKey, secret, sealedFor(row))
}

type SealedKey = Pick<IssuerKeyRow, 'workspaceId' | 'id' | 'purpose' | 'sealedSecret'>

function sealedFor({ workspaceId, id, purpose }: Omit<SealedKey, 'sealedSecret'>) {
  return { workspace: workspaceId, kid: id, purpose }
}

/** A new pair as a row that is not stored yet, active from now on. Generated outside any transaction: RSA is slow. */
export async function freshKey(
  { masterKey, now }: Pick<App, 'masterKey' | 'now'>,
  issuer: OfIssuer,
  purpose: IssuerKeyRow['purpose'],
): Promise<IssuerKeyRow> {
  const { id, publicPem, secret } = await generatePair(purpose)
  const { workspaceId } = issuer
  return {
    workspaceId,
    issuerId: issuer.id,
    id,
    purpose,
    state: 'active',
    publicPem,
    sealedSecret: sealKey(masterKey, { workspaceId, id, purpose }, secret),
    createdAt: now(),
    retiredAt: null,
    compromisedAt: null,
  }
}

async function generatePair(
  purpose: IssuerKeyRow['purpose'],
): Promise<{ readonly id: string; readonly publicPem: string | null; readonly secret: string }> {
  if (purpose === 'token') {
    const { kid, publicPem, privatePem } = await generateTokenKey()
    return { id: kid, publicPem, secret: privatePem }
  }
  const { publicKeyMultibase, secretKeyMultibase } = await generateIssuerKey()
  return { id: publicKeyMultibase, publicPem: null, secret: secretKeyMultibase }
}

/**
 * Stores a new key, in a transaction that holds the lock `issuer-keys`. Throws `sealed-does-not-open` where the keys were
 * sealed anew meanwhile: what this process would add could not be opened by anybody.
 */
export async function addFreshKey(tx: Tx, masterKey: Uint8Array, row: IssuerKeyRow): Promise<void> {
  const issuer = { workspaceId: row.workspaceId, id: row.issuerId }
  const known = await activeKey(tx, issuer, 'credential')
  if (known) openKey(masterKey, known)
  await addIssuerKey(tx, row)
}

/**
 * To be called in the commit that stores signed documents. Throws where the key was declared compromised while they were
 * being signed: the work is done again, with the next key. Pins the address that they were made under, unless they are for practice.
 */
export async function vouch(
  { publicUrl, now }: Pick<App, 'publicUrl' | 'now'>,
  tx: Tx,
  { key, address }: Pick<House, 'key' | 'address'>,
): Promise<void> {
  const known = await lockIssuerKey(tx, key)
  if (known?.state === 'compromised')
    throw new Error(`The key ${key.id} was declared compromised while it signed.`)
  if (publicUrl !== undefined && !isPractice(address.issuerDid))
    await pinOrigin(tx, publicUrl, now())
}

/** The keys of one DID, as verifiers of its credentials fetch them: retired ones too, a compromised one never. */
export async function issuerDidDocument(
  app: App,
  issuerId: string,
): Promise<DidDocument | undefined> {
  const { db } = app.store
  const issuer = await findIssuer(db, issuerId)
  const keys = issuer ? await publishedKeys(db, issuer, 'credential') : []
  const [active] = keys
  if (!issuer || !active) return undefined
  const address = addressOf(app, issuer, active)
  // A did:key names one key for ever; each earlier key was a name of its own.
  const named = isPractice(address.issuerDid) ? [active] : keys
  return writeDidDocument(address, issuer.id, {
    publicKeysMultibase: named.map(({ id }) => id),
    tokenKeys: (await publishedKeys(db, issuer, 'token')).map(publicHalf),
  })
}

/** The public half of a token key. */
export type PublicTokenKey = Pick<TokenKey, 'kid' | 'publicPem'>

/** The token keys of every issuer of this service that verify what was signed, retired ones too. */
export async function publishedTokenKeys({
  store,
}: Pick<App, 'store'>): Promise<readonly PublicTokenKey[]> {
  return (await allPublishedKeys(store.db, 'token')).map(publicHalf)
}

/** One of them, by the ids in its address; undefined where there is none, or where it was stolen. */
export async function publishedTokenKey(
  { store }: Pick<App, 'store'>,
  { id: issuerId, kid }: { readonly id: string; readonly kid: string },
): Promise<PublicTokenKey | undefined> {
  const row = await findTokenKey(store.db, { issuerId, kid })
  return row && publicHalf(row)
}

function publicHalf({ id, publicPem }: IssuerKeyRow): PublicTokenKey {
  if (publicPem === null) throw new Error(`The token key ${id} has no public half.`)
  return { kid: id, publicPem }
}

/** Parsing an RSA key costs more than signing with it: what signs keeps it by this object. */
const opened = new RecentMap<{ readonly sealedSecret: string; readonly key: TokenKey }>(256)

function openTokenKey({ masterKey }: KeyHolder, row: IssuerKeyRow): TokenKey {
  const known = opened.get(row.id)
  if (known?.sealedSecret === row.sealedSecret) return known.key
  const key = { ...publicHalf(row), privatePem: openKey(masterKey, row) }
  opened.set(row.id, { sealedSecret: row.sealedSecret, key })
  return key
}

/** Keys under way, so that a hundred readers who come at once make one. */
const making = new WeakMap<Store, Map<string, Promise<TokenKey>>>()

function makeFirst(app: KeyHolder, issuer: OfIssuer): Promise<TokenKey> {
  const underWay = making.get(app.store) ?? new Map<string, Promise<TokenKey>>()
  making.set(app.store, underWay)
  const known = underWay.get(issuer.id)
  if (known) return known
  const made = makeTokenKey(app, issuer).finally(() => underWay.delete(issuer.id))
  underWay.set(issuer.id, made)
  return made
}

async function makeTokenKey(app: KeyHolder, issuer: OfIssuer): Promise<TokenKey> {
  const fresh = await freshKey(app, issuer, 'token')
  const row = await app.store.tx(async (tx) => {
    await holdLock(tx, 'issuer-keys')
    // Where another node was first, ours is thrown away.
    const earlier = await activeKey(tx, issuer, 'token')
    if (earlier) return earlier
    await addFreshKey(tx, app.masterKey, fresh)
    return fresh
  })
  return openTokenKey(app, row)
}
