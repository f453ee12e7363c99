import * as fc from 'fast-check'
import t from 'tap'
import type { Known } from '#src/credentials/badge-check.ts'
import { bakePng } from '#src/credentials/bake-png.ts'
import type { IssuerKey } from '#src/credentials/keys.ts'
import { writeCredential } from '#src/credentials/ob3.ts'
import { ob3ShapeProblem } from '#src/credentials/ob3-shape.ts'
import { signCredential } from '#src/credentials/sign-credential.ts'
import { verifyBadge, type BadgeReport } from '#src/credentials/verify-badge.ts'
import { checks as en } from '#src/texts/en/checks.ts'
import { checks as fr } from '#src/texts/fr/checks.ts'
import {
  aBadge,
  aGroup,
  aKey,
  anAddress,
  anAward,
  aPerson,
  aPicture,
  bytes,
  changed,
  issuedAt,
  now,
} from './an-award.ts'

const badge = await aBadge()
const unasked = 'recipient: not-checked recipient-not-asked'

/** A service that made no award and knows no issuer. */
const stranger: Known = {
  now,
  findAward: async () => undefined,
  findIssuerKeys: async () => undefined,
}

/** The checks that apply and did not pass, as `name: result reason`. */
function trouble({ checks }: BadgeReport): readonly string[] {
  return checks
    .filter(({ result }) => result !== 'passed' && result !== 'not-applicable')
    .map(({ check, result, reason }) => `${check}: ${result} ${reason}`)
}

/** The checks without which the badge could not be called valid. */
function neededBy({ checks }: BadgeReport): readonly string[] {
  return checks.filter(({ needed }) => needed === true).map(({ check }) => check)
}

/** A credential that says something else and is properly signed so, under its own id. */
async function signedWith(change: object, key: IssuerKey = badge.key) {
  const unsigned = { ...writeCredential(anAward({ id: 'w2' }), badge.address), ...change }
  return bytes(await signCredential(unsigned, key, issuedAt))
}

t.test('a picture of ours holds both versions, and both hold', async (t) => {
  const report = await verifyBadge(badge.png, badge.known)
  t.match(report, { valid: true, verdict: 'valid', practice: false, format: 'ob3' })
  t.strictSame(trouble(report), [unasked, unasked])
  t.match(report.found, {
    name: 'Travail en équipe',
    issuer: 'Association Exemple',
    issuedAt: '2026-01-05T10:00:00Z',
    id: badge.credential.id,
  })
})

t.test('the JSON of either version is enough, blanks and order aside', async (t) => {
  const turned = Object.fromEntries(Object.entries(badge.credential).toReversed())
  const ob3 = await verifyBadge(bytes(JSON.stringify(turned, null, 2)), badge.known)
  t.match(ob3, { valid: true, format: 'ob3' })
  const ob2 = await verifyBadge(bytes(badge.assertion), badge.known)
  t.match(ob2, { valid: true, format: 'ob2', found: { name: 'Travail en équipe' } })
  t.strictSame(trouble(ob2), [unasked])
})

t.test('badges for a group and for its members hold too', async (t) => {
  const member = { ...aPerson, group: { id: 'g1', name: aGroup.name, awardId: 'w0' } }
  const { email: _email, ...unnamed } = aPerson
  for (const recipient of [aGroup, member, unnamed]) {
    const one = await aBadge({ recipient })
    t.match(await verifyBadge(one.png, one.known), { valid: true })
  }
})

t.test('a practice badge is well signed, and nobody vouches for its signer', async (t) => {
  const practice = await aBadge({}, 'http://127.0.0.1:3000')
  const report = await verifyBadge(practice.png, practice.known)
  t.match(report, { valid: true, practice: true })
  t.ok(trouble(report).includes('issuer-key: not-checked practice-key'))
})

t.test('nothing unknown is shown as passed', async (t) => {
  const ob3 = await verifyBadge(bytes(badge.credential), stranger)
  t.equal(ob3.valid, false, 'anybody can write the name of an issuer before a key of his own')
  t.equal(ob3.verdict, 'not-checked')
  t.strictSame(trouble(ob3), [
    'issuer-page: not-checked no-network',
    'issuer-key: not-checked issuer-elsewhere',
    unasked,
  ])
  t.strictSame(neededBy(ob3), ['issuer-key'])
  const ob2 = await verifyBadge(bytes(badge.assertion), stranger)
  t.match(ob2, { valid: false, verdict: 'not-checked' })
  t.strictSame(trouble(ob2), [
    'badge-class: not-checked no-network',
    'criteria: not-checked earlier-check-failed',
    'issuer-profile: not-checked earlier-check-failed',
    'image: not-checked earlier-check-failed',
    'hosted: not-checked no-network',
    'status: not-checked no-network',
    unasked,
  ])
  t.strictSame(neededBy(ob2), ['badge-class', 'issuer-profile', 'hosted', 'status'])
})

