import { createHmac, createSign, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import type { CheckName } from '#src/credentials/badge-check.ts'
import { bakePng } from '#src/credentials/bake-png.ts'
import { didDocument } from '#src/credentials/did-document.ts'
import { writeEndorsement, writeOb2Endorsement } from '#src/credentials/endorsement.ts'
import { textAt, type JsonObject } from '#src/credentials/json.ts'
import type { IssuerKey } from '#src/credentials/keys.ts'
import {
  writeAssertion,
  writeBadgeClass,
  writeCryptographicKey,
  writeIssuer,
} from '#src/credentials/ob2.ts'
import { writeCredential } from '#src/credentials/ob3.ts'
import { writeRevocationList } from '#src/credentials/revocation-list.ts'
import { signAssertion } from '#src/credentials/signed-assertion.ts'
import { signCredential } from '#src/credentials/sign-credential.ts'
import { writeStatusList } from '#src/credentials/status-list.ts'
import { tokenJwk } from '#src/credentials/token-jwk.ts'
import { generateTokenKey } from '#src/credentials/token-key.ts'
import { urls } from '#src/credentials/urls.ts'
import { signToken } from '#src/credentials/vc-jwt.ts'
import { verifyBadge, type BadgeReport } from '#src/credentials/verify-badge.ts'
import { AWeb, aStranger, type Answered } from './a-web.ts'
import {
  aKey,
  anAchievement,
  anAddress,
  anAward,
  anEndorsement,
  anIssuer,
  aPicture,
  bytes,
  changed,
  issuedAt,
  publicUrl,
} from './an-award.ts'

// Another service awarded these badges: whoever checks them has only what it publishes.
const key = await aKey()
const otherKey = await aKey(9)
const tokenKey = await generateTokenKey()
const otherTokenKey = await generateTokenKey()
const address = anAddress(key)
const at = urls(publicUrl)
const did = address.issuerDid
const didUrl = `${publicUrl}/issuers/i1/did.json`
const keyUrls = at.key('i1', tokenKey.kid)
const listUrl = at.statusList('l1')
const status = { list: 'l1', index: 7 }

const site: Readonly<Record<string, Answered>> = {
  [didUrl]: { found: didDocument(did, [key.publicKeyMultibase], [tokenKey]) },
  [keyUrls.jwk]: { found: tokenJwk(tokenKey) },
  [keyUrls.ob2]: { found: writeCryptographicKey(tokenKey, 'i1', address) },
  [at.issuer('i1').page]: { why: 'other-type' },
  [at.issuer('i1').ob2]: { found: writeIssuer(anIssuer, address, [tokenKey.kid]) },
  [at.achievement('a1').ob2]: { found: writeBadgeClass(anAchievement, 'i1', address) },
  [at.achievement('a1').picture]: { found: aPicture() },
  [at.award('w1').ob2]: { found: writeAssertion(anAward(), address) },
  [at.revocations('i1')]: { found: writeRevocationList('i1', [], address) },
}

/** The site of the issuer, with some addresses answering otherwise. */
function web(change: Readonly<Record<string, Answered | undefined>> = {}): AWeb {
  const merged = Object.entries({ ...site, ...change })
  return new AWeb(
    Object.fromEntries(merged.flatMap(([url, one]) => (one ? [[url, one] as const] : []))),
  )
}

/** The checks that apply and did not pass, as `name: result reason`, less the recipient nobody asked about. */
function trouble({ checks }: BadgeReport): readonly string[] {
  return checks
    .filter(({ result }) => result !== 'passed' && result !== 'not-applicable')
    .filter(({ reason }) => reason !== 'recipient-not-asked')
    .map(({ check, result, reason }) => `${check}: ${result} ${reason}`)
}

function check({ checks }: BadgeReport, name: CheckName) {
  return checks.find(({ check }) => check === name)
}

function look(input: unknown, outside: AWeb | undefined = web()): Promise<BadgeReport> {
  return verifyBadge(input instanceof Uint8Array ? input : bytes(input), aStranger(outside))
}

async function credential(change: object = {}, by: IssuerKey = key) {
  return signCredential({ ...writeCredential(anAward(), address), ...change }, by, issuedAt)
}

const badge = await credential()
const schema = (id: string) => ({ id, type: '1EdTechJsonSchemaValidator2019' })

t.test('a badge of another service is valid when its issuer vouches for the key', async (t) => {
  const outside = web()
  const report = await look(badge, outside)
  t.match(report, { valid: true, verdict: 'valid', practice: false, format: 'ob3' })
  t.strictSame(trouble(report), [])
  t.match(check(report, 'issuer-key'), { reason: 'key-listed' })
  t.strictSame(
    outside.asked.toSorted(),
    [at.issuer('i1').page, didUrl],
    'and nothing else is fetched',
  )
})

t.test('what an issuer says of its keys has the last word', async (t) => {
  const document = didDocument(did, [key.publicKeyMultibase])
  const other = didDocument(did, [otherKey.publicKeyMultibase])
  const named = changed(JSON.parse(JSON.stringify(document)), 'verificationMethod.0.id', '#key-0')
  const cases: Readonly<Record<string, readonly [Answered | undefined, string, string]>> = {
    'another key': [{ found: other }, 'failed', 'key-not-listed'],
    'a key that is not for assertions': [
      { found: { ...document, assertionMethod: [] } },
      'not-checked',
      'issuer-without-keys',
    ],
    'a document about somebody else': [
      { found: { ...document, id: 'did:web:other.example' } },
      'not-checked',
      'issuer-without-keys',
    ],
    'a key under a relative name': [
      { found: { ...named, assertionMethod: ['#key-0'] } },
      'passed',
      'key-listed',
    ],
    'no document': [undefined, 'not-checked', 'unreachable'],
    'an address that is not visited': [
      { why: 'address-refused' },
      'not-checked',
      'address-refused',
    ],
    'a document that was taken back': [{ gone: {} }, 'not-checked', 'gone'],
    'a page': [{ found: '<html></html>' }, 'not-checked', 'document-unreadable'],
    'a trap': [{ found: '{"__proto__":{}}' }, 'not-checked', 'document-unreadable'],
  }
  for (const [name, [answered, result, reason]] of Object.entries(cases)) {
    const report = await look(badge, web({ [didUrl]: answered }))
    t.match(check(report, 'issuer-key'), { result, reason }, name)
    const verdict = { passed: 'valid', failed: 'not-valid' }[result] ?? 'not-checked'
    t.match(report, { verdict, valid: verdict === 'valid' }, name)
  }
})

t.test('a key of somebody else signs for nobody else', async (t) => {
  const forged = await look(await credential({}, otherKey))
  t.strictSame(trouble(forged), ['issuer-key: failed key-not-listed'])
  const stolen = changed(
    badge,
    'proof.0.verificationMethod',
    `did:web:evil.example#${key.publicKeyMultibase}`,
  )
  t.strictSame(trouble(await look(stolen)), [
    'signature: failed signature-broken',
    'issuer-key: failed key-of-another',
  ])
  const nowhere = anAward()
  const urn = {
    ...writeCredential(nowhere, {
      ...address,
      issuerDid: 'urn:uuid:0b5b2f5a-5a0e-4d7c-8d5d-1f2e3d4c5b6a',
    }),
  }
  const signed = await signCredential({ ...urn, issuer: { ...urn.issuer } }, key, issuedAt)
  t.match(await look(signed), { verdict: 'not-checked' })
})

t.test('ways of signing that are not checked here are not called false', async (t) => {
  const kinds = [
    { type: 'Ed25519Signature2020' },
    { cryptosuite: 'eddsa-2022' },
    { cryptosuite: 'ecdsa-rdfc-2019' },
    { cryptosuite: 'ecdsa-sd-2023' },
  ]
  for (const kind of kinds) {
    const report = await look({ ...badge, proof: [{ ...badge.proof[0], ...kind }] })
    t.match(report, { verdict: 'not-checked' }, JSON.stringify(kind))
    t.match(check(report, 'signature'), {
      result: 'not-checked',
      reason: 'proof-unsupported',
      needed: true,
    })
  }
  const invented = await look({ ...badge, proof: [{ ...badge.proof[0], cryptosuite: 'mine' }] })
  t.match(check(invented, 'signature'), { result: 'failed', reason: 'proof-unknown' })
  const contexts = [...badge['@context'], 'https://w3id.org/security/suites/ed25519-2020/v1']
  const unbundled = await look({ ...badge, '@context': contexts })
  t.match(unbundled, { verdict: 'not-checked' })
  t.match(check(unbundled, 'context'), { result: 'not-checked', reason: 'context-not-bundled' })
  const older = ['https://www.w3.org/2018/credentials/v1', ...badge['@context'].slice(1)]
  t.match(await look({ ...badge, '@context': older }), { verdict: 'not-checked' })
})

t.test('contexts that others bundle with their proofs are known', async (t) => {
  const contexts = [...badge['@context'], 'https://w3id.org/security/data-integrity/v2']
  t.match(await look(await credential({ '@context': contexts })), { verdict: 'valid' })
})

async function statusList(change: object = {}, by: IssuerKey = key, ended: readonly number[] = []) {
  const unsigned = writeStatusList({ url: listUrl, ended, since: issuedAt }, address)
  return signCredential({ ...unsigned, ...change }, by, issuedAt)
}

/** A list whose subject says something else. */
function listSaying(subject: object) {
  const { credentialSubject } = writeStatusList(
    { url: listUrl, ended: [], since: issuedAt },
    address,
  )
  return statusList({ credentialSubject: { ...Object(credentialSubject), ...subject } })
}

const listed = await credential({ ...writeCredential(anAward({ status }), address) })

t.test('a status list is believed only when its issuer signed it', async (t) => {
  const good = await statusList()
  const altered = changed(good, 'validFrom', '2026-01-05T10:00:01Z')
  const short = `u${gzipSync(Buffer.alloc(100)).toString('base64url')}`
  const otherIssuer = { id: 'did:web:other.example' }
  const cases: Readonly<Record<string, readonly [Answered | undefined, string, string]>> = {
    'a bit that is not set': [{ found: good }, 'passed', 'stands'],
    'a bit that is set': [{ found: await statusList({}, key, [7]) }, 'failed', 'revoked'],
    'a bit beside it': [{ found: await statusList({}, key, [6, 8]) }, 'passed', 'stands'],
    'another purpose': [
      { found: await listSaying({ statusPurpose: 'suspension' }) },
      'failed',
      'list-purpose',
    ],
    'too short': [{ found: await listSaying({ encodedList: short }) }, 'failed', 'list-too-short'],
    damaged: [{ found: await listSaying({ encodedList: 'uAAAA' }) }, 'failed', 'list-broken'],
    'another type': [
      { found: changed(good, 'credentialSubject.type', 'List') },
      'failed',
      'list-broken',
    ],
    unsigned: [{ found: { ...good, proof: undefined } }, 'failed', 'list-unsigned'],
    altered: [{ found: altered }, 'failed', 'list-altered'],
    expired: [
      { found: await statusList({ validUntil: '2026-01-20T00:00:00Z' }) },
      'failed',
      'list-out-of-date',
    ],
    'not yet valid': [
      { found: await statusList({ validFrom: '2027-01-01T00:00:00Z' }) },
      'failed',
      'list-out-of-date',
    ],
    'of another issuer': [
      { found: await statusList({ issuer: otherIssuer }) },
      'failed',
      'list-of-another',
    ],
    'of a key that is not listed': [
      { found: await statusList({}, otherKey) },
      'failed',
      'list-of-another',
    ],
    unreachable: [undefined, 'not-checked', 'unreachable'],
    'too slow': [{ why: 'too-slow' }, 'not-checked', 'too-slow'],
  }
  for (const [name, [answered, result, reason]] of Object.entries(cases)) {
    const report = await look(listed, web({ [listUrl]: answered }))
    t.match(check(report, 'status'), { result, reason }, name)
    const verdict = { passed: 'valid', failed: 'not-valid' }[result] ?? 'not-checked'
    t.match(report, { verdict }, name)
    t.equal(trouble(report).length, result === 'passed' ? 0 : 1, `${name}: nothing else`)
  }
})

t.test('a status that is not said properly is no status', async (t) => {
  const entry = Object(listed['credentialStatus'])
  const outside = web({ [listUrl]: { found: await statusList() } })
  const cases: readonly (readonly [object, string, string])[] = [
    [{ statusListIndex: '131072' }, 'failed', 'status-broken'],
    [{ statusListIndex: '-1' }, 'failed', 'status-broken'],
    [{ statusListCredential: undefined }, 'failed', 'status-broken'],
    [{ statusPurpose: 'message' }, 'not-checked', 'status-unsupported'],
    [{ statusSize: 2 }, 'not-checked', 'status-unsupported'],
    [{ type: 'StatusList2021Entry' }, 'not-checked', 'status-unsupported'],
  ]
  for (const [change, result, reason] of cases) {
    const kept = JSON.parse(JSON.stringify({ ...entry, ...change }))
    const said = await verifyBadge(bytes({ ...badge, credentialStatus: kept }), aStranger(outside))
    t.match(check(said, 'status'), { result, reason }, JSON.stringify(change))
    t.equal(said.valid, false)
  }
})

t.test('the list of revoked credentials of 1EdTech is read too', async (t) => {
  const url = 'https://badges.example.org/revoked'
  const extended = [...badge['@context'], 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json']
  const with1EdTech = await credential({
    '@context': extended,
    credentialStatus: { id: url, type: '1EdTechRevocationList' },
  })
  const revoked = [{ id: badge.id, revoked: true, revocationReason: 'erreur' }]
  const report = await look(with1EdTech, web({ [url]: { found: { revokedCredentials: revoked } } }))
  t.match(check(report, 'status'), {
    result: 'failed',
    reason: 'revoked',
    facts: { reason: 'erreur' },
  })
  const stands = await look(with1EdTech, web({ [url]: { found: { revokedCredentials: [] } } }))
  t.match(stands, { verdict: 'valid' })
  t.match(await look(with1EdTech), { verdict: 'not-checked' })
})

async function endorsement(change: object = {}, by: IssuerKey = key) {
  return signCredential({ ...writeEndorsement(anEndorsement(), address), ...change }, by, issuedAt)
}

t.test('every endorsement is looked at, wherever it is', async (t) => {
  const good = await endorsement()
  const elsewhere = Object(good['credentialSubject'])
  const until = { validUntil: '2026-01-20T00:00:00Z' }
  const cases: Readonly<Record<string, readonly [JsonObject, string, string]>> = {
    good: [good, 'passed', 'endorsements-hold'],
    'of another subject': [
      await endorsement({ credentialSubject: { ...elsewhere, id: 'https://other.example/1' } }),
      'failed',
      'endorsement-about-another',
    ],
    altered: [changed(good, 'name', 'Autre'), 'failed', 'endorsement-altered'],
    unsigned: [changed(good, 'proof', undefined), 'failed', 'endorsement-altered'],
    'by another key': [await endorsement({}, otherKey), 'failed', 'endorsement-altered'],
    expired: [await endorsement(until), 'failed', 'endorsement-out-of-date'],
    'without a name': [changed(good, 'name', undefined), 'failed', 'endorsement-broken'],
    'with contexts swapped': [
      changed(good, '@context', good['@context'].toReversed()),
      'failed',
      'endorsement-broken',
    ],
  }
  for (const [name, [given, result, reason]] of Object.entries(cases)) {
    const report = await look(await credential({ endorsement: [given] }))
    t.match(check(report, 'endorsements'), { result, reason }, name)
  }
  const { credentialSubject } = badge
  const achievement = Object(Reflect.get(Object(credentialSubject), 'achievement'))
  const deep = {
    ...Object(credentialSubject),
    achievement: { ...achievement, endorsement: [changed(good, 'name', 'Autre')] },
  }
  t.match(check(await look(await credential({ credentialSubject: deep })), 'endorsements'), {
    reason: 'endorsement-altered',
    facts: { where: 'credentialSubject.achievement.endorsement.0' },
  })
})

t.test('an endorsement whose author cannot be placed is not shown as good', async (t) => {
  const theirs = anAddress(otherKey, 'https://other.example')
  const given = await signCredential(
    {
      ...writeEndorsement(anEndorsement(), theirs),
      credentialSubject: Object(await endorsement())['credentialSubject'],
    },
    otherKey,
    issuedAt,
  )
  const report = await look(await credential({ endorsement: [given] }))
  t.match(check(report, 'endorsements'), {
    result: 'not-checked',
    reason: 'endorsements-unvouched',
  })
  t.match(report, { verdict: 'valid' }, 'the badge itself is as genuine as before')
})

const token = await signToken(badge, tokenKey, keyUrls.jwk)
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const payloadOf = (compact: string): JsonObject =>
  JSON.parse(Buffer.from(compact.split('.')[1] ?? '', 'base64url').toString('utf8'))

function tokenWith(header: object, payload: object, by = tokenKey.privatePem): string {
  const signed = `${part(header)}.${part(payload)}`
  return `${signed}.${createSign('sha256').update(signed).sign(by, 'base64url')}`
}

t.test('a VC-JWT is valid when its key is on the site of its issuer', async (t) => {
  const outside = web()
  const report = await look(token, outside)
  t.match(report, { valid: true, format: 'ob3', found: { name: 'Travail en équipe' } })
  t.strictSame(trouble(report), [])
  t.match(check(report, 'issuer-key'), { reason: 'key-same-site' })
  t.match(check(report, 'token'), { result: 'passed', reason: 'token-holds' })
  const baked = bakePng(aPicture(), { openbadgecredential: token })
  t.match(await look(baked), { valid: true })
})

t.test('the algorithm is the key’s, never the token’s', async (t) => {
  const header = { alg: 'RS256', typ: 'JWT', kid: keyUrls.jwk }
  const payload = payloadOf(token)
  const unsigned = `${part({ ...header, alg: 'none' })}.${part(payload)}`
  const hmac = `${part({ ...header, alg: 'HS256' })}.${part(payload)}`
  const forged = createHmac('sha256', tokenKey.publicPem).update(hmac).digest('base64url')
  const [head, body, signature = ''] = token.split('.')
  const turned = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
  const cases: Readonly<Record<string, readonly [string, CheckName, string]>> = {
    none: [`${unsigned}.AA`, 'token', 'token-algorithm'],
    'HS256 with the public key': [`${hmac}.${forged}`, 'token', 'token-algorithm'],
    PS256: [tokenWith({ ...header, alg: 'PS256' }, payload), 'token', 'token-algorithm'],
    'ES256 with an RSA key': [
      tokenWith({ ...header, alg: 'ES256' }, payload),
      'token',
      'token-algorithm',
    ],
    crit: [tokenWith({ ...header, crit: ['x'], x: 1 }, payload), 'token', 'token-header'],
    'a further header': [
      tokenWith({ ...header, jku: 'https://x.example' }, payload),
      'token',
      'token-header',
    ],
    'another type': [tokenWith({ ...header, typ: 'vc+jwt' }, payload), 'token', 'token-header'],
    'an altered signature': [`${head}.${body}.${turned}`, 'signature', 'signature-broken'],
    'another body': [
      `${head}.${part({ ...payload, name: 'Autre' })}.${signature}`,
      'signature',
      'signature-broken',
    ],
  }
  for (const [name, [input, failing, reason]] of Object.entries(cases)) {
    const report = await look(input)
    t.match(report, { verdict: 'not-valid' }, name)
    const failed = report.checks.filter(({ result }) => result === 'failed')
    t.match(failed, [{ check: failing, reason }], name)
    t.equal(failed.length, 1, `${name}: for no other reason`)
  }
})

t.test('registered claims are equal to the values of the credential', async (t) => {
  const header = { alg: 'RS256', typ: 'JWT', kid: keyUrls.jwk }
  const payload = payloadOf(token)
  const wrong: Readonly<Record<string, unknown>> = {
    iss: 'did:web:other.example',
    jti: 'urn:uuid:1',
    sub: 'urn:uuid:2',
    nbf: 1,
    exp: 4_000_000_000,
  }
  for (const [claim, value] of Object.entries(wrong)) {
    const report = await look(tokenWith(header, { ...payload, [claim]: value }))
    t.strictSame(trouble(report), ['token: failed token-claims'], claim)
    t.match(check(report, 'token'), { facts: { where: claim } })
  }
  const { sub: _sub, ...missing } = payload
  t.strictSame(trouble(await look(tokenWith(header, missing))), ['token: failed token-claims'])
})

t.test('a token is written exactly as the standard says', async (t) => {
  for (const input of [`${token}\n`, ` ${token}`, token.replace('.', ' .')]) {
    const report = await look(input)
    t.match(report, { verdict: 'not-valid', checks: [{ check: 'readable', result: 'failed' }] })
  }
  const [head, body, signature = ''] = token.split('.')
  const loose = `${head}.${body}.${signature.slice(0, -1)}${signature.endsWith('A') ? 'B' : String.fromCodePoint((signature.codePointAt(signature.length - 1) ?? 65) + 1)}`
  t.not(loose, token)
  t.equal((await look(loose)).valid, false, 'bits that stand for nothing are refused')
})

t.test('a key that a token brings along is believed only when its issuer lists it', async (t) => {
  const payload = payloadOf(token)
  const jwk = tokenJwk(tokenKey)
  const theirs = tokenJwk(otherTokenKey)
  const brought = tokenWith({ alg: 'RS256', typ: 'JWT', jwk }, payload)
  t.match(check(await look(brought), 'issuer-key'), { result: 'passed', reason: 'key-listed' })
  const forged = tokenWith(
    { alg: 'RS256', typ: 'JWT', jwk: theirs },
    payload,
    otherTokenKey.privatePem,
  )
  const report = await look(forged)
  t.strictSame(trouble(report), ['issuer-key: failed key-not-listed'])
  t.match(report, { verdict: 'not-valid' })

  const noDid = web({ [didUrl]: undefined })
  t.match(check(await look(brought, noDid), 'issuer-key'), {
    result: 'not-checked',
    reason: 'unreachable',
  })
  const set = {
    [didUrl]: undefined,
    [`${publicUrl}/.well-known/jwks.json`]: { found: { keys: [jwk] } },
  }
  t.match(check(await look(brought, web(set)), 'issuer-key'), { reason: 'unreachable' })
  const id = 'did:web:badges.example.org'
  const ofHost = { ...payload, iss: id, issuer: { ...Object(payload['issuer']), id } }
  const byHost = tokenWith({ alg: 'RS256', typ: 'JWT', jwk }, ofHost)
  t.match(check(await look(byHost, web(set)), 'issuer-key'), {
    result: 'passed',
    reason: 'key-listed',
  })

  const alone = await verifyBadge(bytes(brought), aStranger())
  t.match(alone, { verdict: 'not-checked' })
  t.match(check(alone, 'signature'), { result: 'passed' })
  t.match(check(alone, 'issuer-key'), {
    result: 'not-checked',
    reason: 'key-unvouched',
    needed: true,
  })
  const leak = tokenWith({ alg: 'RS256', typ: 'JWT', jwk: { ...jwk, d: 'AQAB' } }, payload)
  t.match(check(await look(leak), 'token'), { reason: 'token-header', facts: { where: 'jwk.d' } })
})

t.test('a key on another site is not the issuer’s by itself', async (t) => {
  const kid = 'https://evil.example/key.json'
  const forged = tokenWith(
    { alg: 'RS256', typ: 'JWT', kid },
    payloadOf(token),
    otherTokenKey.privatePem,
  )
  const report = await look(forged, web({ [kid]: { found: tokenJwk(otherTokenKey) } }))
  t.strictSame(trouble(report), ['issuer-key: failed key-not-listed'])
  const neighbour = at.key('i2', otherTokenKey.kid).jwk
  const tenant = tokenWith(
    { alg: 'RS256', typ: 'JWT', kid: neighbour },
    payloadOf(token),
    otherTokenKey.privatePem,
  )
  t.strictSame(
    trouble(await look(tenant, web({ [neighbour]: { found: tokenJwk(otherTokenKey) } }))),
    ['issuer-key: failed key-not-listed'],
    'nor one of another issuer on the same host',
  )
  const unreached = await look(forged)
  t.match(unreached, { verdict: 'not-checked' })
  t.match(check(unreached, 'signature'), { reason: 'key-unreachable' })
})

t.test('ES256 and a key in the issuer’s own document are read too', async (t) => {
  const pair: { privateKey: KeyObject; publicKey: KeyObject } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
  })
  const jwk = pair.publicKey.export({ format: 'jwk' })
  const method = { id: `${did}#ec`, type: 'JsonWebKey', controller: did, publicKeyJwk: jwk }
  const document = { id: did, verificationMethod: [method], assertionMethod: [method.id] }
  const signed = `${part({ alg: 'ES256', typ: 'JWT', kid: method.id })}.${part(payloadOf(token))}`
  const signature = sign('sha256', Buffer.from(signed), {
    key: pair.privateKey,
    dsaEncoding: 'ieee-p1363',
  })
  const input = `${signed}.${signature.toString('base64url')}`
  const report = await look(input, web({ [didUrl]: { found: document } }))
  t.match(report, { verdict: 'valid' })
})

