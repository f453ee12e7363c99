import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { verifyCredential } from '@digitalbazaar/vc'
import * as fc from 'fast-check'
import jsonld from 'jsonld'
import t from 'tap'
import type { RecipientFacts } from '#src/credentials/award-facts.ts'
import { fillQuads } from '#src/credentials/canonical-quads.ts'
import { credentialShape } from '#src/credentials/credential-shape.ts'
import { writeEndorsement } from '#src/credentials/endorsement.ts'
import { asTheLibrary, shapeTemplate, type ShapeTemplate } from '#src/credentials/shape-template.ts'
import { fromBase58, toBase58 } from '#src/credentials/base58.ts'
import { documentLoader } from '#src/credentials/contexts.ts'
import { didDocument } from '#src/credentials/did-document.ts'
import type { SignerOptions } from '#src/credentials/fast-signer.ts'
import { isObject, type Json } from '#src/credentials/json.ts'
import type { IssuerKey } from '#src/credentials/keys.ts'
import { writeCredential, type UnsignedCredential } from '#src/credentials/ob3.ts'
import { createSigner } from '#src/credentials/sign-credential.ts'
import { signWithLibrary } from '#src/credentials/sign-with-library.ts'
import { verificationMethod, type SignedCredential } from '#src/credentials/signed-credential.ts'
import {
  aGroup,
  aKey,
  anAchievement,
  anAddress,
  anAward,
  anEndorsement,
  aPerson,
  issuedAt,
} from './an-award.ts'

const key = await aKey()
const address = anAddress(key)

/** A signer that counts how often it asked the library, and keeps the ids it raised an alarm about. */
function aSigner(options: Partial<SignerOptions> = {}) {
  const { reference = signWithLibrary } = options
  const alarms: string[] = []
  const seen = { asked: 0, alarms }
  const sign = createSigner({
    checkEvery: Infinity,
    onMismatch: (id) => void alarms.push(id),
    ...options,
    reference: (...input) => {
      seen.asked += 1
      return reference(...input)
    },
  })
  return { sign, seen }
}

async function isAsInLibrary(signed: SignedCredential, unsigned: UnsignedCredential, by = key) {
  const expected = await signWithLibrary(unsigned, by, issuedAt)
  return JSON.stringify(signed) === JSON.stringify(expected)
}

async function verifies(signed: SignedCredential, by = key): Promise<boolean> {
  const did = didDocument(signed.issuer.id, [by.publicKeyMultibase])
  const { verified } = await verifyCredential({
    credential: structuredClone(signed),
    suite: new DataIntegrityProof({ cryptosuite }),
    documentLoader: documentLoader([did]),
    now: '2030-01-01T00:00:00Z',
  })
  return verified
}

/** The credential of award number `n`, all of one shape; `change` is put over it. */
function aCredential(n: number, change: Readonly<Record<string, Json>> = {}): UnsignedCredential {
  const recipient = { ...aPerson, email: `person${n}@example.org`, salt: `salt${n}` }
  return { ...writeCredential(anAward({ id: `w${n}`, recipient }), address), ...change }
}

function anEvidence(id: string, narrative: string): { readonly [name: string]: Json } {
  return { id, type: ['Evidence'], name: narrative, narrative, description: narrative }
}

// What escapes, sorts, composes or encodes in its own way; the last character of the first text is half of one.
const oddUnits = Array.from(
  'aZ0 "\'\\<>{.@\n\r\t\b\f\v\0\u001f\u007f\u0085\u00a0\u2028éﬁ\ue000\uf8ff\ufffd\uffff🎓\u{10ffff}\ud800',
).concat(
  'שלום',
  'مرحبا',
  '\u200f\u202e',
  'e\u0301',
  '\r\n',
  '\\u0041',
  '"^^<a:b>',
  '_:a',
  ' .\n',
  '👩‍🚀',
)
const oddText = fc.string({ maxLength: 30, unit: fc.constantFrom(...oddUnits) })

const oddIri = fc
  .tuple(
    fc.constantFrom(
      'https://example.org:443/a/../b/',
      'https://127.0.0.1:3000/',
      'https://xn--bcher-kva.example/',
    ),
    fc.webPath(),
    fc.constantFrom('', '?a=%C3%A9&b', "#it's(%22)", '%2Fx', '*~!$;,='),
  )
  .map((parts) => parts.join(''))

const anyId = fc.string({ minLength: 1 }).filter((id) => id.isWellFormed())

