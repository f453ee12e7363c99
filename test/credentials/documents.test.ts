import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import t from 'tap'
import { issuerDid, isPractice } from '#src/credentials/award-facts.ts'
import { writeEndorsement, writeOb2Endorsement } from '#src/credentials/endorsement.ts'
import { hashIdentity } from '#src/credentials/hash-identity.ts'
import { normaliseTags, normaliseText } from '#src/credentials/normalise-text.ts'
import {
  OB2_CONTEXT,
  writeAssertion,
  writeBadgeClass,
  writeCryptographicKey,
  writeGroup,
  writeIssuer,
} from '#src/credentials/ob2.ts'
import {
  writeAchievement,
  writeCredential,
  writeDidDocument,
  writeGroupProfile,
  writeProfile,
} from '#src/credentials/ob3.ts'
import { ob2ShapeProblem } from '#src/credentials/ob2-shape.ts'
import { generateTokenKey } from '#src/credentials/token-key.ts'
import { writeRevocationList } from '#src/credentials/revocation-list.ts'
import { signedAssertionId } from '#src/credentials/signed-assertion.ts'
import { toIri } from '#src/credentials/to-iri.ts'
import {
  aGroup,
  aKey,
  anAchievement,
  anAddress,
  anAward,
  anEndorsement,
  anIssuer,
  aPerson,
  publicUrl,
} from './an-award.ts'

const address = anAddress(await aKey())
const did = (url?: string) =>
  issuerDid({ publicUrl: url, issuerId: 'i1', publicKeyMultibase: 'z6Mk' })

t.test('an issuer is a did:web under a public https address, a did:key elsewhere', async (t) => {
  const expected: readonly (readonly [string | undefined, string])[] = [
    ['https://badges.example.org', 'did:web:badges.example.org:issuers:i1'],
    ['https://badges.example.org:8443', 'did:web:badges.example.org%3A8443:issuers:i1'],
    ['https://example.org/badges', 'did:web:example.org:badges:issuers:i1'],
    ['http://badges.example.org', 'did:key:z6Mk'],
    ['https://localhost:3000', 'did:key:z6Mk'],
    ['https://classe.local', 'did:key:z6Mk'],
    ['https://serveur', 'did:key:z6Mk'],
    ['https://127.1', 'did:key:z6Mk'],
    ['https://0x7f.1', 'did:key:z6Mk'],
    ['https://192.168.1.4', 'did:key:z6Mk'],
    ['https://[::1]:3000', 'did:key:z6Mk'],
    ['not an address', 'did:key:z6Mk'],
    [undefined, 'did:key:z6Mk'],
  ]
  for (const [url, wanted] of expected) t.equal(did(url), wanted, url ?? 'no address')
  t.ok(isPractice(did()))
  t.notOk(isPractice(did(publicUrl)))
})

t.test('text is normalised once and for all', async (t) => {
  t.equal(normaliseText('a\r\nb\rc\td\u0000\u007F\u{1F393}\uD800e\u0301'), 'a\nb\ncd\u{1F393}é')
  t.strictSame(normaliseTags(['ﬁn', 'fin', ' ', 'équipe', 'e\u0301quipe']), ['fin', 'équipe'])
  // Any code points at all, lone surrogates included.
  const anyText = fc
    .array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 12 })
    .map((points) => String.fromCodePoint(...points))
  fc.assert(
    fc.property(anyText, (text) => {
      const once = normaliseText(text)
      return normaliseText(once) === once && once.isWellFormed() && once === once.normalize('NFC')
    }),
  )
  fc.assert(
    fc.property(fc.array(anyText, { maxLength: 4 }), (tags) => {
      const once = normaliseTags(tags)
      return isDeepStrictEqual(normaliseTags(once), once)
    }),
  )
})

t.test('a recipient is hashed as the standard says', async (t) => {
  // OB 3.0 §identityhash gives this very example.
  const example = 'sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399'
  t.equal(hashIdentity('a@example.com', 'Kosher'), example)
})

