import { createPublicKey } from 'node:crypto'
import t, { type Test } from 'tap'
import type { App } from '#src/app/app.ts'
import { houseOf } from '#src/app/award-facts.ts'
import { type Compromise, compromiseKey } from '#src/app/compromise-key.ts'
import { firstStart } from '#src/app/first-start.ts'
import { issueAwards } from '#src/app/issue-awards.ts'
import {
  credentialKeyOf,
  freshKey,
  issuerDidDocument,
  publishedTokenKeys,
  tokenKeyOf,
  vouch,
} from '#src/app/issuer-keys.ts'
import { opensEvery, rewrapKeys } from '#src/app/rewrap-keys.ts'
import { rotateKey } from '#src/app/rotate-key.ts'
import { signWithLibrary } from '#src/credentials/sign-with-library.ts'
import { type AwardRow, awardsOfProposal, findAward } from '#src/storage/awards.ts'
import { endorsementsOf } from '#src/storage/endorsements.ts'
import {
  activeKey,
  addIssuerKey,
  everyIssuerKey,
  findTokenKey,
  publishedKeys,
} from '#src/storage/issuer-keys.ts'
import { pinnedOrigin } from '#src/storage/pinned-origin.ts'
import type { Store } from '#src/storage/store.ts'
import { type IssuerRow, issuerOf, roomByCode } from '#src/storage/workspaces.ts'
import { texts } from '#src/texts/texts.ts'
import { bareApp } from '#test/kit/bare-app.ts'
import { aClock, type TestClock } from '#test/kit/clock.ts'
import { aVote, awarded, type House, served, type Vote, votedThrough } from '#test/kit/http.ts'
import { onEachEngine, type OpenStore } from '#test/kit/store.ts'

const publicUrl = 'https://badges.example.org'

onEachEngine(t, testKeys)