/** Facts of every kind; texts that `writeCredential` would take out of them are put in by hand. */
const anything = fc
  .record({
    recipient: fc.constantFrom<RecipientFacts>(
      aPerson,
      { kind: 'person', subjectId: aPerson.subjectId, memberId: 'm1', salt: 'x' },
      { ...aPerson, group: { id: 'g1', name: 'Groupe', role: 'Membre', awardId: 'w9' } },
      aGroup,
    ),
    achievement: fc.constantFrom(
      anAchievement,
      // Tags in the order in which canonicalisers differ: by UTF-16 units, or by code points.
      { ...anAchievement, description: '« "oui" » \\ 🎓\n', tags: ['a\ue000', 'a🎓', 'a\uffff'] },
    ),
    id: anyId,
    at: fc.integer({ min: 0, max: Date.UTC(2029) }),
    name: oddText,
    salt: oddText,
    evidence: fc.array(fc.tuple(oddIri, oddText), { minLength: 1, maxLength: 2 }),
  })
  .map(({ recipient, achievement, id, at, name, salt, evidence }) => {
    const facts = anAward({
      id,
      issuedAt: at,
      achievement,
      recipient:
        recipient.kind === 'group'
          ? { ...recipient, name }
          : {
              ...recipient,
              salt,
              ...(recipient.group && { group: { ...recipient.group, role: `Rôle ${name}` } }),
            },
    })
    return {
      ...writeCredential(facts, address),
      evidence: evidence.map(([iri, text]) => anEvidence(iri, text)),
    }
  })

t.test(
  'any credential is signed as in the library, byte for byte, and verifies there',
  async (t) => {
    const { sign, seen } = aSigner()
    const numRuns = 96
    let verified = 0
    let run = 0
    await fc.assert(
      fc.asyncProperty(anything, async (unsigned) => {
        run += 1
        const signed = await sign(unsigned, key, issuedAt)
        if (!(await isAsInLibrary(signed, unsigned))) return false
        if (run % 8 !== 0) return true
        verified += 1
        return verifies(signed)
      }),
      { numRuns },
    )
    t.ok(verified >= numRuns / 8)
    t.ok(seen.asked < numRuns, `the library was asked ${seen.asked} times`)
    t.strictSame(seen.alarms, [])
  },
)

/** Facts in which each field that may be absent is so half of the time; ten awards that differ in their own values. */
const anyAwards = fc
  .record({
    achievement: fc.record({
      id: anyId,
      version: fc.nat(),
      name: oddText,
      description: oddText,
      criteria: fc.array(oddText, { maxLength: 3 }),
      tags: fc.array(oddText, { maxLength: 3 }),
      alignments: fc.array(
        fc.record({
          targetName: oddText,
          targetUrl: fc.oneof(oddIri, oddText),
          targetFramework: oddText,
          targetCode: oddText,
        }),
        { maxLength: 2 },
      ),
      imageAlt: oddText,
      language: fc.constantFrom('fr', 'en'),
    }),
    issuer: fc.record(
      { id: anyId, name: oddText, email: oddText, url: oddIri, description: oddText },
      { requiredKeys: ['id', 'name', 'email'] },
    ),
    has: fc.record({
      group: fc.boolean(),
      email: fc.boolean(),
      memberOf: fc.boolean(),
      role: fc.boolean(),
      groupAward: fc.boolean(),
      ends: fc.boolean(),
      status: fc.boolean(),
      recordName: fc.boolean(),
      evidence: fc.nat(2),
    }),
    own: fc.array(fc.record({ text: oddText, iri: oddIri, at: fc.nat(), n: fc.nat() }), {
      minLength: 10,
      maxLength: 10,
    }),
  })
  .map(({ achievement, issuer, has, own }) =>
    own.map(({ text, iri, at, n }) =>
      anAward({
        id: `w${n}`,
        issuedAt: at * 1000,
        achievement,
        issuer,
        record: { id: `p${n}`, narrative: text, ...(has.recordName ? { name: text } : {}) },
        evidence: [{ url: iri }, { narrative: `${text}!` }].slice(0, has.evidence),
        ...(has.ends ? { validUntil: at * 1000 + 1 } : {}),
        ...(has.status ? { status: { list: `l${n}`, index: n } } : {}),
        recipient: has.group
          ? { kind: 'group', id: `g${n}`, name: text }
          : {
              kind: 'person',
              subjectId: aPerson.subjectId,
              memberId: `m${n}`,
              salt: `${text}${n}`,
              ...(has.email ? { email: text } : {}),
              ...(has.memberOf
                ? {
                    group: {
                      id: `g${n}`,
                      name: text,
                      ...(has.role ? { role: `${text}?` } : {}),
                      ...(has.groupAward ? { awardId: `group${n}` } : {}),
                    },
                  }
                : {}),
            },
      }),
    ),
  )

