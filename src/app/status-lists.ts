import { RecentMap } from '#src/credentials/recent-map.ts'
import { signCredential } from '#src/credentials/sign-credential.ts'
import { writeStatusList } from '#src/credentials/status-list.ts'
import { urls } from '#src/credentials/urls.ts'
import { endedAwards, findStatusList } from '#src/storage/status-lists.ts'
import type { App } from './app.ts'
import { houseOf } from './award-facts.ts'
import { openCredentialKey } from './issuer-keys.ts'

const mostKept = 64

/**
 * The signed lists that say which awards were revoked or declined, as JSON. Made from the awards at each request, so that
 * they are never late; signed anew only when what they say, or the key, changed.
 */
export class StatusLists {
  readonly #app: App
  readonly #kept = new RecentMap<{ readonly says: string; readonly document: Promise<string> }>(
    mostKept,
  )

  constructor(app: App) {
    this.#app = app
  }

  /** By its public id; undefined where there is none. */
  async find(id: string): Promise<string | undefined> {
    const { db } = this.#app.store
    const list = await findStatusList(db, id)
    if (!list) return undefined
    const { indexes, lastAt } = await endedAwards(db, list)
    const { key, address } = await houseOf(this.#app, list.workspaceId)
    const says = JSON.stringify([address.issuerDid, key.id, lastAt, indexes])
    const kept = this.#kept.get(id)
    if (kept?.says === says) return kept.document
    // When it began to say so: every node that serves it signs the same bytes.
    const since = Math.max(list.createdAt, key.createdAt, lastAt ?? 0)
    const url = urls(this.#app.baseUrl).statusList(id)
    const unsigned = writeStatusList({ url, ended: indexes, since }, address)
    const document = signCredential(unsigned, openCredentialKey(this.#app, key), since).then(
      (signed) => JSON.stringify(signed),
    )
    this.#kept.set(id, { says, document })
    document.catch(() => this.#kept.delete(id))
    return document
  }
}