t.test('a token of ours needs no network, and a forged one fails', async (t) => {
  const ours = {
    ...aStranger(),
    baseUrl: publicUrl,
    findTokenKeys: async (issuer: string) =>
      issuer === did ? [{ ...keyUrls, publicPem: tokenKey.publicPem }] : undefined,
    findAward: async (id: string) =>
      id === badge.id
        ? { status: 'valid' as const, credential: JSON.stringify(badge), assertion: '{}' }
        : undefined,
  }
  const report = await verifyBadge(bytes(token), ours)
  t.match(report, { valid: true })
  t.match(check(report, 'same-as-published'), { reason: 'published-same' })
  const jwk = tokenJwk(otherTokenKey)
  const forged = tokenWith(
    { alg: 'RS256', typ: 'JWT', jwk },
    payloadOf(token),
    otherTokenKey.privatePem,
  )
  t.strictSame(trouble(await verifyBadge(bytes(forged), ours)), [
    'issuer-key: failed key-not-listed',
  ])
})

const assertion = writeAssertion(anAward(), address)

t.test('a hosted assertion is what its address answers', async (t) => {
  const report = await look(assertion)
  t.match(report, {
    valid: true,
    format: 'ob2',
    found: { name: 'Travail en équipe', issuer: 'Association Exemple' },
  })
  t.strictSame(trouble(report), [])
  const hosted = at.award('w1').ob2
  const gone = { id: hosted, revoked: true, revocationReason: 'erreur' }
  const cases: Readonly<Record<string, readonly [Answered | undefined, readonly string[]]>> = {
    different: [
      { found: { ...assertion, narrative: 'Autre' } },
      ['hosted: failed hosted-different'],
    ],
    'taken back': [{ gone }, ['hosted: not-checked hosted-withdrawn', 'status: failed revoked']],
    'said to be revoked': [
      { found: { ...assertion, ...gone } },
      ['hosted: not-checked hosted-withdrawn', 'status: failed revoked'],
    ],
    unreachable: [
      undefined,
      ['hosted: not-checked unreachable', 'status: not-checked unreachable'],
    ],
  }
  for (const [name, [answered, expected]] of Object.entries(cases)) {
    const changedReport = await look(assertion, web({ [hosted]: answered }))
    t.strictSame(trouble(changedReport), expected, name)
    const failed = expected.some((line) => line.includes('failed'))
    t.match(changedReport, { verdict: failed ? 'not-valid' : 'not-checked' }, name)
  }
  t.match(check(await look(assertion, web({ [hosted]: { gone } })), 'status'), {
    facts: { reason: 'erreur' },
  })
})

