import { createPublicKey, verify } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { calculateJwkThumbprint } from 'jose'
import t from 'tap'
import type { JsonObject } from '#src/credentials/json.ts'
import { ob2ShapeProblem } from '#src/credentials/ob2-shape.ts'
import { writeAssertion } from '#src/credentials/ob2.ts'
import { writeCredential } from '#src/credentials/ob3.ts'
import { signCredential } from '#src/credentials/sign-credential.ts'
import { signAssertion, signedAssertionId } from '#src/credentials/signed-assertion.ts'
import {
  bitAt,
  decodeStatusList,
  encodeStatusList,
  LIST_BITS,
  writeStatusList,
} from '#src/credentials/status-list.ts'
import { tokenJwk } from '#src/credentials/token-jwk.ts'
import { generateTokenKey } from '#src/credentials/token-key.ts'
import { urls } from '#src/credentials/urls.ts'
import { signToken } from '#src/credentials/vc-jwt.ts'
import { aKey, anAddress, anAward, aPerson, changed, issuedAt, publicUrl } from './an-award.ts'

const key = await aKey()
const address = anAddress(key)
const tokenKey = await generateTokenKey()
const keyUrls = urls(publicUrl).key('i1', tokenKey.kid)
const validUntil = Date.UTC(2028, 0, 5, 10, 0, 0, 750)
const credential = await signCredential(
  writeCredential(anAward({ validUntil }), address),
  key,
  issuedAt,
)

/** A compact JWS taken apart, and whether it is of that key: node:crypto alone, RS256 whatever the token says. */
function read(token: string, publicPem: string) {
  const parts = token.split('.')
  const [head = '', body = '', signature = ''] = parts
  return {
    parts: parts.length,
    header: jsonOf(head),
    payload: jsonOf(body),
    genuine: verify(
      'sha256',
      Buffer.from(`${head}.${body}`),
      createPublicKey(publicPem),
      Buffer.from(signature, 'base64url'),
    ),
  }
}

function jsonOf(part: string): JsonObject {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
}

t.test('a token key is RSA 2048 in PEM, under its thumbprint', async (t) => {
  const read = createPublicKey(tokenKey.publicPem)
  t.equal(read.asymmetricKeyType, 'rsa')
  t.equal(read.asymmetricKeyDetails?.modulusLength, 2048)
  t.match(tokenKey.publicPem, /^-----BEGIN PUBLIC KEY-----\n[^\r]+\n$/)
  t.match(tokenKey.privatePem, /^-----BEGIN PRIVATE KEY-----\n[^\r]+\n$/)
  t.equal(tokenKey.kid, await calculateJwkThumbprint({ ...tokenJwk(tokenKey) }))
  t.not(tokenKey.kid, (await generateTokenKey()).kid)
})

t.test(
  'a VC-JWT is the credential without its proof, and claims equal to its values',
  async (t) => {
    const token = await signToken(credential, tokenKey, keyUrls.jwk)
    const { parts, header, payload, genuine } = read(token, tokenKey.publicPem)
    t.equal(parts, 3)
    t.ok(genuine)
    t.strictSame(header, { alg: 'RS256', typ: 'JWT', kid: keyUrls.jwk })
    const { proof, ...unsigned } = credential
    t.ok(proof)
    t.strictSame(payload, {
      ...unsigned,
      iss: 'did:web:badges.example.org:issuers:i1',
      jti: `${publicUrl}/awards/w1.json`,
      sub: aPerson.subjectId,
      nbf: Date.parse('2026-01-05T10:00:00Z') / 1000,
      exp: Date.parse('2028-01-05T10:00:00Z') / 1000,
    })
    t.equal(token, await signToken(credential, { ...tokenKey }, keyUrls.jwk), 'the same each time')
    t.notOk(read(token, (await generateTokenKey()).publicPem).genuine, 'not of another key')

    const lasting = await signToken(writeCredential(anAward(), address), tokenKey, keyUrls.jwk)
    t.notOk('exp' in read(lasting, tokenKey.publicPem).payload)
  },
)

t.test(
  'a credential that lacks what a claim must equal, or a key of no use, is refused',
  async (t) => {
    const code = 'not-signable'
    const lacking = ['id', 'issuer.id', 'credentialSubject.id', 'validFrom']
    for (const path of lacking) {
      const change = changed(credential, path, undefined)
      await t.rejects(signToken(change, tokenKey, keyUrls.jwk), { code }, path)
    }
    const endless = { ...credential, validUntil: 'never' }
    await t.rejects(signToken(endless, tokenKey, keyUrls.jwk), { code })
    for (const privatePem of ['', tokenKey.publicPem]) {
      await t.rejects(signToken(credential, { ...tokenKey, privatePem }, keyUrls.jwk), { code })
    }
  },
)