t.test(
  'hundreds of awards of any achievement have the canonical text of the library',
  async (t) => {
    const templates = new Map<string, Promise<ShapeTemplate | undefined>>()
    const { sign, seen } = aSigner()
    const count = { achievements: 0, compared: 0, filled: 0, signed: 0 }
    const isAlike = async (unsigned: UnsignedCredential) => {
      const shape = credentialShape(unsigned)
      const method = verificationMethod(unsigned, key)
      if (shape && !templates.has(shape.key)) {
        templates.set(shape.key, shapeTemplate(shape, method))
      }
      const template = await templates.get(shape?.key ?? '')
      const text = template && fillQuads(template.document, shape?.values ?? [])
      count.compared += 1
      // What a template cannot say is left to the library.
      if (text === undefined) return true
      count.filled += 1
      return text.toString('utf8') === (await jsonld.canonize(unsigned, canonically))
    }
    await fc.assert(
      fc.asyncProperty(anyAwards, async (awards) => {
        const credentials = awards.map((facts) => writeCredential(facts, address))
        const supports = awards.slice(0, 1).map(({ id, record, issuedAt: at }) => {
          const facts = { id, awardId: id, comment: record.narrative, issuedAt: at }
          return writeEndorsement(anEndorsement(facts), address)
        })
        for (const unsigned of [...credentials, ...supports]) {
          if (!(await isAlike(unsigned))) return false
        }
        // And some signatures as a whole: the second of a shape is the first that no library had a part in.
        count.achievements += 1
        if (count.achievements % 5 !== 0) return true
        for (const unsigned of [...credentials.slice(0, 2), ...supports]) {
          count.signed += 1
          if (!(await isAsInLibrary(await sign(unsigned, key, issuedAt), unsigned))) return false
        }
        return true
      }),
      { numRuns: 30 },
    )
    t.ok(count.filled >= 250, JSON.stringify(count))
    t.ok(count.signed > 10)
    t.strictSame(seen.alarms, [])
  },
)

const canonically = {
  ...asTheLibrary,
  algorithm: 'RDFC-1.0',
  format: 'application/n-quads',
} as const

t.test('the library is asked for the first of a shape, and then for one in so many', async (t) => {
  const { sign, seen } = aSigner({ checkEvery: 4 })
  const asked: number[] = []
  for (let n = 0; n < 10; n++) {
    await sign(aCredential(n), key, issuedAt)
    asked.push(seen.asked)
  }
  t.strictSame(asked, [1, 1, 1, 1, 2, 2, 2, 2, 3, 3])
  t.strictSame(seen.alarms, [])
})

t.test('signatures asked for at once are all right', async (t) => {
  const { sign } = aSigner()
  const all = [1, 2, 3, 4, 5].map((n) => aCredential(n))
  const signed = await Promise.all(all.map((unsigned) => sign(unsigned, key, issuedAt)))
  for (const [at, unsigned] of all.entries()) {
    const one = signed[at]
    t.ok(one && (await isAsInLibrary(one, unsigned)))
  }
})

t.test('what a template cannot say is signed by the library, each time', async (t) => {
  const alignment = [{ type: ['Alignment'], targetName: 'a', targetUrl: 'https://example.org/' }]
  const { credentialSubject } = aCredential(1)
  const subject = isObject(credentialSubject) ? credentialSubject : {}
  const achievement = isObject(subject['achievement']) ? subject['achievement'] : {}
  const odd: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
    'two blank nodes look alike': {
      credentialSubject: {
        ...subject,
        result: ['1', '2'].map((value) => ({ type: ['Result'], value, alignment })),
      },
    },
    'two lines are equal': { evidence: [anEvidence('urn:x:1', 'a'), anEvidence('urn:x:1', 'a')] },
    'two subjects are the same': { id: aPerson.subjectId },
    'signed supports are embedded': { endorsement: [{ id: 'urn:x:1', type: ['Evidence'] }] },
    'an address of its own is escaped': { evidence: [anEvidence('https://example.org/"', 'a')] },
    'an address of its own is not ASCII': { evidence: [anEvidence('https://example.org/é', 'a')] },
    'an address of the shape is escaped': {
      credentialSubject: {
        ...subject,
        achievement: { ...achievement, criteria: { id: 'https://example.org/{}' } },
      },
    },
    'an address of its own is shortened': {
      evidence: [{ '@context': { ex: 'https://example.org/' }, ...anEvidence('ex:1', 'a') }],
    },
    'a date is not in UTC': { validFrom: '2026-01-05T11:00:00+01:00' },
    'there is a number': {
      credentialSubject: { ...subject, achievement: { ...achievement, creditsAvailable: 2.5 } },
    },
    'a constant looks like a sentinel': { name: 'cordee-sentinel-1' },
    'a proof is there already': {
      proof: { type: 'DataIntegrityProof', created: '2026-01-05T10:00:00Z' },
    },
  }
  const { proof } = await signWithLibrary(aCredential(1), key, issuedAt)
  for (const [why, change] of Object.entries(odd)) {
    // Any signature does for the library's: one by template would differ from it, and raise the alarm.
    const { sign, seen } = aSigner({ reference: async (unsigned) => ({ ...unsigned, proof }) })
    for (const n of [1, 2, 3]) {
      const signed = await sign(aCredential(n, change), key, issuedAt)
      t.equal(signed.proof, proof, why)
      t.equal(seen.asked, n, why)
    }
    t.strictSame(seen.alarms, [], why)
  }
  const { sign, seen } = aSigner({ reference: async (unsigned) => ({ ...unsigned, proof }) })
  await sign(aCredential(2), key, issuedAt)
  t.equal(seen.alarms.length, 1, 'and one that is not odd does raise it')
})