t.test('an address speaks for an issuer only where the issuer says so', async (t) => {
  const id = 'https://evil.example/1.json'
  const copied = { ...assertion, id }
  const profile = writeIssuer(anIssuer, address)
  const inScope = (verification: object | undefined, one: JsonObject = copied) =>
    look(
      one,
      web({
        [textAt(one, 'id') ?? '']: { found: one },
        [at.issuer('i1').ob2]: {
          found: verification ? { ...profile, verification } : profile,
        },
      }),
    )
  t.strictSame(trouble(await inScope(undefined)), ['hosted: failed hosted-out-of-scope'])
  t.match(await inScope({ allowedOrigins: 'evil.example' }), { valid: true })
  t.match(await inScope({ allowedOrigins: ['badges.example.org', 'evil.example'] }), {
    valid: true,
  })
  t.strictSame(trouble(await inScope({ startsWith: `${publicUrl}/other` }, assertion)), [
    'hosted: failed hosted-out-of-scope',
  ])
  t.match(await inScope({ startsWith: [publicUrl, 'https://x.example'] }, assertion), {
    valid: true,
  })
  for (const refused of ['localhost', 'evil.example:8443']) {
    t.match(trouble(await inScope({ allowedOrigins: refused })), [
      'issuer-profile: failed profile-broken',
    ])
  }
  // Written inside the assertion, a profile of somebody else is not believed.
  const inside = { ...profile, verification: { allowedOrigins: ['evil.example'] } }
  const badgeInside = { ...writeBadgeClass(anAchievement, 'i1', address), issuer: inside }
  t.strictSame(trouble(await inScope(undefined, { ...copied, badge: badgeInside })), [
    'hosted: failed hosted-out-of-scope',
  ])
})

