import { membersByIds } from '#src/storage/members.ts'
import { addressed } from './addressed.ts'
import type { App } from './app.ts'
import type { DeliveryTarget } from './jobs.ts'
import { ownUrl } from './list-awards.ts'
import type { DeliveryView, FindDelivery } from './view-delivery.ts'

/** What the letter that brings an award says, and to whom. */
export interface AwardLetter {
  readonly to: string
  readonly toName: string
  readonly language: 'fr' | 'en'
  readonly view: DeliveryView
  readonly png: Uint8Array
  /** The page with its recipient's own controls. */
  readonly ownUrl: string
}

/** Undefined when there is nothing to send any more: no address, or an award that was revoked or declined. */
export async function awardLetter(
  app: App,
  findDelivery: FindDelivery,
  { workspaceId, awardId, memberId }: DeliveryTarget,
): Promise<AwardLetter | undefined> {
  const { db } = app.store
  const [member] = await addressed(db, await membersByIds(db, workspaceId, [memberId]))
  const delivery = await findDelivery(awardId)
  if (!member?.email || !delivery) return undefined
  const { view } = delivery
  if (view.state === 'revoked' || view.state === 'declined') return undefined
  const png = await delivery.bakedPicture()
  const { name, email, language } = member
  return { to: email, toName: name, language, view, png, ownUrl: ownUrl(app, awardId) }
}