t.test('addresses are signed as absolute ASCII or not at all', async (t) => {
  t.equal(toIri('https://é.fr/a b|c{d}'), 'https://xn--9ca.fr/a%20b%7Cc%7Bd%7D')
  t.equal(toIri('/relative'), undefined)
  t.equal(toIri('javascript:alert(1)'), undefined)
})

t.test('a credential for a person says who, what, when and why', async (t) => {
  const credential = writeCredential(
    anAward({ evidence: [{ url: 'https://example.org/photo' }, { url: 'au mur' }, {}] }),
    address,
  )
  t.match(credential, {
    id: `${publicUrl}/awards/w1.json`,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: 'Travail en équipe',
    issuer: {
      id: 'did:web:badges.example.org:issuers:i1',
      type: ['Profile'],
      url: `${publicUrl}/issuers/i1`,
      email: 'contact@example.org',
    },
    validFrom: '2026-01-05T10:00:00Z',
    awardedDate: '2026-01-05T10:00:00Z',
    image: { id: `${publicUrl}/awards/w1.png`, type: 'Image' },
    credentialSubject: {
      id: aPerson.subjectId,
      identifier: [
        {
          hashed: true,
          identityHash: hashIdentity('ana@example.org', aPerson.salt),
          identityType: 'emailAddress',
          salt: aPerson.salt,
        },
      ],
      achievement: {
        id: `${publicUrl}/achievements/a1.json`,
        criteria: { id: `${publicUrl}/achievements/a1`, narrative: '- Collaborer\n- Écouter' },
        inLanguage: 'fr',
        version: '2',
        tag: ['équipe'],
        alignment: [{ type: ['Alignment'], targetCode: '2.4' }],
      },
    },
    evidence: [
      { id: `${publicUrl}/records/p1`, narrative: '7 voix sur 9', description: '7/9' },
      { id: 'https://example.org/photo' },
      { narrative: 'au mur' },
    ],
  })
  t.notOk('source' in Object(credential['credentialSubject']))
})

t.test('a member of a group that was awarded too is linked to the group’s own badge', async (t) => {
  const recipient = { ...aPerson, group: { id: 'g1', name: 'Groupe des lundis', awardId: 'w0' } }
  const facts = anAward({ recipient })
  t.match(writeCredential(facts, address), {
    credentialSubject: {
      role: 'Groupe des lundis',
      source: { id: `${publicUrl}/groups/g1`, type: ['Profile'], name: 'Groupe des lundis' },
    },
    evidence: [
      { genre: 'PeerVote' },
      { id: `${publicUrl}/awards/w0.json`, genre: 'GroupCredential' },
    ],
  })
  t.match(writeAssertion(facts, address)['evidence'], [
    { id: `${publicUrl}/records/p1` },
    { id: `${publicUrl}/awards/w0.ob2.json` },
  ])
})

t.test(
  'an award that ends, may be revoked and is supported says so in both versions',
  async (t) => {
    const supported = { embedded: [{ id: 'urn:x:1' }], ids: ['e1', 'e2'] }
    const status = { list: 'l1', index: 94_567 }
    const validUntil = Date.UTC(2028, 0, 5, 10, 0, 0, 250)
    const facts = anAward({ validUntil, status, endorsements: supported })
    t.match(writeCredential(facts, address), {
      validUntil: '2028-01-05T10:00:00Z',
      credentialStatus: {
        id: `${publicUrl}/status/l1#94567`,
        type: 'BitstringStatusListEntry',
        statusPurpose: 'revocation',
        statusListIndex: '94567',
        statusListCredential: `${publicUrl}/status/l1`,
      },
      endorsement: [{ id: 'urn:x:1' }],
    })
    t.match(writeAssertion(facts, address), {
      expires: '2028-01-05T10:00:00Z',
      endorsement: [
        `${publicUrl}/endorsements/e1.ob2.json`,
        `${publicUrl}/endorsements/e2.ob2.json`,
      ],
    })

    const none = anAward({ endorsements: { embedded: [], ids: [] } })
    for (const name of ['validUntil', 'credentialStatus', 'endorsement']) {
      t.notOk(name in writeCredential(none, address), name)
    }
    for (const name of ['expires', 'endorsement']) {
      t.notOk(name in writeAssertion(none, address), name)
    }
  },
)