t.test('the documents that an assertion leads to follow the standard too', async (t) => {
  const profile = writeIssuer(anIssuer, address)
  const badgeClass = writeBadgeClass(anAchievement, 'i1', address)
  const ofClass = (path: string, value: unknown) =>
    web({ [at.achievement('a1').ob2]: { found: changed(badgeClass, path, value) } })
  const ofIssuer = (path: string, value: unknown) =>
    web({ [at.issuer('i1').ob2]: { found: changed(profile, path, value) } })
  const cases: readonly (readonly [AWeb, CheckName, string])[] = [
    [ofClass('name', undefined), 'badge-class', 'name'],
    [ofClass('image', 'data:text/html,x'), 'badge-class', 'image'],
    [ofClass('@language', 'not a language'), 'badge-class', '@language'],
    [ofClass('criteria', {}), 'criteria', 'criteria'],
    [ofClass('alignment', [{ targetName: 'x' }]), 'criteria', 'alignment'],
    [ofIssuer('email', 'nobody'), 'issuer-profile', 'email'],
    [ofIssuer('telephone', 'call me'), 'issuer-profile', 'telephone'],
    [ofIssuer('url', 'www.example.org'), 'issuer-profile', 'url'],
    [ofIssuer('type', 'Person'), 'issuer-profile', 'type'],
    [web({ [at.achievement('a1').picture]: { found: 'not a picture' } }), 'image', ''],
  ]
  for (const [outside, name, where] of cases) {
    const report = await look(assertion, outside)
    t.match(
      check(report, name),
      { result: 'failed', ...(where ? { facts: { where } } : {}) },
      `${name} ${where}`,
    )
    t.equal(report.valid, false)
  }
  const own: readonly (readonly [string, unknown])[] = [
    ['recipient.hashed', undefined],
    ['recipient.identity', 'ana@example.org'],
    ['recipient', { type: 'email', hashed: false, identity: 'ana' }],
    ['recipient', { type: 'telephone', hashed: false, identity: 'ana' }],
    ['issuedOn', '2026-01-05'],
    ['badge', 'did:web:example.org'],
    ['image', 'data:image/png;base64,AAAA'],
    ['@language', 'x y'],
    ['version', {}],
  ]
  for (const [path, value] of own) {
    const broken = changed(assertion, path, value)
    const report = await look(broken, web({ [at.award('w1').ob2]: { found: broken } }))
    t.match(check(report, 'shape'), { result: 'failed', reason: 'shape-broken' }, path)
    t.equal(report.valid, false, path)
  }
})