t.test(
  'a signed assertion is the hosted one under an id and a verification of its own',
  async (t) => {
    const hosted = writeAssertion(anAward({ validUntil }), address)
    const where = { awardId: 'w1', keyUrl: keyUrls.ob2 }
    const token = await signAssertion(hosted, tokenKey, where)
    const { header, payload, genuine } = read(token, tokenKey.publicPem)
    t.ok(genuine)
    t.equal(header['alg'], 'RS256')
    t.strictSame(payload, {
      ...hosted,
      id: signedAssertionId('w1'),
      verification: { type: 'signed', creator: keyUrls.ob2 },
    })
    t.equal(ob2ShapeProblem(payload), undefined)
    t.equal(payload['expires'], '2028-01-05T10:00:00Z')
    t.equal(token, await signAssertion(hosted, tokenKey, where), 'the same each time')

    const uuid = /^urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/
    t.match(signedAssertionId('w1'), uuid)
    t.not(signedAssertionId('w1'), signedAssertionId('w2'))
  },
)

t.test('a status list has the bits of its indexes set, and no other', async (t) => {
  const ended = fc.uniqueArray(fc.nat(LIST_BITS - 1), { maxLength: 20 })
  fc.assert(
    fc.property(ended, fc.nat(LIST_BITS - 1), (indexes, other) => {
      const bits = decodeStatusList(encodeStatusList(indexes))
      if (bits === undefined) return false
      const all = indexes.every((index) => bitAt(bits, index) === true)
      return all && bitAt(bits, other) === indexes.includes(other)
    }),
    { numRuns: 50 },
  )
  const bits = decodeStatusList(encodeStatusList([0, 9, LIST_BITS - 1]))
  t.equal(bits?.length, LIST_BITS / 8)
  // Index 0 is the highest bit of the first byte.
  t.strictSame([bits?.[0], bits?.[1], bits?.at(-1)], [0x80, 0x40, 0x01])
  t.equal(bits && bitAt(bits, LIST_BITS), undefined)
  t.equal(bits && bitAt(bits, 2 ** 35), undefined)
  t.equal(bits && bitAt(bits, -1), undefined)
  t.equal(bits && bitAt(bits, 0.5), undefined)
  t.ok(encodeStatusList([]).length < 100, 'an empty list is short')
  for (const index of [-1, LIST_BITS, 1.5, Number.NaN]) {
    t.throws(() => encodeStatusList([index]), { code: 'bad-status-index' }, String(index))
  }
})

t.test('a list of others is read within limits, or not at all', async (t) => {
  const good = packed(LIST_BITS / 8)
  t.equal(decodeStatusList(`u${good}`)?.length, LIST_BITS / 8)
  t.equal(decodeStatusList(`u${packed(2 ** 21)}`)?.length, 2 ** 21)
  const broken: Readonly<Record<string, string>> = {
    nothing: '',
    'no multibase': good,
    'another multibase': `z${good}`,
    padded: `u${good}==`,
    'not gzip': `u${Buffer.from('hello').toString('base64url')}`,
    'cut off': `u${good.slice(0, 30)}`,
    'too short': `u${packed(LIST_BITS / 8 - 1)}`,
    'too large': `u${packed(2 ** 21 + 1)}`,
    'a bomb': `u${packed(2 ** 25)}`,
  }
  for (const [why, list] of Object.entries(broken)) t.equal(decodeStatusList(list), undefined, why)
})

t.test('the credential of a status list is of VC 2.0 alone, in the issuer’s name', async (t) => {
  const url = urls(publicUrl).statusList('l1')
  t.strictSame(writeStatusList({ url, ended: [3], since: issuedAt }, address), {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id: `${publicUrl}/status/l1`,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: { id: address.issuerDid },
    validFrom: '2026-01-05T10:00:00Z',
    credentialSubject: {
      id: `${publicUrl}/status/l1#list`,
      type: 'BitstringStatusList',
      statusPurpose: 'revocation',
      encodedList: encodeStatusList([3]),
    },
  })
})

/** So many empty bytes, packed. */
function packed(bytes: number): string {
  return gzipSync(Buffer.alloc(bytes)).toString('base64url')
}
