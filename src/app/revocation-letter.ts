import { membersByIds } from '#src/storage/members.ts'
import { addressed } from './addressed.ts'
import type { App } from './app.ts'
import type { DeliveryTarget } from './jobs.ts'
import { ownUrl } from './list-awards.ts'
import type { DeliveryView, FindDelivery } from './view-delivery.ts'

/** What the letter that tells of a revoked award says, and to whom. */
export interface RevocationLetter {
  readonly to: string
  readonly toName: string
  readonly language: 'fr' | 'en'
  readonly view: DeliveryView
  readonly reason: string
  /** The page of the award; a person's own leads to that person's controls. */
  readonly pageUrl: string
}

/** Undefined when there is nothing to send: no address, or an award that stands. */
export async function revocationLetter(
  app: App,
  findDelivery: FindDelivery,
  { workspaceId, awardId, memberId }: DeliveryTarget,
): Promise<RevocationLetter | undefined> {
  const { db } = app.store
  const [member] = await addressed(db, await membersByIds(db, workspaceId, [memberId]))
  const view = (await findDelivery(awardId))?.view
  if (!member?.email || view?.state !== 'revoked') return undefined
  const { name, email, language } = member
  const isOwn = view.award.kind === 'person'
  return {
    to: email,
    toName: name,
    language,
    view,
    reason: view.award.revokedReason ?? '',
    pageUrl: isOwn ? ownUrl(app, awardId) : `${app.baseUrl}/awards/${awardId}`,
  }
}