t.test('dates of an assertion are looked at', async (t) => {
  const cases: readonly (readonly [object, string])[] = [
    [{ issuedOn: '2027-01-01T00:00:00Z' }, 'not-yet-valid'],
    [{ expires: '2026-01-20T00:00:00Z' }, 'expired'],
    [{ expires: '2025-01-01T00:00:00Z' }, 'dates-out-of-order'],
  ]
  for (const [change, reason] of cases) {
    const dated = { ...assertion, ...change }
    const report = await look(dated, web({ [at.award('w1').ob2]: { found: dated } }))
    t.strictSame(trouble(report), [`dates: failed ${reason}`])
  }
})

const signedOptions = { awardId: 'w1', keyUrl: keyUrls.ob2 }

t.test('a signed assertion is checked with the key its issuer publishes', async (t) => {
  const signed = await signAssertion(assertion, tokenKey, signedOptions)
  const report = await look(signed)
  t.match(report, { valid: true, format: 'ob2' })
  t.strictSame(trouble(report), [])
  t.match(await look(bakePng(aPicture(), { openbadges: signed })), { valid: true })

  const revoked = writeRevocationList('i1', [{ awardId: 'w1', reason: 'erreur' }], address)
  const cryptographic = writeCryptographicKey(tokenKey, 'i1', address)
  const forged = await signAssertion(assertion, otherTokenKey, signedOptions)
  const profile = writeIssuer(anIssuer, address, [tokenKey.kid])
  const hmac = `${part({ alg: 'HS256' })}.${part(payloadOf(signed))}`
  const hmacSignature = createHmac('sha256', tokenKey.publicPem).update(hmac).digest('base64url')
  const cases: Readonly<Record<string, readonly [string, AWeb, readonly string[]]>> = {
    revoked: [
      signed,
      web({ [at.revocations('i1')]: { found: revoked } }),
      ['status: failed revoked'],
    ],
    'list unreachable': [
      signed,
      web({ [at.revocations('i1')]: undefined }),
      ['status: not-checked unreachable'],
    ],
    'by another key': [forged, web(), ['signature: failed signature-broken']],
    'a key of another owner': [
      signed,
      web({ [keyUrls.ob2]: { found: { ...cryptographic, owner: 'https://other.example' } } }),
      ['issuer-key: failed key-of-another'],
    ],
    'a key that the issuer does not list': [
      signed,
      web({ [at.issuer('i1').ob2]: { found: { ...profile, publicKey: 'https://x.example/k' } } }),
      ['issuer-key: failed key-not-listed'],
    ],
    'key unreachable': [
      signed,
      web({ [keyUrls.ob2]: undefined }),
      ['signature: not-checked key-unreachable', 'issuer-key: not-checked unreachable'],
    ],
    'HS256 with the public key': [
      `${hmac}.${hmacSignature}`,
      web(),
      [
        'token: failed token-algorithm',
        'signature: not-checked earlier-check-failed',
        'issuer-key: not-checked earlier-check-failed',
      ],
    ],
  }
  for (const [name, [input, outside, expected]] of Object.entries(cases)) {
    const one = await look(input, outside)
    t.strictSame(trouble(one), expected, name)
    const failed = expected.some((line) => line.includes('failed '))
    t.match(one, { verdict: failed ? 'not-valid' : 'not-checked', valid: false }, name)
  }
  const naked = { ...assertion, verification: { type: 'signed', creator: keyUrls.ob2 } }
  t.match(check(await look(naked), 'signature'), { result: 'failed', reason: 'no-proof' })
})

