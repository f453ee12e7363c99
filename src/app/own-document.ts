import { writeCryptographicKey } from '#src/credentials/ob2.ts'
import { findAward } from '#src/storage/awards.ts'
import type { App } from './app.ts'
import { documentsOf } from './award-documents.ts'
import { endorsementDocuments } from './endorsement-documents.ts'
import { publishedTokenKey } from './issuer-keys.ts'
import { achievementDocuments, groupDocuments, issuerDocuments } from './public-documents.ts'
import { revocationsOf } from './revocations.ts'
import { stateOf } from './view-award.ts'

/**
 * The text of a public document of this service, by its address: what a verifier elsewhere is answered. Of a picture any text
 * that is not empty. Nothing for what is not published, or no longer.
 */
export async function ownDocument(app: App, url: string): Promise<string | undefined> {
  if (!url.startsWith(`${app.baseUrl}/`)) return undefined
  const path = url.slice(app.baseUrl.length)
  for (const [pattern, read] of documents) {
    const [, id = '', more = ''] = pattern.exec(path) ?? []
    if (id !== '') return textOf(await read(app, id, more))
  }
  return undefined
}

type Read = (app: App, id: string, more: string) => Promise<object | string | undefined>

const documents: readonly (readonly [RegExp, Read])[] = [
  [/^\/issuers\/([\w-]{22})\.ob2\.json$/, async (app, id) => (await issuerDocuments(app, id))?.ob2],
  [/^\/issuers\/([\w-]{22})(?:\.json)?$/, async (app, id) => (await issuerDocuments(app, id))?.ob3],
  [/^\/issuers\/([\w-]{22})\/keys\/([\w-]{43})\.ob2\.json$/, keyDocument],
  [
    /^\/achievements\/([\w-]{22})\.ob2\.json$/,
    async (app, id) => (await achievementDocuments(app, id))?.ob2,
  ],
  [
    /^\/achievements\/([\w-]{22})(?:\.json|\.png)?$/,
    async (app, id) => (await achievementDocuments(app, id))?.ob3,
  ],
  [/^\/groups\/([\w-]{22})\.ob2\.json$/, async (app, id) => (await groupDocuments(app, id))?.ob2],
  [/^\/groups\/([\w-]{22})(?:\.json)?$/, async (app, id) => (await groupDocuments(app, id))?.ob3],
  [/^\/ob2\/revocations\/([\w-]{22})$/, revocationsOf],
  [/^\/endorsements\/([\w-]{22})\.(json|ob2\.json)$/, endorsementDocument],
  [/^\/awards\/([\w-]{22})\.(?:png|svg)$/, standingAward],
]

function textOf(document: object | string | undefined): string | undefined {
  return typeof document === 'object' ? JSON.stringify(document) : document
}

async function keyDocument(app: App, id: string, kid: string): Promise<object | undefined> {
  const key = await publishedTokenKey(app, { id, kid })
  return key && writeCryptographicKey(key, id, app)
}

async function endorsementDocument(
  app: App,
  id: string,
  ending: string,
): Promise<object | string | undefined> {
  const found = await endorsementDocuments(app, id)
  if (!found || found.gone) return undefined
  return ending === 'json' ? found.credential : found.ob2
}

async function standingAward({ store }: App, id: string): Promise<string | undefined> {
  const award = await findAward(store.db, id)
  return award && stateOf(award) === 'valid' ? documentsOf(award)?.credential : undefined
}
