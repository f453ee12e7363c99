import type { App } from '#src/app/app.ts'
import type { Bus } from '#src/app/bus.ts'
import type { ChatAdapter } from './contract.ts'
import { platformOf } from './actor.ts'

/** What it takes to speak in the chats: the use cases, the adapters by platform, and the hints for live pages. */
export interface Chat {
  readonly app: App
  readonly bus: Bus
  readonly adapters: ReadonlyMap<string, ChatAdapter>
}

/** The adapter that a reference belongs to. Throws when its platform is not switched on. */
export function adapterFor({ adapters }: Chat, ref: string): ChatAdapter {
  const adapter = adapters.get(platformOf(ref))
  if (!adapter) throw new Error(`No adapter is switched on for ${platformOf(ref)}.`)
  return adapter
}

/** A stored reference in the contract's terms. */
export function asRef(stored: string): `${string}:${string}` {
  const at = stored.indexOf(':')
  return `${stored.slice(0, at)}:${stored.slice(at + 1)}`
}