t.test('what the library refuses is refused, with the same error and no alarm', async (t) => {
  const odd: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
    'an undefined term': { invented: 'x' },
    'a relative address': { evidence: [anEvidence('records/1', 'a')] },
    'an address that is no URL': { evidence: [anEvidence('https://exa mple.org', 'a')] },
    'no date': { validFrom: 'yesterday' },
    'not a credential': { type: ['OpenBadgeCredential'] },
    'no subject': { credentialSubject: {} },
    'contexts swapped': { '@context': aCredential(1)['@context'].toReversed() },
    'an unknown context': { '@context': [...aCredential(1)['@context'], 'https://example.org/'] },
  }
  for (const [why, change] of Object.entries(odd)) {
    const { sign, seen } = aSigner()
    for (const n of [1, 2]) {
      const refused = { code: 'not-signable', message: /w[12]\.json cannot be signed/ }
      await t.rejects(sign(aCredential(n, change), key, issuedAt), refused, why)
      t.equal(seen.asked, n, why)
    }
    t.strictSame(seen.alarms, [], why)
  }
})

t.test('a key or a time of another kind is for the library to judge', async (t) => {
  const { sign, seen } = aSigner()
  await sign(aCredential(0), key, issuedAt)
  const { publicKeyMultibase, secretKeyMultibase } = key
  const odd: readonly (readonly [IssuerKey, number])[] = [
    [{ ...key, publicKeyMultibase: publicKeyMultibase.slice(1) }, issuedAt],
    [{ ...key, secretKeyMultibase: secretKeyMultibase.slice(1) }, issuedAt],
    [{ ...key, secretKeyMultibase: `${secretKeyMultibase}0` }, issuedAt],
    [{ ...key, secretKeyMultibase: secretKeyMultibase.slice(0, -1) }, issuedAt],
    [{ ...key, secretKeyMultibase: 'z' }, issuedAt],
    [key, Date.UTC(10_000)],
    [key, Date.UTC(-1)],
  ]
  for (const [at, [by, createdAt]] of odd.entries()) {
    const [fast, slow] = await Promise.all([
      outcome(sign(aCredential(1), by, createdAt)),
      outcome(signWithLibrary(aCredential(1), by, createdAt)),
    ])
    t.equal(fast, slow)
    t.equal(seen.asked, at + 2)
  }
  await t.rejects(sign(aCredential(1), key, Number.NaN), RangeError)
})

/** What became of it, as a text: the credential or the error. */
function outcome(signing: Promise<SignedCredential>): Promise<string> {
  return signing.then((signed) => JSON.stringify(signed), String)
}

t.test('a shape that once came out otherwise is not trusted again', async (t) => {
  let wrong = false
  const { sign, seen } = aSigner({
    checkEvery: 3,
    reference: async (...input) => {
      const signed = await signWithLibrary(...input)
      return wrong ? { ...signed, proof: [{ ...signed.proof[0], proofValue: 'zOther' }] } : signed
    },
  })
  for (const n of [0, 1, 2]) await sign(aCredential(n), key, issuedAt)
  await sign(aCredential(0, { name: 'Autre' }), key, issuedAt)
  t.equal(seen.asked, 2)

  wrong = true
  const fourth = await sign(aCredential(3), key, issuedAt)
  t.equal(fourth.proof[0].proofValue, 'zOther', 'what the reference says is returned')
  t.strictSame(seen.alarms, ['https://badges.example.org/awards/w3.json'])

  wrong = false
  for (const n of [4, 5, 6]) {
    t.ok(await isAsInLibrary(await sign(aCredential(n), key, issuedAt), aCredential(n)))
  }
  t.equal(seen.asked, 6, 'this shape is not used again')
  await sign(aCredential(1, { name: 'Autre' }), key, issuedAt)
  t.equal(seen.asked, 6, 'another shape still is')
  t.equal(seen.alarms.length, 1)
})

