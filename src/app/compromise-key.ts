import type { IssuerKey } from '#src/credentials/keys.ts'
import { signAgain } from '#src/credentials/sign-again.ts'
import { accept, type Outcome, refuse } from '#src/domain/outcome.ts'
import { lockAward } from '#src/storage/awards.ts'
import { everyIssuerKey, type IssuerKeyRow, saveIssuerKey } from '#src/storage/issuer-keys.ts'
import { holdLock } from '#src/storage/locks.ts'
import {
  replaceCredential,
  replaceEndorsement,
  signedAwards,
  signedEndorsements,
} from '#src/storage/signed-awards.ts'
import { findWorkspace } from '#src/storage/workspaces.ts'
import { texts } from '#src/texts/texts.ts'
import type { App } from './app.ts'
import { addFreshKey, credentialKeyOf, freshKey } from './issuer-keys.ts'
import { revokeHeld } from './revoke-award.ts'

export interface Compromise {
  readonly key: IssuerKeyRow
  /** Made because the compromised one was in use. */
  readonly next: IssuerKeyRow | undefined
  readonly revoked: number
  readonly signedAgain: number
}

export type CompromiseRefusal = { readonly code: 'unknown-key' } | { readonly code: 'date-to-come' }

type Compromising = Pick<App, 'store' | 'now' | 'newId' | 'masterKey' | 'wake'>

/** Awards between two commits. */
const chunk = 64

/**
 * Declares that somebody else may hold a key. It is published no longer; where it was in use another takes its place. Awards that
 * it signed from `since` on (absent: now) are revoked, and their recipients told; earlier ones, and the supports of
 * them, are signed again with the issuer's present key, under the same ids and dates. May be repeated after a crash:
 * it goes on where it stopped, from the date that was given first.
 */
export async function compromiseKey(
  app: Compromising,
  { kid, since = app.now() }: { readonly kid: string; readonly since?: number | undefined },
): Promise<Outcome<Compromise, CompromiseRefusal>> {
  if (since > app.now()) return refuse({ code: 'date-to-come' })
  const known = (await everyIssuerKey(app.store.db)).find(({ id }) => id === kid)
  if (!known) return refuse({ code: 'unknown-key' })
  const { key, next } = await withdrawKey(app, known, since)
  if (key.purpose === 'token') return accept({ key, next, revoked: 0, signedAgain: 0 })
  const from = key.compromisedAt ?? since
  const revoked = await revokeLate(app, key, from)
  await supportEarlier(app, key, from)
  const signedAgain = await signEarlierAgain(app, key, from)
  return accept({ key, next, revoked, signedAgain })
}

async function withdrawKey(
  app: Compromising,
  known: IssuerKeyRow,
  since: number,
): Promise<Pick<Compromise, 'key' | 'next'>> {
  const { workspaceId, issuerId, purpose } = known
  const issuer = { workspaceId, id: issuerId }
  const fresh = known.state === 'active' ? await freshKey(app, issuer, purpose) : undefined
  return app.store.tx(async (tx) => {
    await holdLock(tx, 'issuer-keys')
    const now = (await everyIssuerKey(tx)).find(({ id }) => id === known.id) ?? known
    if (now.state === 'compromised') return { key: now, next: undefined }
    const next = now.state === 'active' ? fresh : undefined
    // First, so that the master key is tried on a key that is still in use.
    if (next) await addFreshKey(tx, app.masterKey, next)
    const changed = {
      state: 'compromised',
      compromisedAt: since,
      retiredAt: now.retiredAt ?? app.now(),
    } as const
    await saveIssuerKey(tx, now, changed)
    return { key: { ...now, ...changed }, next }
  })
}

async function revokeLate(app: Compromising, key: IssuerKeyRow, since: number): Promise<number> {
  const { db } = app.store
  const language = (await findWorkspace(db, key.workspaceId))?.language ?? 'fr'
  const reason = texts[language].keys.revokedReason
  let revoked = 0
  for (;;) {
    const late = await signedAwards(db, key, { since, limit: chunk })
    if (late.length === 0) return revoked
    revoked += await app.store.tx(async (tx) => {
      let count = 0
      for (const { workspaceId, id } of late) {
        const award = await lockAward(tx, workspaceId, id)
        // Revoked by a trainer at this very moment: the first reason stays.
        if (!award || award.revokedAt !== null) continue
        await revokeHeld(app, tx, award, reason)
        count += 1
      }
      return count
    })
    app.wake()
  }
}

async function supportEarlier(app: Compromising, key: IssuerKeyRow, before: number): Promise<void> {
  const { db } = app.store
  const present = await presentKey(app, key)
  for (let after: string | undefined; ;) {
    const rows = await signedEndorsements(db, key, { before, after, limit: chunk })
    if (rows.length === 0) return
    const signed = await signAll(rows, present)
    await app.store.tx(async (tx) => {
      for (const one of signed) await replaceEndorsement(tx, key, one)
    })
    after = rows.at(-1)?.id
  }
}

async function signEarlierAgain(
  app: Compromising,
  key: IssuerKeyRow,
  before: number,
): Promise<number> {
  const { db } = app.store
  const present = await presentKey(app, key)
  let count = 0
  for (let after: string | undefined; ;) {
    const rows = await signedAwards(db, key, { before, after, limit: chunk })
    if (rows.length === 0) return count
    const signed = await signAll(rows, present)
    await app.store.tx(async (tx) => {
      for (const one of signed) await replaceCredential(tx, key, one)
    })
    count += signed.length
    after = rows.at(-1)?.id
  }
}

async function presentKey(
  app: Compromising,
  { workspaceId, issuerId }: IssuerKeyRow,
): Promise<IssuerKey> {
  return credentialKeyOf(app, { workspaceId, id: issuerId })
}

async function signAll(
  rows: readonly { readonly id: string; readonly credential: string | null }[],
  key: IssuerKey,
): Promise<{ readonly id: string; readonly credential: string }[]> {
  const signed: { readonly id: string; readonly credential: string }[] = []
  for (const { id, credential } of rows)
    if (credential !== null) signed.push({ id, credential: await signAgain(credential, key) })
  return signed
}