t.test('every change after signing is noticed', async (t) => {
  const { credential } = badge
  const contexts = credential['@context']
  const different = 'same-as-published: failed published-different'
  const broken = 'signature: failed signature-broken'
  const unreached = 'signature: not-checked earlier-check-failed'
  const unread = 'unsigned-terms: not-checked earlier-check-failed'
  const noKey = 'issuer-key: not-checked earlier-check-failed'
  const cases: Readonly<Record<string, readonly [path: string, value: unknown, ...string[]]>> = {
    'a text': ['credentialSubject.achievement.name', 'Autre', broken],
    'a space': ['evidence.0.narrative', '7 voix sur 9 ', broken],
    created: ['proof.0.created', '2026-01-05T10:00:01Z', broken],
    purpose: [
      'proof.0.proofPurpose',
      'authentication',
      unread,
      'signature: failed proof-unknown',
      noKey,
    ],
    'no proof': ['proof', undefined, unread, 'signature: failed no-proof', noKey],
    'another issuer': [
      'issuer.id',
      'did:web:other.example',
      broken,
      'issuer-key: failed key-of-another',
    ],
    'contexts swapped': [
      '@context',
      contexts.toReversed(),
      'context: failed context-order',
      unread,
      unreached,
    ],
    'a foreign context': [
      '@context',
      [...contexts, 'https://evil.example/ctx'],
      'context: failed context-unknown',
      unread,
      unreached,
    ],
    'a context of its own': [
      'credentialSubject.@context',
      { role: 'https://evil.example/role' },
      'context: failed context-inside',
      unread,
      unreached,
    ],
    'an unsigned property': ['invented', 'x', 'unsigned-terms: failed unsigned-term', unreached],
    'a proof that is not in a list': ['proof', credential.proof[0], 'shape: failed shape-broken'],
  }
  for (const [name, [path, value, ...expected]] of Object.entries(cases)) {
    const report = await verifyBadge(bytes(changed(credential, path, value)), badge.known)
    t.equal(report.valid, false, name)
    t.strictSame(trouble(report), [...expected, different, unasked], name)
  }
})

t.test('a badge with an end is good, and says until when', async (t) => {
  const dates = { validFrom: '2020-01-01T00:00:00Z', validUntil: '2999-01-01T00:00:00Z' }
  const { checks } = await verifyBadge(await signedWith(dates), badge.known)
  t.match(
    checks.find(({ check }) => check === 'dates'),
    { result: 'passed', facts: { date: dates.validFrom, until: dates.validUntil } },
  )
})

t.test('a good signature is not enough', async (t) => {
  const other = await aKey(9)
  const never = 'same-as-published: failed never-issued'
  const subject = { ...anAward(), recipient: aPerson }
  const { credentialSubject } = writeCredential(subject, badge.address)
  const { id: _id, identifier: _identifier, ...nobody } = Object(credentialSubject)
  const cases: Readonly<Record<string, readonly [Uint8Array, readonly string[]]>> = {
    'never issued by us': [await signedWith({}), [never]],
    'not a key of the issuer': [
      await signedWith({}, other),
      ['issuer-key: failed key-not-listed', never],
    ],
    expired: [
      await signedWith({ validFrom: '2020-01-01T00:00:00Z', validUntil: '2021-01-01T00:00:00Z' }),
      ['dates: failed expired', never],
    ],
    'not yet valid': [
      await signedWith({ validFrom: '2999-01-01T00:00:00Z' }),
      ['dates: failed not-yet-valid', never],
    ],
    'a subject without identity': [
      await signedWith({ credentialSubject: nobody }),
      ['subject: failed subject-broken', never],
    ],
  }
  for (const [name, [input, expected]] of Object.entries(cases)) {
    const report = await verifyBadge(input, badge.known)
    t.equal(report.valid, false, name)
    t.strictSame(trouble(report), [...expected, unasked], name)
  }
})

t.test('signed by another in practice, a copy of our badge is still not our badge', async (t) => {
  const other = await aKey(9)
  const unsigned = writeCredential(anAward(), anAddress(other, 'http://localhost'))
  const { id } = badge.credential
  const forged = await signCredential({ ...unsigned, id }, other, issuedAt)
  const report = await verifyBadge(bytes(forged), badge.known)
  t.match(report, { valid: false, practice: true })
  t.ok(trouble(report).includes('same-as-published: failed published-different'))
})

