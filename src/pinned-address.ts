import { pinnedOrigin } from '#src/storage/pinned-origin.ts'
import type { Store } from '#src/storage/store.ts'
import { ConfigError } from './config.ts'

/**
 * Throws ConfigError where badges were made under another public address than the one of PUBLIC_URL, or where none is given:
 * documents, keys and status of those badges are asked for at the address that they name, for ever.
 */
export async function checkPublicUrl(store: Store, publicUrl: string | undefined): Promise<void> {
  const pinned = await pinnedOrigin(store.db)
  if (!pinned || pinned.url === publicUrl) return
  const given = publicUrl === undefined ? 'is not set' : `is ${publicUrl}`
  throw new ConfigError(
    `PUBLIC_URL: badges were made under ${pinned.url}, and PUBLIC_URL ${given}: set it to ${pinned.url} again, since they are verified there (docs/running.md, "Moving house").`,
  )
}