function testKeys(t: Test, open: OpenStore): void {
  t.test('a token key is made once, however many need it at once', async (t) => {
    const { app, issuer } = await aHouse(t, open)
    t.strictSame(await publishedTokenKeys(app), [], 'nobody has needed one yet')
    const nodes = [app, app, { ...app, store: asAnotherNode(app.store) }]
    const [key, ...others] = await Promise.all(nodes.map((node) => tokenKeyOf(node, issuer)))
    for (const other of others) t.strictSame(other, key)
    t.equal(await tokenKeyOf(app, issuer), await tokenKeyOf(app, issuer), 'it is opened once')
    t.equal(createPublicKey(key?.publicPem ?? '').asymmetricKeyDetails?.modulusLength, 2048)
    t.strictSame(await publishedTokenKeys(app), [{ kid: key?.kid, publicPem: key?.publicPem }])
  })

  t.test('a new key signs, and the one before stays published', async (t) => {
    const { app, issuer, clock } = await aHouse(t, open)
    const { db } = app.store
    const first = await credentialKeyOf(app, issuer)
    clock.advance(1000)
    const { active, retired } = await rotateKey(app, issuer, 'credential')
    t.match(retired, { id: first.publicKeyMultibase })
    t.equal((await credentialKeyOf(app, issuer)).publicKeyMultibase, active.id)
    t.match(await publishedKeys(db, issuer, 'credential'), [
      { id: active.id, state: 'active', createdAt: app.now(), retiredAt: null },
      { id: first.publicKeyMultibase, state: 'retired', retiredAt: app.now() },
    ])
    const did = `did:web:badges.example.org:issuers:${issuer.id}`
    const names = [active.id, first.publicKeyMultibase].map((id) => `${did}#${id}`)
    t.strictSame((await issuerDidDocument(app, issuer.id))?.assertionMethod, names)
    const practice = await issuerDidDocument({ ...app, publicUrl: undefined }, issuer.id)
    t.strictSame(practice?.assertionMethod, [`did:key:${active.id}#${active.id}`])

    const token = await tokenKeyOf(app, issuer)
    await rotateKey(app, issuer, 'token')
    t.not((await tokenKeyOf(app, issuer)).kid, token.kid, 'seen at once')
    const asked = { issuerId: issuer.id, kid: token.kid }
    t.ok(await findTokenKey(db, asked))
    t.match(await compromise(app, { kid: token.kid }), { next: undefined, signedAgain: 0 })
    t.notOk(await findTokenKey(db, asked))
    t.equal((await publishedTokenKeys(app)).length, 1)
  })

  t.test('a stolen key: late awards are revoked and told, earlier ones signed again', async (t) => {
    const { house, app, issuer, clock } = await aHouse(t, open)
    const { db } = app.store
    const kid = (await activeKey(db, issuer, 'credential'))?.id ?? ''
    const early = await awarded(house, { support: 'Bravo !' })
    const before = await credentialOf(app, early.award.id)
    clock.advance(3_600_000)
    const since = app.now()
    const late = await awardedAgain(house, early, { support: 'Bravo !' })
    t.match(await compromiseKey(app, { kid, since: since + 1 }), {
      refusal: { code: 'date-to-come' },
    })
    t.match(await compromiseKey(app, { kid: 'nobody' }), { refusal: { code: 'unknown-key' } })

    const key = { state: 'compromised', compromisedAt: since }
    const done = await compromise(app, { kid, since })
    t.match(done, { key, revoked: 11, signedAgain: 6 })
    const next = done.next?.id ?? ''
    t.match(await publishedKeys(db, issuer, 'credential'), [{ id: next, state: 'active' }])

    const { proof: had, ...words } = before
    const { proof: has, ...same } = await credentialOf(app, early.award.id)
    t.strictSame(same, words, 'its id, its words and its dates')
    t.equal(has[0].created, had[0].created)
    t.equal(has[0].verificationMethod, `${words.issuer.id}#${next}`)
    const present = await credentialKeyOf(app, issuer)
    const byLibrary = await signWithLibrary(words, present, Date.parse(had[0].created))
    t.equal(has[0].proofValue, byLibrary.proof[0].proofValue)
    const embedding = await credentialOf(app, early.groupAward.id)
    t.ok(embedding.endorsement.length > 1)
    t.notMatch(JSON.stringify(embedding), kid, 'nor does it sign what is embedded')
    const supports = await endorsementsOf(db, issuer.workspaceId, early.groupAward.id)
    t.strictSame(
      supports.map(({ credential }) => JSON.parse(credential)).toSorted(byId),
      embedding.endorsement.toSorted(byId),
    )

    const revoked = { revokedAt: since, revokedReason: texts.fr.keys.revokedReason }
    const ended = await awardsOfProposal(db, issuer.workspaceId, late[0]?.proposalId ?? '')
    for (const award of ended) t.match(award, revoked)
    const people = ended.filter((award) => award.kind === 'person')
    const jobs = await db.select().from(db.t.outbox)
    t.strictSame(
      jobs.flatMap(({ queue, key: of }) => (queue === 'letter-revoked' ? [of] : [])).toSorted(),
      people.map(({ id, recipient }) => `${id}:${recipient}`).toSorted(),
    )

    clock.advance(1000)
    const repeated = await compromise(app, { kid })
    t.match(repeated, { key, revoked: 0, signedAgain: 0, next: undefined })
    t.equal(repeated.key.compromisedAt, since, 'the first date stays')
  })

  t.test('whoever is cut short goes on where it stopped', async (t) => {
    const { house, app, issuer, clock } = await aHouse(t, open)
    const kid = (await activeKey(app.store.db, issuer, 'credential'))?.id ?? ''
    const early = await awarded(house, { support: '' })
    clock.advance(1000)
    const since = app.now()
    await awardedAgain(house, early)
    const done: (Compromise | undefined)[] = []
    for (const writes of [1, 2, 2, 9]) {
      const cut = { ...app, store: cutAfter(app.store, writes) }
      done.push(await compromise(cut, { kid, since }).catch(() => undefined))
    }
    const [, , , last, ...more] = done
    t.strictSame([done.slice(0, 3), more], [[undefined, undefined, undefined], []])
    t.match(last, { revoked: 0, signedAgain: 6 }, 'what was done before is not done again')
    const keys = await everyIssuerKey(app.store.db)
    t.strictSame(keys.map(({ state }) => state).toSorted(), ['active', 'compromised'])
    const rows = await app.store.db.select().from(app.store.db.t.award)
    for (const { credential, revokedAt } of rows)
      t.equal(credential?.includes(`#${kid}"`), revokedAt !== null)
  })

  t.test('in practice the key is the name of the issuer, and changes it', async (t) => {
    const { house, app, issuer, clock } = await aHouse(t, open, { isPublic: false })
    const first = await activeKey(app.store.db, issuer, 'credential')
    const { award } = await awarded(house)
    t.match(await credentialOf(app, award.id), { issuer: { id: `did:key:${first?.id}` } })
    t.notOk(await pinnedOrigin(app.store.db), 'and practice pins nothing')
    clock.advance(1000)
    const { next } = await compromise(app, { kid: first?.id ?? '' })
    const did = `did:key:${next?.id}`
    t.match(await credentialOf(app, award.id), {
      issuer: { id: did },
      proof: [{ verificationMethod: `${did}#${next?.id}` }],
    })
  })

  t.test('documents that a stolen key signed meanwhile are not stored', async (t) => {
    const { app, issuer } = await aHouse(t, open)
    const stale = await houseOf(app, issuer.workspaceId)
    await app.store.tx((tx) => vouch(app, tx, stale))
    t.match(await pinnedOrigin(app.store.db), { url: publicUrl, pinnedAt: app.now() })
    await rotateKey(app, issuer, 'credential')
    await app.store.tx((tx) => vouch(app, tx, stale))
    await compromise(app, { kid: stale.key.id })
    await t.rejects(
      app.store.tx((tx) => vouch(app, tx, stale)),
      /declared compromised while it signed/,
    )
  })

  t.test('a new master key opens every key, the old one none; or nothing changes', async (t) => {
    const { app, issuer } = await aHouse(t, open)
    const { store, masterKey: from } = app
    await tokenKeyOf(app, issuer)
    await rotateKey(app, issuer, 'credential')
    const to = Buffer.alloc(32, 7)
    t.equal(await rewrapKeys(store, { from, to }), 3)
    t.strictSame([await opensEvery(store, to), await opensEvery(store, from)], [true, false])
    const now = { ...app, masterKey: to }
    const late = { code: 'sealed-does-not-open' }
    await t.rejects(rotateKey(app, issuer, 'credential'), late, 'a node that knows the old one')
    await t.rejects(rotateKey(app, issuer, 'token'), late)
    await rotateKey(now, issuer, 'token')

    const stranger = { ...app, masterKey: Buffer.alloc(32, 9) }
    const foreign = await freshKey(stranger, issuer, 'credential')
    await store.tx((tx) =>
      addIssuerKey(tx, { ...foreign, state: 'retired', createdAt: app.now() + 1 }),
    )
    const sealed = await everyIssuerKey(store.db)
    await t.rejects(rewrapKeys(store, { from: to, to: from }), late)
    t.strictSame(await everyIssuerKey(store.db), sealed, 'all or none')
  })
}

