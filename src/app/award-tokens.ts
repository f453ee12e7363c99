import type { JsonObject } from '#src/credentials/json.ts'
import { RecentMap } from '#src/credentials/recent-map.ts'
import { signAssertion } from '#src/credentials/signed-assertion.ts'
import type { TokenKey } from '#src/credentials/token-key.ts'
import { urls } from '#src/credentials/urls.ts'
import { signToken } from '#src/credentials/vc-jwt.ts'
import type { AwardRow } from '#src/storage/awards.ts'
import { issuerOf, type IssuerRow } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { documentsOf } from './award-documents.ts'
import { tokenKeyOf } from './issuer-keys.ts'

const mostKept = 500

/**
 * An award's documents as signed tokens, made when they are asked for: RS256 gives the same text each time, so they are
 * stored nowhere. The first token of an issuer waits for its key to be made.
 */
export class AwardTokens {
  readonly #app: App
  readonly #kept = new RecentMap<Kept>(mostKept)

  constructor(app: App) {
    this.#app = app
  }

  /** The credential as VC-JWT; undefined while it is being made. */
  async credential(award: AwardRow): Promise<string | undefined> {
    const source = documentsOf(award)?.credential
    if (source === undefined) return undefined
    return this.#sign(award, { form: 'jwt', source }, (document, { key, keyUrls }) =>
      signToken(document, key, keyUrls.jwk),
    )
  }

  /** The assertion as a signed one; undefined while it is being made. */
  async assertion(award: AwardRow): Promise<string | undefined> {
    const source = documentsOf(award)?.assertion
    if (source === undefined) return undefined
    return this.#sign(award, { form: 'ob2.jwt', source }, (document, { key, keyUrls }) =>
      signAssertion(document, key, { awardId: award.id, keyUrl: keyUrls.ob2 }),
    )
  }

  async #sign(
    award: AwardRow,
    { form, source }: { readonly form: string; readonly source: string },
    sign: (document: JsonObject, by: Signer) => Promise<string>,
  ): Promise<string> {
    const signer = await this.#signerOf(award)
    const name = `${award.id}.${form}`
    const kept = this.#kept.get(name)
    // Another key, or a document signed anew after one was stolen, makes another token.
    if (kept?.kid === signer.key.kid && kept.source === source) return kept.token
    const token = await sign(asDocument(source), signer)
    this.#kept.set(name, { kid: signer.key.kid, source, token })
    return token
  }

  async #signerOf({ workspaceId }: AwardRow): Promise<Signer> {
    const issuer = await issuerOf(this.#app.store.db, workspaceId)
    if (!issuer) throw new Error(`Workspace ${workspaceId} has no issuer.`)
    const key = await tokenKeyOf(this.#app, issuer)
    return { issuer, key, keyUrls: urls(this.#app.baseUrl).key(issuer.id, key.kid) }
  }
}

interface Kept {
  readonly kid: string
  readonly source: string
  readonly token: string
}

interface Signer {
  readonly issuer: IssuerRow
  readonly key: TokenKey
  /** Where the public half is served. */
  readonly keyUrls: { readonly jwk: string; readonly ob2: string }
}

function asDocument(stored: string): JsonObject {
  // A JsonObject, since we wrote it.
  const document: JsonObject = JSON.parse(stored)
  return document
}