t.test('when too many shapes have come out otherwise, all is left to the library', async (t) => {
  let wrong = true
  const { sign, seen } = aSigner({
    mostShapes: 2,
    reference: async (...input) => {
      const signed = await signWithLibrary(...input)
      return wrong ? { ...signed, proof: [{ ...signed.proof[0], proofValue: 'zOther' }] } : signed
    },
  })
  for (const name of ['a', 'b']) await sign(aCredential(0, { name }), key, issuedAt)
  wrong = false
  for (const n of [0, 1, 2]) await sign(aCredential(n, { name: 'c' }), key, issuedAt)
  t.equal(seen.asked, 5)
  t.equal(seen.alarms.length, 2)
})

t.test('a changed constant is a new shape', async (t) => {
  const { sign, seen } = aSigner()
  const shapes = [
    aCredential(1),
    aCredential(1, { name: 'Un autre nom' }),
    aCredential(1, { description: 'Une propriété de plus' }),
    aCredential(1, { evidence: [anEvidence('urn:x:1', 'a'), anEvidence('urn:x:2', 'b')] }),
    aCredential(1, { id: 'urn:uuid:5c1d8e0f-5a0e-4d7c-8d5d-1f2e3d4c5b6a' }),
  ]
  for (const [at, unsigned] of shapes.entries()) {
    t.ok(await isAsInLibrary(await sign(unsigned, key, issuedAt), unsigned))
    t.equal(seen.asked, at + 1)
  }
  for (const unsigned of shapes) {
    const next = { ...unsigned, validFrom: '2026-01-06T10:00:00Z' }
    t.ok(await isAsInLibrary(await sign(next, key, issuedAt), next))
  }
  t.equal(seen.asked, shapes.length)
})

t.test('the shapes used last are kept, up to a number', async (t) => {
  const { sign, seen } = aSigner({ mostShapes: 2 })
  const asked: number[] = []
  for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) {
    await sign(aCredential(1, { name }), key, issuedAt)
    asked.push(seen.asked)
  }
  t.strictSame(asked, [1, 2, 2, 3, 3, 4])
})

t.test('issuers and keys do not mix', async (t) => {
  const { sign, seen } = aSigner()
  const other = await aKey(8)
  const issuers = [
    { by: key, at: address },
    { by: other, at: address },
    { by: key, at: anAddress(key, 'http://127.0.0.1:3000') },
    { by: other, at: anAddress(other, 'http://127.0.0.1:3000') },
  ]
  const values = new Set<string>()
  for (const n of [1, 2]) {
    for (const { by, at } of issuers) {
      const unsigned = writeCredential(anAward({ id: `w${n}` }), at)
      const signed = await sign(unsigned, by, issuedAt)
      values.add(signed.proof[0].proofValue)
      t.ok(await isAsInLibrary(signed, unsigned, by))
      t.ok(await verifies(signed, by))
      if (!at.issuerDid.startsWith('did:key:')) {
        t.notOk(await verifies(signed, by === key ? other : key), 'not under the key of another')
      }
    }
  }
  t.equal(values.size, 8)
  t.equal(seen.asked, 3, 'one shape for each issuer, whatever the key')
})

t.test('each signature is dated by its own time', async (t) => {
  const { sign, seen } = aSigner()
  for (const [n, createdAt] of [issuedAt, issuedAt, issuedAt + 1000, issuedAt].entries()) {
    const signed = await sign(aCredential(n), key, createdAt)
    const expected = await signWithLibrary(aCredential(n), key, createdAt)
    t.equal(JSON.stringify(signed), JSON.stringify(expected))
  }
  t.equal(seen.asked, 1)
})

t.test('base 58 comes back as it went', async (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      return Buffer.from(bytes).equals(fromBase58(toBase58(bytes)) ?? Buffer.alloc(0))
    }),
  )
  t.equal(toBase58(Buffer.from('Hello World!')), '2NEpo7TZRRrLZSi2U')
  t.equal(toBase58(new Uint8Array([0, 0, 1])), '112')
  for (const text of ['0', 'l', 'a b', '+']) t.equal(fromBase58(text), undefined)
})