t.test('an award that was withdrawn or not accepted says so', async (t) => {
  for (const status of ['revoked', 'declined'] as const) {
    const award = { ...badge.published, status, reason: 'erreur de nom' }
    const known = { ...badge.known, findAward: async () => award }
    const report = await verifyBadge(badge.png, known)
    t.equal(report.valid, false)
    const about = report.checks.filter(({ check }) => check === 'status')
    t.match(about, [
      { format: 'ob3', result: 'failed', reason: status, facts: { reason: 'erreur de nom' } },
      { format: 'ob2', result: 'failed', reason: status },
    ])
  }
})

t.test('an assertion that differs from ours, or was never ours, fails', async (t) => {
  const changed = bytes({ ...badge.assertion, narrative: 'Autre' })
  t.match(trouble(await verifyBadge(changed, badge.known)), ['hosted: failed published-different'])
  const invented = bytes({ ...badge.assertion, id: `${badge.known.baseUrl}/awards/x.ob2.json` })
  t.match(trouble(await verifyBadge(invented, badge.known)), ['hosted: failed never-issued'])
})

t.test('two genuine documents of different awards do not make one picture', async (t) => {
  const other = await aBadge({ id: 'w3' })
  const known = {
    ...badge.known,
    findAward: async (id: string) =>
      (await badge.known.findAward(id)) ?? (await other.known.findAward(id)),
  }
  const mixed = bakePng(aPicture(), { ...badge.texts, openbadges: other.texts.openbadges })
  const report = await verifyBadge(mixed, known)
  t.equal(report.valid, false)
  t.strictSame(trouble(report), [unasked, unasked, 'same-award: failed two-awards'])
})

t.test('a badge is compared with the address it is said to be for', async (t) => {
  const result = async (input: Uint8Array, email: string) => {
    const report = await verifyBadge(input, { ...badge.known, email })
    return report.checks.find(({ check }) => check === 'recipient')?.reason
  }
  t.equal(await result(badge.png, ' ANA@example.org '), 'recipient-matches')
  t.equal(await result(badge.png, 'bo@example.org'), 'recipient-differs')
  t.equal(await result(bytes(badge.assertion), 'ana@example.org'), 'recipient-matches')
  t.equal(await result((await aBadge({ recipient: aGroup })).png, 'a@b.fr'), 'recipient-group')
  const { email: _email, ...unnamed } = aPerson
  const unknown = await aBadge({ recipient: unnamed })
  t.equal(await result(unknown.png, 'a@b.fr'), 'recipient-without-email')
})

t.test('a credential breaks its shape in each of these ways', async (t) => {
  const { credential } = badge
  const subject = credential['credentialSubject']
  const status = { id: 'urn:x:1', type: 'BitstringStatusListEntry' }
  const cases: readonly (readonly [path: string, value: unknown, where?: string])[] = [
    ['validFrom', '2026-01-05'],
    ['validFrom', '2026-01-05T10:00:00'],
    ['issuer', credential.issuer.id],
    ['issuer.name', undefined],
    ['issuer.type', 'Profile'],
    ['credentialSubject', [subject]],
    ['credentialSubject.type', ['Person']],
    ['credentialSubject.identifier', {}],
    ['credentialSubject.identifier.0.identityType', 'email'],
    ['credentialSubject.identifier.0.hashed', undefined],
    ['credentialSubject.identifier.0.more', 1, 'credentialSubject.identifier.0'],
    [
      'credentialSubject.identifier.0.identityHash',
      'ab'.repeat(32),
      'credentialSubject.identifier.0',
    ],
    ['credentialSubject.achievement.achievementType', 'GroupBadge'],
    ['credentialSubject.achievement.tag', 'x'],
    ['credentialSubject.achievement.criteria', {}],
    ['credentialSubject.achievement.criteria', undefined],
    ['credentialSubject.achievement.image', 'https://example.org/a.png'],
    ['credentialSubject.achievement.image.type', undefined],
    ['evidence', {}],
    ['evidence', []],
    ['evidence.0.type', undefined],
    ['description', null],
    ['credentialStatus', [status]],
    ['credentialStatus', { type: 'X' }, 'credentialStatus.id'],
    ['credentialStatus', { ...status, statusListIndex: 7 }, 'credentialStatus.statusListIndex'],
    ['proof', credential.proof[0]],
    ['id', undefined],
    ['type', ['VerifiableCredential']],
  ]
  t.equal(ob3ShapeProblem(credential), undefined)
  for (const [path, value, where = path] of cases) {
    t.equal(ob3ShapeProblem(changed(credential, path, value)), where, `${path}: ${String(value)}`)
  }
  // Legal, though we write none of these ourselves.
  const legal: readonly (readonly [string, unknown])[] = [
    ['validFrom', '2026-01-05T10:00:00.123+01:00'],
    ['name', undefined],
    ['credentialSubject.achievement.achievementType', 'ext:GroupBadge'],
  ]
  for (const [path, value] of legal)
    t.equal(ob3ShapeProblem(changed(credential, path, value)), undefined)
})

