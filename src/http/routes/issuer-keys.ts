import type { FastifyInstance } from 'fastify'
import { issuerDidDocument, publishedTokenKey, publishedTokenKeys } from '#src/app/issuer-keys.ts'
import { writeCryptographicKey } from '#src/credentials/ob2.ts'
import { tokenJwk } from '#src/credentials/token-jwk.ts'
import { HttpProblem } from '../problem.ts'
import { sendDocument } from './send.ts'
import { idPattern, type Web, type WithId } from './web.ts'

interface WithKey {
  readonly Params: { readonly id: string; readonly kid: string }
}

/** RFC 7638: a SHA-256 in base64url. */
const kidPattern = '(^[A-Za-z0-9_-]{43}$)'

/** A key that was stolen must be believed no longer within minutes. */
const keptSeconds = 300

/** The public keys of issuers, for whoever verifies: retired ones too, those that were stolen never. */
export function issuerKeyRoutes(server: FastifyInstance, { app }: Web): void {
  const issuer = `/issuers/:id${idPattern}`
  const key = `${issuer}/keys/:kid${kidPattern}`

  // did:web §3.2: where `did:web:HOST:issuers:ID` is read.
  server.get<WithId>(`${issuer}/did.json`, async (request, reply) => {
    const document = await issuerDidDocument(app, request.params.id)
    return sendDocument(reply, there(document), { keptSeconds })
  })

  // RFC 7517 §5: the token keys of every issuer of this service.
  server.get('/.well-known/jwks.json', async (_, reply) => {
    const keys = (await publishedTokenKeys(app)).map((one) => tokenJwk(one))
    return sendDocument(reply, { keys }, { type: 'application/json', keptSeconds })
  })

  // The `kid` of a token: 1EdTech's validator reads one JWK there.
  server.get<WithKey>(`${key}.json`, async (request, reply) => {
    const found = there(await publishedTokenKey(app, request.params))
    return sendDocument(reply, tokenJwk(found), { type: 'application/json', keptSeconds })
  })

  // OB 2.0 §SignedBadge: the `creator` of a signed assertion.
  server.get<WithKey>(`${key}.ob2.json`, async (request, reply) => {
    const found = there(await publishedTokenKey(app, request.params))
    const { baseUrl } = app
    const document = writeCryptographicKey(found, request.params.id, { baseUrl })
    return sendDocument(reply, document, { keptSeconds })
  })
}

function there<Found>(found: Found | undefined): Found {
  if (found === undefined) throw new HttpProblem(404, 'not-found')
  return found
}