t.test('endorsements of OB 2.0 are fetched and looked at', async (t) => {
  const given = writeOb2Endorsement(anEndorsement(), address)
  const url = at.endorsement('e1').ob2
  const endorsed = { ...assertion, endorsement: [url] }
  const outcome = async (answered: Answered | undefined) => {
    const outside = web({ [at.award('w1').ob2]: { found: endorsed }, [url]: answered })
    const { result, reason } = check(await look(endorsed, outside), 'endorsements') ?? {}
    return `${result} ${reason}`
  }
  t.equal(await outcome({ found: given }), 'passed endorsements-hold')
  t.equal(await outcome(undefined), 'not-checked unreachable')
  t.equal(await outcome({ found: changed(given, 'claim', undefined) }), 'failed endorsement-broken')
  t.equal(
    await outcome({ found: changed(given, 'claim.id', 'https://other.example/1') }),
    'failed endorsement-about-another',
  )
  t.equal(
    await outcome({ found: changed(given, 'issuedOn', '2027-01-01T00:00:00Z') }),
    'failed endorsement-out-of-date',
  )
})

t.test('an address is followed once, and what lies there is checked', async (t) => {
  const url = at.award('w1').ob2
  t.match(await look(url), { valid: true, format: 'ob2' })
  t.match(await look(bakePng(aPicture(), { openbadges: url })), { valid: true, format: 'ob2' })
  const both = bakePng(aPicture(), { openbadges: url, openbadgecredential: JSON.stringify(badge) })
  t.match(await look(both), { valid: true, format: 'ob3' })
  const gone = { revoked: true, revocationReason: 'erreur' }
  t.match(await look(url, web({ [url]: { gone } })), {
    verdict: 'not-valid',
    checks: [{ check: 'status', result: 'failed', reason: 'revoked', facts: { reason: 'erreur' } }],
  })
  t.match(await look(url, web({ [url]: undefined })), {
    verdict: 'not-checked',
    checks: [{ check: 'readable', result: 'not-checked', reason: 'unreachable' }],
  })
  const round = await look(url, web({ [url]: { found: url } }))
  t.match(round, { verdict: 'not-valid', checks: [{ reason: 'text-only-a-link' }] })
})

