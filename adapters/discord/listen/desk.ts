import type { ChatBook } from '#src/chat/chat-book.ts'
import type { Inbox, Language } from '#src/chat/contract.ts'
import type { refusal } from '#src/chat/replies/refusal.ts'
import type { Log } from '#src/chat/adapting/log.ts'
import type { Channels } from '../people/channels.ts'
import type { Guilds } from '../people/guilds.ts'
import type { People } from '../people/people.ts'
import type { DiscordApi } from '../send/discord-api.ts'
import type { Downloaded } from '../send/download-file.ts'

/** What all that listens to Discord works with. */
export interface Desk {
  /** Throws once the adapter has stopped. */
  readonly inbox: () => Inbox
  readonly book: Pick<ChatBook, 'drafts' | 'files' | 'roster'>
  readonly api: Pick<DiscordApi, 'call' | 'pause'>
  readonly people: Pick<People, 'isThere' | 'meet' | 'person'>
  readonly guilds: Pick<Guilds, 'admit'>
  readonly channels: Pick<Channels, 'found' | 'gather' | 'join' | 'rollCall'>
  readonly download: (file: {
    readonly url: string
    readonly size: number | undefined
    readonly maxBytes: number
  }) => Promise<Downloaded>
  /** What is spoken until it is known what somebody reads. */
  readonly language: Language
  readonly log: Log
  readonly now: () => number
  /** How long an answer is waited for before Discord, which waits three seconds, hears that it is coming. */
  readonly quickMs: number
}

/** Why not, as the service's texts know it. */
export type Refused = Parameters<typeof refusal>[1]