t.test('over HTTP: badges of before and after a new key verify, until it is stolen', async (t) => {
  const house = await served(t, { env: { PUBLIC_URL: publicUrl } })
  const { app, server, place } = house
  const issuer = await anIssuer(app, place.workspaceId)
  const verdict = async (credential: string) =>
    (await server.inject({ method: 'POST', url: '/verify', payload: { text: credential } })).json()
      .valid
  const download = async (id: string) => (await server.inject(`/awards/${id}.json`)).payload
  const first = (await activeKey(app.store.db, issuer, 'credential'))?.id ?? ''
  const early = await awarded(house)
  const old = await download(early.award.id)
  const { active } = await rotateKey(app, issuer, 'credential')
  const [award] = await awardedAgain(house, early)
  const fresh = await download(award?.id ?? '')
  t.match(JSON.parse(fresh), {
    proof: [{ verificationMethod: `${issuerDid(issuer)}#${active.id}` }],
  })
  t.strictSame([await verdict(old), await verdict(fresh)], [true, true])
  const did = await server.inject(`/issuers/${issuer.id}/did.json`)
  t.match(did.json(), {
    id: issuerDid(issuer),
    assertionMethod: [`${issuerDid(issuer)}#${active.id}`, `${issuerDid(issuer)}#${first}`],
  })
  t.match(did.headers, {
    'access-control-allow-origin': '*',
    'cache-control': 'public, max-age=300',
  })

  t.match(await compromise(app, { kid: first }), { revoked: 0, signedAgain: 6 })
  t.notMatch((await server.inject(`/issuers/${issuer.id}/did.json`)).payload, first)
  t.equal(await verdict(old), false, 'a copy of before')
  const again = await download(early.award.id)
  t.match(JSON.parse(again), { id: JSON.parse(old).id, validFrom: JSON.parse(old).validFrom })
  t.equal(await verdict(again), true)

  const { kid } = await tokenKeyOf(app, issuer)
  const at = `/issuers/${issuer.id}/keys/${kid}`
  const jwk = { kty: 'RSA', kid, alg: 'RS256', use: 'sig', n: String, e: 'AQAB' }
  t.match((await server.inject('/.well-known/jwks.json')).json(), { keys: [jwk] })
  const one = await server.inject(`${at}.json`)
  t.match(one.json(), jwk)
  t.notOk('d' in one.json())
  t.match(one.headers, { 'content-type': /^application\/json/, 'access-control-allow-origin': '*' })
  t.match((await server.inject(`${at}.ob2.json`)).json(), {
    id: `${publicUrl}${at}.ob2.json`,
    type: 'CryptographicKey',
    owner: `${publicUrl}/issuers/${issuer.id}.ob2.json`,
    publicKeyPem: /^-----BEGIN PUBLIC KEY-----\n/,
  })
  t.equal((await server.inject(`/issuers/${app.newId()}/keys/${kid}.json`)).statusCode, 404)
  await compromise(app, { kid })
  t.equal((await server.inject(`${at}.json`)).statusCode, 404)
  t.notMatch((await server.inject('/.well-known/jwks.json')).payload, kid)
})