t.test('a support is a credential and an endorsement about the award, of the issuer', async (t) => {
  const facts = anEndorsement({ comment: 'Elle écoute.\r\n' })
  t.strictSame(writeEndorsement(facts, address), {
    '@context': writeCredential(anAward(), address)['@context'],
    id: `${publicUrl}/endorsements/e1.json`,
    type: ['VerifiableCredential', 'EndorsementCredential'],
    name: facts.name,
    issuer: writeCredential(anAward(), address).issuer,
    validFrom: '2026-01-05T10:00:00Z',
    credentialSubject: {
      id: `${publicUrl}/awards/w1.json`,
      type: ['EndorsementSubject'],
      endorsementComment: 'Elle écoute.\n',
    },
  })
  t.strictSame(writeOb2Endorsement(facts, address), {
    '@context': OB2_CONTEXT,
    id: `${publicUrl}/endorsements/e1.ob2.json`,
    type: 'Endorsement',
    claim: { id: `${publicUrl}/awards/w1.ob2.json`, endorsementComment: 'Elle écoute.\n' },
    issuer: `${publicUrl}/issuers/i1.ob2.json`,
    issuedOn: '2026-01-05T10:00:00Z',
    verification: { type: 'hosted' },
  })
})

t.test(
  'an issuer with token keys names them and what they signed that is taken back',
  async (t) => {
    const issuer = writeIssuer(anIssuer, address, ['k1', 'k2'])
    t.match(issuer, {
      publicKey: ['k1', 'k2'].map((kid) => `${publicUrl}/issuers/i1/keys/${kid}.ob2.json`),
      revocationList: `${publicUrl}/ob2/revocations/i1`,
    })
    t.notOk('publicKey' in writeIssuer(anIssuer, address))
    t.notOk('revocationList' in writeIssuer(anIssuer, address))
    t.strictSame(writeCryptographicKey({ kid: 'k1', publicPem: 'PEM' }, 'i1', address), {
      '@context': OB2_CONTEXT,
      id: `${publicUrl}/issuers/i1/keys/k1.ob2.json`,
      type: 'CryptographicKey',
      owner: issuer['id'],
      publicKeyPem: 'PEM',
    })

    const revoked = [{ awardId: 'w1', reason: 'Erreur de nom' }, { awardId: 'w2' }]
    const list = {
      '@context': OB2_CONTEXT,
      id: issuer['revocationList'],
      type: 'RevocationList',
      issuer: issuer['id'],
    }
    t.strictSame(writeRevocationList('i1', revoked, address), {
      ...list,
      revokedAssertions: [
        { id: signedAssertionId('w1'), revocationReason: 'Erreur de nom' },
        { id: signedAssertionId('w2') },
      ],
    })
    t.strictSame(writeRevocationList('i1', [], address), { ...list, revokedAssertions: [] })
  },
)

t.test('someone without an e-mail is recognised by a hashed member id', async (t) => {
  const { email: _email, ...recipient } = aPerson
  const facts = anAward({ recipient })
  const hash = hashIdentity('m1', aPerson.salt)
  t.match(writeCredential(facts, address)['credentialSubject'], {
    identifier: [{ hashed: true, identityHash: hash, identityType: 'identifier' }],
  })
  t.match(writeAssertion(facts, address)['recipient'], { type: 'id', hashed: true, identity: hash })
})

t.test('a group’s badge names the group and no member', async (t) => {
  const facts = anAward({ recipient: aGroup })
  t.match(writeCredential(facts, address)['credentialSubject'], {
    id: `${publicUrl}/groups/g1`,
    identifier: [
      { hashed: false, identityHash: 'Groupe des lundis', identityType: 'ext:groupName' },
    ],
  })
  t.strictSame(writeAssertion(facts, address)['recipient'], {
    type: 'url',
    hashed: false,
    identity: `${publicUrl}/groups/g1`,
  })
})

