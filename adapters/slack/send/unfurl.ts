import { z } from 'zod'
import type { Showcase } from '#src/chat/chat-book.ts'
import type { Language } from '#src/chat/contract.ts'
import { unfurlBlocks } from '../blocks/unfurl-blocks.ts'
import { type Calling, callInTurn } from './call-in-turn.ts'
import { SlackTrouble } from './slack-trouble.ts'

export interface UnfurlParts extends Calling {
  readonly showcase: Showcase
  readonly baseUrl: () => string
}

/** What of a `link_shared` event matters. `unfurl_id` and `source` also name a message that is still being written. */
const linksSchema = z.object({
  unfurl_id: z.string(),
  source: z.enum(['composer', 'conversations_history']),
  links: z.array(z.object({ url: z.string() })),
})

/** Shows in short what links to public pages of this service lead to. All other links stay as they are. */
export async function unfurl(
  parts: UnfurlParts,
  shared: { readonly team: string; readonly event: unknown; readonly language: Language },
): Promise<void> {
  const event = linksSchema.safeParse(shared.event).data
  if (!event) return
  const unfurls: Record<string, unknown> = {}
  for (const { url } of event.links.slice(0, mostLinks)) {
    const message = isOurs(url, parts.baseUrl())
      ? await parts.showcase.preview(url, shared.language)
      : undefined
    if (message) unfurls[url] = { blocks: unfurlBlocks(message, { language: shared.language }) }
  }
  if (Object.keys(unfurls).length === 0) return
  const { unfurl_id, source } = event
  const call = { team: shared.team, method: 'chat.unfurl' }
  await callInTurn(parts, call, { unfurl_id, source, unfurls }).catch((failure: unknown) => {
    if (!(failure instanceof SlackTrouble) || !untroubling.test(failure.error)) throw failure
  })
}

const mostLinks = 10

/** Left unsaid, deleted, or already unfurled: nobody waits for it. */
const untroubling = /^(cannot_|invalid_unfurl_id|missing_unfurl)/

function isOurs(url: string, baseUrl: string): boolean {
  return URL.canParse(url) && new URL(url).origin === new URL(baseUrl).origin
}