interface Keys {
  readonly house: House
  readonly app: App
  readonly issuer: IssuerRow
  readonly clock: TestClock
}

/** Another vote of a group, in which those who were there before take part too. */
async function awardedAgain(
  house: House,
  earlier: Vote,
  signing: { readonly support?: string } = {},
): Promise<AwardRow[]> {
  const vote = await aVote(house)
  const learners = [...earlier.learners, ...vote.learners]
  await votedThrough(house, { ...vote, learners }, signing)
  const { app, place } = house
  const { proposalId } = vote
  await issueAwards(app, { workspaceId: place.workspaceId, proposalId })
  return awardsOfProposal(app.store.db, place.workspaceId, proposalId)
}

/** A practice group on an engine, whose badges are public unless told otherwise. */
async function aHouse(t: Test, open: OpenStore, { isPublic = true } = {}): Promise<Keys> {
  const clock = aClock()
  const bare = bareApp(await open(t), clock.now)
  const app: App = isPublic ? { ...bare, publicUrl, baseUrl: publicUrl } : bare
  const place = await firstStart(app, { language: 'fr', mailFrom: 'badges@example.org' })
  const found = await roomByCode(app.store.db, place.code)
  if (!found) throw new Error('The first start makes a room.')
  const issuer = await anIssuer(app, place.workspaceId)
  return { house: { app, place, group: found.group }, app, issuer, clock }
}

async function anIssuer({ store }: App, workspaceId: string): Promise<IssuerRow> {
  const issuer = await issuerOf(store.db, workspaceId)
  if (!issuer) throw new Error('The first start makes an issuer.')
  return issuer
}

function issuerDid({ id }: IssuerRow): string {
  return `did:web:badges.example.org:issuers:${id}`
}

async function compromise(
  app: App,
  asked: { readonly kid: string; readonly since?: number },
): Promise<Compromise> {
  const outcome = await compromiseKey(app, asked)
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  return outcome.value
}

async function credentialOf({ store }: App, id: string) {
  return JSON.parse((await findAward(store.db, id))?.credential ?? 'null')
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1
}

/** The same database, as a process sees it that shares no memory with the first. */
function asAnotherNode(store: Store): Store {
  const { engine, writersAtOnce, db } = store
  return { engine, writersAtOnce, db, tx: (work) => store.tx(work), close: () => store.close() }
}

/** The power goes after so many commits. */
function cutAfter(store: Store, writes: number): Store {
  let left = writes
  return {
    ...asAnotherNode(store),
    async tx(work) {
      left -= 1
      if (left < 0) throw new Error('The power went.')
      return store.tx(work)
    },
  }
}