t.test('nobody makes us fetch more than a dozen documents', async (t) => {
  const outside = web()
  const many = Array.from({ length: 40 }, (_, at) => `https://victim.example/${at}`)
  const greedy = { ...assertion, endorsement: many }
  const report = await verifyBadge(bytes(greedy), aStranger(outside))
  t.equal(outside.asked.length, 12)
  t.equal(report.valid, false)
  t.equal(new Set(outside.asked).size, 12, 'and none twice')
})

t.test(
  'newer versions, further rules and pages are worth knowing and decide nothing',
  async (t) => {
    const extended = [
      ...badge['@context'],
      'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json',
    ]
    const refresh = 'https://badges.example.org/refresh'
    const official =
      'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json'
    const made = await credential({
      '@context': extended,
      credentialSchema: [schema(official)],
      refreshService: { id: refresh, type: '1EdTechCredentialRefresh' },
    })
    const same = await look(made, web({ [refresh]: { found: made } }))
    t.match(check(same, 'refresh'), { reason: 'refresh-same' })
    t.match(check(same, 'inline-schema'), { reason: 'schema-official' })
    t.match(same, { verdict: 'valid' })
    const newer = await look(made, web({ [refresh]: { found: badge } }))
    t.match(check(newer, 'refresh'), { result: 'not-checked', reason: 'refresh-newer' })
    t.match(
      await look(made),
      { verdict: 'valid' },
      'a service that does not answer is none of the badge’s fault',
    )
    const foreign = await credential({
      '@context': extended,
      credentialSchema: [schema('https://x.example/schema.json')],
    })
    t.match(check(await look(foreign), 'inline-schema'), {
      result: 'not-checked',
      reason: 'schema-foreign',
    })
  },
)

