import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { verifyCredential } from '@digitalbazaar/vc'
import * as fc from 'fast-check'
import t from 'tap'
import { documentLoader } from '#src/credentials/contexts.ts'
import { didDocument } from '#src/credentials/did-document.ts'
import { generateIssuerKey, isIssuerKey } from '#src/credentials/keys.ts'
import { writeCredential } from '#src/credentials/ob3.ts'
import { openSealed, seal } from '#src/credentials/seal.ts'
import { signCredential } from '#src/credentials/sign-credential.ts'
import { aGroup, aKey, anAddress, anAward, issuedAt } from './an-award.ts'

const key = await aKey()

t.test('a signed credential verifies in the library, under did:web and did:key', async (t) => {
  for (const url of ['https://badges.example.org', 'http://127.0.0.1:3000']) {
    const address = anAddress(key, url)
    for (const facts of [anAward(), anAward({ recipient: aGroup })]) {
      const signed = await signCredential(writeCredential(facts, address), key, issuedAt)
      const did = didDocument(address.issuerDid, [key.publicKeyMultibase])
      const checked = await verifyCredential({
        credential: structuredClone(signed),
        suite: new DataIntegrityProof({ cryptosuite }),
        documentLoader: documentLoader([did]),
        now: '2026-02-01T00:00:00Z',
      })
      t.ok(checked.verified, `${address.issuerDid}: ${checked.error?.message}`)
      t.match(signed.proof, [
        {
          created: '2026-01-05T10:00:00Z',
          verificationMethod: `${address.issuerDid}#${key.publicKeyMultibase}`,
        },
      ])
      t.equal(signed.proof.length, 1, 'the proof is a list of one')
    }
  }
})

t.test('the same input gives the same bytes, and the input stays as it was', async (t) => {
  const unsigned = writeCredential(anAward(), anAddress(key))
  const before = JSON.stringify(unsigned)
  const first = await signCredential(unsigned, key, issuedAt)
  const second = await signCredential(unsigned, key, issuedAt)
  t.equal(JSON.stringify(first), JSON.stringify(second))
  t.equal(JSON.stringify(unsigned), before)
})

t.test('a property that no context defines is not signed: it is refused', async (t) => {
  const unsigned = { ...writeCredential(anAward(), anAddress(key)), invented: 'x' }
  await t.rejects(signCredential(unsigned, key, issuedAt), { code: 'not-signable' })
})

t.test('the loader gives what is bundled and handed over, and fetches nothing', async (t) => {
  const load = documentLoader([didDocument('did:web:example.org', [key.publicKeyMultibase])])
  t.ok(await load('https://www.w3.org/ns/credentials/v2'))
  t.ok(await load(`did:key:${key.publicKeyMultibase}#${key.publicKeyMultibase}`))
  t.ok(await load(`did:web:example.org#${key.publicKeyMultibase}`))
  const refused = [
    'https://example.org/context',
    'http://127.0.0.1/',
    'file:///etc/passwd',
    'did:web:other.example',
    'did:web:example.org#z6MkOther',
    'did:key:z6MkNotAKey',
    'https://www.w3.org/ns/credentials/undefined-terms/v2',
  ]
  for (const url of refused) await t.rejects(load(url), { code: 'document-not-bundled' }, url)
})

t.test('a generated key is an Ed25519 multikey', async (t) => {
  const fresh = await generateIssuerKey()
  t.ok(isIssuerKey(fresh.publicKeyMultibase))
  t.notOk(isIssuerKey(fresh.secretKeyMultibase))
  t.not(fresh.publicKeyMultibase, (await generateIssuerKey()).publicKeyMultibase)
})

t.test('a sealed secret opens in its own place only', async (t) => {
  const master = new Uint8Array(32).fill(1)
  const place = { workspace: 'w', kid: 'k', purpose: 'issuer-ed25519' }
  const sealed = seal(master, 'zSecret é', place)
  t.equal(openSealed(master, sealed, place), 'zSecret é')
  t.not(sealed, seal(master, 'zSecret é', place), 'a new iv each time')

  const code = 'sealed-does-not-open'
  t.throws(() => openSealed(new Uint8Array(32), sealed, place), { code })
  for (const part of ['workspace', 'kid', 'purpose']) {
    t.throws(() => openSealed(master, sealed, { ...place, [part]: 'other' }), { code }, part)
  }
  // A tag of 4 bytes must not do.
  const short = `v1.${Buffer.from(sealed.slice(3), 'base64url').subarray(0, -12).toString('base64url')}`
  for (const altered of [short, '', 'v1.', 'v2.AAAA', `${sealed}!`, sealed.slice(0, -2)]) {
    t.throws(() => openSealed(master, altered, place), { code }, altered)
  }
  t.throws(() => seal(new Uint8Array(16), 'x', place), { code: 'bad-master-key' })
  t.throws(() => seal(master, 'x', { ...place, kid: 'a|b' }), { code: 'bad-seal-place' })
})

t.test('every altered byte of a sealed secret is noticed', async () => {
  const master = new Uint8Array(32).fill(1)
  const place = { workspace: 'w', kid: 'k', purpose: 'p' }
  const sealed = Buffer.from(seal(master, 'secret', place).slice(3), 'base64url')
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const altered = Buffer.from(sealed)
      altered[at] = (altered[at] ?? 0) ^ flip
      try {
        openSealed(master, `v1.${altered.toString('base64url')}`, place)
        return false
      } catch {
        return true
      }
    }),
  )
})