t.test('the other documents point at each other', async (t) => {
  t.match(writeProfile(anIssuer, address), { id: address.issuerDid, type: ['Profile'] })
  t.match(writeAchievement(anAchievement, address), {
    id: `${publicUrl}/achievements/a1.json`,
    image: { id: `${publicUrl}/achievements/a1.png`, type: 'Image', caption: 'Une corde nouée' },
  })
  t.match(writeGroupProfile(aGroup, address), { id: `${publicUrl}/groups/g1` })
  t.match(writeBadgeClass(anAchievement, 'i1', address), {
    id: `${publicUrl}/achievements/a1.ob2.json`,
    issuer: `${publicUrl}/issuers/i1.ob2.json`,
    tags: ['équipe'],
  })
  t.match(writeIssuer(anIssuer, address), {
    id: `${publicUrl}/issuers/i1.ob2.json`,
    url: `${publicUrl}/issuers/i1`,
    email: 'contact@example.org',
  })
  t.match(writeGroup(aGroup, address), { type: 'Profile', url: `${publicUrl}/groups/g1` })
})

t.test('the DID document lists every key by its absolute id, allowed to assert', async (t) => {
  const tokenKey = await generateTokenKey()
  const keys = { publicKeysMultibase: ['z6MkOne', 'z6MkTwo'], tokenKeys: [tokenKey] }
  const document = writeDidDocument(address, 'i1', keys)
  const names = ['z6MkOne', 'z6MkTwo', tokenKey.kid]
  t.equal(document.id, address.issuerDid)
  t.strictSame(
    document.assertionMethod,
    names.map((name) => `${address.issuerDid}#${name}`),
  )
  t.strictSame(
    document.verificationMethod.map(({ id }) => id),
    document.assertionMethod,
  )
  t.match(document.verificationMethod, [
    { type: 'Multikey', controller: address.issuerDid, publicKeyMultibase: 'z6MkOne' },
    { type: 'Multikey', publicKeyMultibase: 'z6MkTwo' },
    { type: 'JsonWebKey', publicKeyJwk: { kty: 'RSA', alg: 'RS256', kid: tokenKey.kid } },
  ])
  t.strictSame(document.alsoKnownAs, [`${publicUrl}/issuers/i1`])

  const practice = writeDidDocument(anAddress(await aKey(), 'http://127.0.0.1:3000'), 'i1', keys)
  t.equal(practice.verificationMethod.length, 2, 'a did:key holds no token key')
})

t.test('an assertion breaks its shape in each of these ways', async (t) => {
  const good = writeAssertion(anAward(), address)
  t.equal(ob2ShapeProblem(good), undefined)
  const recipient = { type: 'email', hashed: true, identity: hashIdentity('a@b.fr', 's') }
  const broken: readonly (readonly [object, string])[] = [
    [{ id: 'did:web:example.org' }, 'id'],
    [{ type: 'BadgeClass' }, 'type'],
    [{ recipient: { ...recipient, hashed: undefined } }, 'recipient.hashed'],
    [{ recipient: { ...recipient, identity: 'a@b.fr' } }, 'recipient'],
    [{ recipient: { ...recipient, hashed: false } }, 'recipient'],
    [{ recipient: { ...recipient, hashed: false, identity: 'nobody' } }, 'recipient'],
    [{ issuedOn: '2026-01-05' }, 'issuedOn'],
    [{ issuedOn: '2026-01-05T10:00:00' }, 'issuedOn'],
    [{ verification: {} }, 'verification.type'],
    [{ image: 'data:image/png;base64,AAAA' }, 'image'],
  ]
  for (const [change, where] of broken) {
    t.equal(ob2ShapeProblem(JSON.parse(JSON.stringify({ ...good, ...change }))), where)
  }
})