// A signature covers statements, not the way they are written: what is said of the badge under another name, or in another place,
// is as signed as before, and no reader of JSON sees it.
t.test('what takes a badge back cannot be hidden from whoever reads it', async (t) => {
  const revoked = web({ [listUrl]: { found: await statusList({}, key, [7]) } })
  t.match(trouble(await look(listed, revoked)), ['status: failed revoked'])
  const { credentialStatus, ...rest } = listed
  const renamed = {
    ...rest,
    'https://www.w3.org/2018/credentials#credentialStatus': credentialStatus,
  }
  t.match(await look(renamed, revoked), { verdict: 'not-valid' }, 'under its full name')

  const given = await endorsement()
  const ending = {
    ...writeCredential(anAward({ status }), address),
    validUntil: '2026-01-20T00:00:00Z',
    endorsement: [given],
  }
  const {
    validUntil,
    credentialStatus: entry,
    ...made
  } = await signCredential(ending, key, issuedAt)
  const subject = {
    ...Object(given['credentialSubject']),
    type: ['EndorsementSubject', 'VerifiableCredential'],
    validUntil,
    credentialStatus: entry,
  }
  const inside = { ...given, credentialSubject: subject }
  t.match(await look({ ...made, endorsement: [inside] }, revoked), { verdict: 'not-valid' })
  const away = { 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsement': [inside] }
  t.match(
    await look({ ...made, endorsement: undefined, ...away }, revoked),
    { verdict: 'not-valid' },
    'in an endorsement under its full name',
  )
  const link = Object(listed['credentialSubject'])
  const related = { id: listed.id, type: 'VerifiableCredential', credentialStatus }
  t.match(await look({ ...rest, credentialSubject: { ...link, related } }, revoked), {
    verdict: 'not-valid',
  })
})

t.test('a beginning that an issuer allows cannot be left again on the way', async (t) => {
  const profile = writeIssuer(anIssuer, address)
  const verification = { startsWith: `${publicUrl}/awards/` }
  for (const path of ['awards/../uploads/1.json', 'awards/%2e%2e/uploads/1.json']) {
    const copied = { ...assertion, id: `${publicUrl}/${path}` }
    const outside = web({
      [copied.id]: { found: copied },
      [at.issuer('i1').ob2]: { found: { ...profile, verification } },
    })
    t.strictSame(trouble(await look(copied, outside)), ['hosted: failed hosted-out-of-scope'], path)
  }
})

t.test('a key that a host lists for another of its tenants signs for nobody else', async (t) => {
  const payload = payloadOf(token)
  const jwk = tokenJwk(otherTokenKey)
  const header = { alg: 'RS256', typ: 'JWT', kid: at.key('i2', otherTokenKey.kid).jwk }
  const outside = web({
    [header.kid]: { found: jwk },
    [`${publicUrl}/.well-known/jwks.json`]: { found: { keys: [tokenJwk(tokenKey), jwk] } },
  })
  const forged = tokenWith(header, payload, otherTokenKey.privatePem)
  t.match(await look(forged, outside), { verdict: 'not-valid' })
})

t.test('nobody vouches for whoever endorses with a key of his own making', async (t) => {
  const stranger = `did:key:${otherKey.publicKeyMultibase}`
  const unsigned = writeEndorsement(anEndorsement(), { ...address, issuerDid: stranger })
  const given = await signCredential(unsigned, otherKey, issuedAt)
  const report = await look(await credential({ endorsement: [given] }))
  t.match(check(report, 'endorsements'), {
    result: 'not-checked',
    reason: 'endorsements-unvouched',
  })
})

const sentOn = (id: string) => `${publicUrl}/go?to=${encodeURIComponent(id)}`

t.test('a site that sends everybody on anywhere has not said what is written there', async (t) => {
  const from = 'https://evil.example/1.json'
  const copied = { ...assertion, id: sentOn(from) }
  const told = { result: 'not-checked', reason: 'other-answer' }
  const hosted = await look(copied, web({ [copied.id]: { found: copied, from } }))
  t.match(hosted, { verdict: 'not-checked' })
  t.match(check(hosted, 'hosted'), told)
  const moved = web({ [copied.id]: { found: copied, from: `${publicUrl}/1.json` } })
  t.match(await look(copied, moved), { verdict: 'valid' }, 'within the site it may')

  const kid = sentOn('https://evil.example/k.json')
  const id = 'did:web:badges.example.org'
  const payload = payloadOf(token)
  const ofHost = { ...payload, iss: id, issuer: { ...Object(payload['issuer']), id } }
  const forged = tokenWith({ alg: 'RS256', typ: 'JWT', kid }, ofHost, otherTokenKey.privatePem)
  const keys = web({
    [kid]: { found: tokenJwk(otherTokenKey), from: 'https://evil.example/k.json' },
  })
  t.match(await look(forged, keys), { verdict: 'not-checked' })

  const issuer = sentOn('https://evil.example/issuer.json')
  const profile = {
    ...writeIssuer(anIssuer, address),
    id: issuer,
    verification: { allowedOrigins: 'evil.example' },
  }
  const mine = { ...assertion, id: from, badge: 'https://evil.example/class.json' }
  const posing = web({
    [from]: { found: mine },
    [mine.badge]: {
      found: { ...writeBadgeClass(anAchievement, 'i1', address), id: mine.badge, issuer },
    },
    [issuer]: { found: profile, from: 'https://evil.example/issuer.json' },
  })
  t.match(check(await look(mine, posing), 'issuer-profile'), told)
})

t.test('what a stranger signs under an address of ours was never issued here', async (t) => {
  const signed = payloadOf(await signAssertion(assertion, tokenKey, signedOptions))
  const id = 'https://ours.example/awards/w1.ob2.json'
  const posing = tokenWith({ alg: 'RS256' }, { ...signed, id })
  const published = { credential: JSON.stringify(badge), assertion: JSON.stringify(assertion) }
  for (const award of [undefined, { ...published, status: 'valid' as const }]) {
    const ours = { ...aStranger(web()), baseUrl: 'https://ours.example' }
    const report = await verifyBadge(bytes(posing), { ...ours, findAward: async () => award })
    t.strictSame(trouble(report), ['hosted: failed never-issued'])
  }
})

t.test('an endorsement that lies nowhere is vouched for by nobody', async (t) => {
  const ministry = { ...writeIssuer(anIssuer, address), id: 'urn:uuid:2', name: 'Ministère' }
  const given = writeOb2Endorsement(anEndorsement(), address)
  const endorsed = { ...assertion, endorsement: [{ ...given, id: 'urn:uuid:1', issuer: ministry }] }
  const outside = web({ [at.award('w1').ob2]: { found: endorsed } })
  t.match(check(await look(endorsed, outside), 'endorsements'), {
    result: 'not-checked',
    reason: 'endorsements-unvouched',
  })
})
