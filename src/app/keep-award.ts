import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'
import { accept, type Outcome, refuse } from '#src/domain/outcome.ts'
import { lockAward, saveAward } from '#src/storage/awards.ts'
import type { App } from './app.ts'

/**
 * What the recipient's own link carries: whoever holds it may show or hide the name, or decline the award. Made from
 * the master key, so that it is stored nowhere.
 */
export function awardKey({ masterKey }: Pick<App, 'masterKey'>, awardId: string): string {
  return createHmac('sha256', asKeyObject(masterKey))
    .update(`award\0${awardId}`)
    .digest('base64url')
    .slice(0, 22)
}

// Made once: every letter carries a link, and making it costs more than using it.
const keyObjects = new WeakMap<Uint8Array, KeyObject>()

function asKeyObject(bytes: Uint8Array): KeyObject {
  const known = keyObjects.get(bytes) ?? createSecretKey(bytes)
  keyObjects.set(bytes, known)
  return known
}

export function opensAward(app: Pick<App, 'masterKey'>, awardId: string, key: string): boolean {
  const right = Buffer.from(awardKey(app, awardId))
  const given = Buffer.from(key)
  return right.length === given.length && timingSafeEqual(right, given)
}

/** What a recipient may decide about an award. */
export type AwardWish = 'show-name' | 'hide-name' | 'decline'

/** Does what the recipient wishes. The caller has made sure that it is the recipient who asks. */
export async function keepAward(
  app: App,
  {
    workspaceId,
    awardId,
    wish,
  }: { readonly workspaceId: string; readonly awardId: string; readonly wish: AwardWish },
): Promise<Outcome<{ readonly awardId: string }, { readonly code: 'unknown-award' }>> {
  return app.store.tx(async (tx) => {
    const award = await lockAward(tx, workspaceId, awardId)
    if (award?.kind !== 'person') return refuse({ code: 'unknown-award' })
    // A declined award stays declined, and names nobody.
    if (award.declinedAt !== null) return accept({ awardId })
    const key = { workspaceId, id: awardId }
    switch (wish) {
      case 'show-name':
        await saveAward(tx, { ...key, named: true })
        break
      case 'hide-name':
        await saveAward(tx, { ...key, named: false })
        break
      case 'decline':
        await saveAward(tx, { ...key, named: false, declinedAt: app.now() })
    }
    return accept({ awardId })
  })
}