t.test('what is no badge is unreadable, and says why', async (t) => {
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ['not-a-badge', new Uint8Array()],
    ['not-a-badge', Buffer.from('hello')],
    ['not-a-badge', Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    ['picture-cut', badge.png.subarray(0, 200)],
    ['picture-without-badge', aPicture()],
    ['text-too-long', Buffer.alloc(512 * 1024 + 1, 0x20)],
    ['text-not-utf8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
    ['text-not-json', Buffer.from('{"a":')],
    ['text-not-json', Buffer.from('[]')],
    ['text-not-json', bakePng(aPicture(), { openbadges: 'null' })],
    ['text-too-deep', Buffer.from(`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`)],
    ['text-not-json', Buffer.from('['.repeat(400_000))],
    ['text-too-deep', bytes({ a: Array.from({ length: 2_501 }, () => 1) })],
    ['text-forbidden-key', Buffer.from('{"a":[{"__proto__":{"valid":true}}]}')],
    ['text-token', Buffer.from('eyJhbGciOiJub25lIn0.e30.AA')],
    ['format-unknown', bytes({ name: 'x' })],
  ]
  for (const [reason, input] of cases) {
    const report = await verifyBadge(input, badge.known)
    t.equal(report.valid, false)
    t.match(report.checks, [{ check: 'readable', result: 'failed', reason }], reason)
    t.equal(report.checks.length, 1)
  }
})

t.test('an address alone is not checked when nothing may be fetched', async (t) => {
  for (const input of [
    bytes(' https://example.org/1\n'),
    bakePng(aPicture(), { openbadges: 'https://example.org/1' }),
  ]) {
    const report = await verifyBadge(input, badge.known)
    t.match(report, { valid: false, verdict: 'not-checked' })
    t.match(report.checks, [
      { check: 'readable', result: 'not-checked', reason: 'text-only-a-link' },
    ])
  }
  const own = await verifyBadge(bytes(badge.assertion['id']), badge.known)
  t.match(own, { valid: true, format: 'ob2' }, 'an address of ours needs no network')
})

t.test('whatever is sent, there is an answer, and it is not yes', async () => {
  const value = fc.json({ maxDepth: 6 }).map((text) => JSON.parse(text))
  const parts = fc.record({
    '@context': fc.oneof(fc.constant(badge.credential['@context']), value),
    id: fc.oneof(fc.constant(badge.credential.id), value),
    type: fc.oneof(fc.constant(badge.credential['type']), fc.constant('Assertion'), value),
    issuer: fc.oneof(fc.constant(badge.credential.issuer), value),
    validFrom: fc.oneof(fc.constant(badge.credential.validFrom), value),
    credentialSubject: fc.oneof(fc.constant(badge.credential['credentialSubject']), value),
    proof: fc.oneof(fc.constant(badge.credential.proof), value),
    extra: value,
  })
  await fc.assert(
    fc.asyncProperty(fc.oneof(parts, value), async (document) => {
      const report = await verifyBadge(bytes(document), badge.known)
      return !report.valid
    }),
    { numRuns: 300 },
  )
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (garbage) => {
      return !(await verifyBadge(garbage, badge.known)).valid
    }),
  )
})

t.test('every answer can be told in both languages, with and without its facts', async (t) => {
  const facts = {
    url: 'https://e.fr',
    keyword: '@id',
    where: 'issuer.name',
    term: 'x',
    issuer: 'did:web:e.fr',
    date: '2026-01-05T10:00:00Z',
    reason: 'erreur',
    problem: 'bad-crc',
    kind: 'bbs-2023',
  }
  for (const texts of [fr, en]) {
    for (const [code, tell] of Object.entries(texts.reasons)) {
      for (const given of [facts, {}]) {
        t.match(tell(given), /^[A-ZÀ-Ý].+\.$/, code)
        t.notMatch(tell(given), /undefined|Invalid/, code)
      }
    }
  }
  t.strictSame(Object.keys(en.reasons), Object.keys(fr.reasons))
  for (const tell of Object.values(fr.reasons)) t.notMatch(tell(facts), / [:;?!»]|« |'/)
})
