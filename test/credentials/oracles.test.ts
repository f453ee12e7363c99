import { createHash, createPublicKey, verify } from 'node:crypto'
import { DataIntegrityProof } from '@digitalcredentials/data-integrity'
import { cryptosuite } from '@digitalcredentials/eddsa-rdfc-2022-cryptosuite'
import { verifyCredential } from '@digitalcredentials/vc'
import { JsonLdParser } from 'jsonld-streaming-parser'
import { DataFactory } from 'rdf-data-factory'
import { RDFC10 } from 'rdfjs-c14n'
import t from 'tap'
import { fromBase58 } from '#src/credentials/base58.ts'
import { documentLoader } from '#src/credentials/contexts.ts'
import { didDocument } from '#src/credentials/did-document.ts'
import { isArray, isObject, textAt, type Json, type JsonObject } from '#src/credentials/json.ts'
import { writeCredential, type UnsignedCredential } from '#src/credentials/ob3.ts'
import { signCredential } from '#src/credentials/sign-credential.ts'
import type { SignedCredential } from '#src/credentials/signed-credential.ts'
import { writeStatusList } from '#src/credentials/status-list.ts'
import { writeEndorsement } from '#src/credentials/endorsement.ts'
import {
  aGroup,
  aKey,
  anAddress,
  anAward,
  anEndorsement,
  aPerson,
  changed,
  issuedAt,
  publicUrl,
} from './an-award.ts'

// What we issue, judged by code that we did not write: a library related to the one we sign with, and one that shares nothing
// with it. Texts hold no emoji: rdfjs-c14n escapes them, which the standard does not.

const key = await aKey()
const practice = 'http://127.0.0.1:3000'

/** Everything that a service signs, by what it is. */
async function allThatIsIssued(url: string): Promise<ReadonlyMap<string, SignedCredential>> {
  const address = anAddress(key, url)
  const sign = (unsigned: UnsignedCredential) => signCredential(unsigned, key, issuedAt)
  const endorsement = await sign(writeEndorsement(anEndorsement({ id: 'e1' }), address))
  const another = anEndorsement({ id: 'e2', comment: 'Très clair.\n« "Oui" » \\' })
  const endorsements = [endorsement, await sign(writeEndorsement(another, address))]
  const ends = { validUntil: Date.UTC(2028, 0, 5), status: { list: 'l1', index: 94_567 } }
  const group = { id: 'g1', name: 'Groupe des lundis', role: 'Membre', awardId: 'w0' }
  const embedded = { embedded: endorsements, ids: ['e1', 'e2'] }
  return new Map([
    ['person', await sign(writeCredential(anAward(ends), address))],
    ['person, without end', await sign(writeCredential(anAward(), address))],
    [
      'person, supported',
      await sign(writeCredential(anAward({ ...ends, endorsements: embedded }), address)),
    ],
    [
      'group, supported',
      await sign(
        writeCredential(anAward({ ...ends, recipient: aGroup, endorsements: embedded }), address),
      ),
    ],
    [
      'member',
      await sign(writeCredential(anAward({ ...ends, recipient: { ...aPerson, group } }), address)),
    ],
    ['endorsement', endorsement],
    [
      'status list',
      await sign(
        writeStatusList(
          { url: `${publicUrl}/status/l1`, ended: [94_567], since: issuedAt },
          address,
        ),
      ),
    ],
  ])
}

t.test('all that is issued verifies in a related library, which fetches nothing', async (t) => {
  const fetched: unknown[] = []
  t.intercept(globalThis, 'fetch', { value: async (url: unknown) => void fetched.push(url) })
  for (const url of [publicUrl, practice]) {
    for (const [what, credential] of await allThatIsIssued(url)) {
      t.ok(await verifiesInLibrary(credential), `${what}, ${url}`)
    }
  }
  const [, person] = [...(await allThatIsIssued(publicUrl)).values()]
  t.ok(person)
  if (person) t.notOk(await verifiesInLibrary({ ...person, name: 'Autre' }), 'and not when altered')
  t.strictSame(fetched, [])
})

t.test('all that is issued verifies in unrelated code', async (t) => {
  for (const url of [publicUrl, practice]) {
    for (const [what, credential] of await allThatIsIssued(url)) {
      t.ok(await verifiesIndependently(credential), `${what}, ${url}`)
      if (url !== publicUrl) continue
      const { id } = credential
      t.notOk(await verifiesIndependently({ ...credential, id: `${id}x` }), `${what}, altered`)
    }
  }
})

t.test('embedded supports verify by themselves, and an altered one spoils the whole', async (t) => {
  const issued = await allThatIsIssued(publicUrl)
  for (const what of ['person, supported', 'group, supported']) {
    const credential = issued.get(what)
    const embedded = credential?.['endorsement']
    if (credential === undefined || !isArray(embedded)) throw new Error(`${what} embeds nothing.`)
    t.equal(embedded.length, 2)
    for (const one of embedded) t.ok(isObject(one) && (await verifiesIndependently(one)), what)
    const path = 'endorsement.0.credentialSubject.endorsementComment'
    t.notOk(await verifiesIndependently(changed(credential, path, 'Autre')))
  }
})

async function verifiesInLibrary(credential: SignedCredential): Promise<boolean> {
  const { verified } = await verifyCredential({
    credential: structuredClone(credential),
    suite: new DataIntegrityProof({ cryptosuite }),
    documentLoader: documentLoader([didDocument(credential.issuer.id, [key.publicKeyMultibase])]),
    // Whether it is revoked is not what is asked here.
    checkStatus: async () => ({ verified: true }),
    now: '2026-02-01T00:00:00Z',
  })
  return verified
}

/** Data Integrity, eddsa-rdfc-2022, put together from parts. @see https://www.w3.org/TR/vc-di-eddsa/#verify-proof-eddsa-rdfc-2022 */
async function verifiesIndependently({ proof, ...document }: JsonObject): Promise<boolean> {
  const [only] = isArray(proof) ? proof : []
  if (!isObject(only)) return false
  const { proofValue: _signature, ...options } = only
  const context = document['@context'] ?? null
  const hashes = [
    await canonicalHash({ '@context': context, ...options }),
    await canonicalHash(document),
  ]
  const [, method] = textAt(only, 'verificationMethod')?.split('#') ?? []
  const publicKey = fromBase58(method?.slice(1) ?? '')?.subarray(2)
  const signature = fromBase58(textAt(only, 'proofValue')?.slice(1) ?? '')
  if (publicKey === undefined || signature === undefined) return false
  const x = Buffer.from(publicKey).toString('base64url')
  const ed25519 = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  return verify(null, Buffer.concat(hashes), ed25519, signature)
}

const factory = new DataFactory()
const load = documentLoader()

async function canonicalHash(document: JsonObject): Promise<Buffer> {
  const parser = new JsonLdParser({
    dataFactory: factory,
    documentLoader: { load: async (url) => ({ ...(await load(url)).document }) },
  })
  parser.end(JSON.stringify(document, proofAlone))
  const text = await new RDFC10(factory).canonicalize(await Array.fromAsync(parser))
  return createHash('sha256').update(text).digest()
}

// A list of one is that one to JSON-LD; this parser forgets the graph of a proof that stands in a list.
function proofAlone(key: string, value: Json): Json {
  return key === 'proof' && isArray(value) && value.length === 1 ? (value[0] ?? null) : value
}
