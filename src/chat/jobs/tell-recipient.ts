import type { DeliveryTarget } from '#src/app/jobs.ts'
import { placeOf } from '#src/app/place-of.ts'
import type { FindDelivery } from '#src/app/view-delivery.ts'
import { adapterFor, asRef, type Chat } from '#src/chat/chat.ts'
import { awardMessage, revokedMessage } from '#src/chat/messages/award-message.ts'

/** Brings an award to a member by private message; one that was revoked meanwhile, the news of it. */
export async function tellRecipient(
  chat: Chat,
  findDelivery: FindDelivery,
  { awardId, memberId }: DeliveryTarget,
): Promise<void> {
  const { app } = chat
  const delivery = await findDelivery(awardId)
  const place = delivery && (await placeOf(app, delivery.view.group, memberId))
  if (!place || delivery.view.state === 'declined') return
  const { view } = delivery
  const adapter = adapterFor(chat, place.ref)
  if (view.state === 'revoked') {
    const said = { fr: revokedMessage(app, 'fr', view), en: revokedMessage(app, 'en', view) }
    await adapter.tell(asRef(place.ref), asRef(place.channel), said, { key: `revoked:${awardId}` })
    return
  }
  const png = await delivery.bakedPicture()
  const parts = { view, png }
  const said = { fr: awardMessage(app, 'fr', parts), en: awardMessage(app, 'en', parts) }
  await adapter.tell(asRef(place.ref), asRef(place.channel), said, { key: `award:${awardId}` })
}
