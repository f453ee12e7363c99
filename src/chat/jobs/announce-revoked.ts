import type { FindDelivery } from '#src/app/view-delivery.ts'
import { adapterFor, asRef, type Chat } from '#src/chat/chat.ts'
import { revokedMessage } from '#src/chat/messages/award-message.ts'

/** Says in a group's channel that the badge of the group was taken back, and why. */
export async function announceRevoked(
  chat: Chat,
  findDelivery: FindDelivery,
  { awardId }: { readonly awardId: string },
): Promise<void> {
  const delivery = await findDelivery(awardId)
  if (delivery?.view.state !== 'revoked') return
  const { view } = delivery
  const { channel } = view.group
  const said = {
    fr: revokedMessage(chat.app, 'fr', view),
    en: revokedMessage(chat.app, 'en', view),
  }
  await adapterFor(chat, channel).post(asRef(channel), said, { key: `group-revoked:${awardId}` })
}
