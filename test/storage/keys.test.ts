import t, { type Test } from 'tap'
import { emptyTally } from '#src/domain/tally.ts'
import { addAwards, type AwardRow, saveAward, storeDocuments } from '#src/storage/awards.ts'
import { saveBallots } from '#src/storage/ballots.ts'
import { addMember } from '#src/storage/members.ts'
import { addProposal } from '#src/storage/proposals.ts'
import {
  endedAwards,
  findStatusList,
  fullAt,
  statusListBits,
  takeStatusPlaces,
} from '#src/storage/status-lists.ts'
import { codeOf, isUniqueViolation, type Store, type Tx } from '#src/storage/store.ts'
import { addGroup } from '#src/storage/workspaces.ts'
import { anAgreed, openedAt } from '#test/kit/proposal-builders.ts'
import { addTestWorkspace, onEachEngine, type OpenStore, openTestStore } from '#test/kit/store.ts'

onEachEngine(t, (t, open) => {
  testKeys(t, open)
  testStatusLists(t, open)
})
t.test('SQLite', async (t) => testLayout(t))

/** No row points into another workspace, and no award is there twice. */
function testKeys(t: Test, open: OpenStore): void {
  t.test('a voter on the roll has a ballot', async (t) => {
    const store = await twoWorkspaces(t, open)
    await t.resolves(store.tx((tx) => saveBallots(tx, [aBallotRow('a')])))
  })

  const strangers: readonly [string, (tx: Tx) => Promise<unknown>][] = [
    [
      "a ballot on another workspace's proposal",
      (tx) => saveBallots(tx, [{ ...aBallotRow('a'), proposalId: 'proposal-b' }]),
    ],
    [
      "a ballot of another workspace's member",
      (tx) => saveBallots(tx, [{ ...aBallotRow('a'), memberId: 'voter-b' }]),
    ],
    [
      "a ballot that names its own workspace for another one's proposal and member",
      (tx) => saveBallots(tx, [{ ...aBallotRow('a'), workspaceId: 'b' }]),
    ],
    [
      'a ballot of a member who is not on the roll',
      (tx) => saveBallots(tx, [{ ...aBallotRow('a'), memberId: 'trainer-a' }]),
    ],
    [
      "a roll with another workspace's member",
      (tx) =>
        tx.insert(tx.t.roll).values({
          workspaceId: 'a',
          proposalId: 'proposal-a',
          memberId: 'voter-b',
        }),
    ],
    [
      "a group with another workspace's member",
      (tx) =>
        tx.insert(tx.t.groupMember).values({
          workspaceId: 'a',
          groupId: 'group-a',
          memberId: 'voter-b',
          joinedAt: openedAt,
        }),
    ],
    [
      "an award from another workspace's proposal",
      (tx) => addAwards(tx, [{ ...anAwardRow('a', 'award'), proposalId: 'proposal-b' }]),
    ],
    [
      "a session of another workspace's member",
      (tx) =>
        tx.insert(tx.t.session).values({
          workspaceId: 'a',
          tokenHash: 'hash',
          memberId: 'voter-b',
          createdAt: openedAt,
          expiresAt: openedAt,
        }),
    ],
    [
      "a chat identity of another workspace's member",
      (tx) =>
        tx.insert(tx.t.identity).values({ workspaceId: 'a', ref: 'slack:U1', memberId: 'voter-b' }),
    ],
    [
      "a room for another workspace's group",
      (tx) => tx.insert(tx.t.room).values({ workspaceId: 'a', code: 'code', groupId: 'group-b' }),
    ],
  ]
  t.test('what points into another workspace is refused', async (t) => {
    const store = await twoWorkspaces(t, open)
    for (const [name, write] of strangers) {
      const refused = await store.tx(write).then(
        () => undefined,
        (error: unknown) => error,
      )
      t.ok(isForeignKeyViolation(refused), name)
    }
    t.equal(await store.db.$count(store.db.t.ballot), 0)
  })

  t.test('a proposal awards the same recipient once', async (t) => {
    const store = await twoWorkspaces(t, open)
    const first = anAwardRow('a', 'first')
    await store.tx((tx) => addAwards(tx, [first]))
    const again = store.tx((tx) => addAwards(tx, [{ ...first, id: 'second' }]))
    await t.rejects(again.catch(rethrowUniqueViolation), { message: 'unique' })
    const twins = ['third', 'fourth'].map((id) => ({ ...first, id, recipient: 'twin' }))
    const both = store.tx((tx) => addAwards(tx, twins))
    await t.rejects(both.catch(rethrowUniqueViolation), { message: 'unique' })
    await t.resolves(
      store.tx((tx) => addAwards(tx, [{ ...first, id: 'fifth', recipient: 'group-a' }])),
    )
    t.equal(await store.db.$count(store.db.t.award), 2)
  })

  t.test('an award has both documents or none, and keeps the first', async (t) => {
    const store = await twoWorkspaces(t, open)
    const half = { ...anAwardRow('a', 'half'), credential: '{}' }
    await t.rejects(store.tx((tx) => addAwards(tx, [half])))
    const award = anAwardRow('a', 'whole')
    await store.tx((tx) => addAwards(tx, [award]))
    for (const credential of ['first', 'second'])
      await store.tx((tx) =>
        storeDocuments(tx, [{ ...award, credential, assertion: credential, pictureId: 'picture' }]),
      )
    const [kept] = await store.db.select().from(store.db.t.award)
    t.strictSame(kept, {
      ...award,
      credential: 'first',
      assertion: 'first',
      pictureId: 'picture',
    })
  })

  t.test('values come back as they were: objects, booleans, instants, bytes', async (t) => {
    const store = await twoWorkspaces(t, open)
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255])
    await store.tx(async (tx) => {
      await addAwards(tx, [{ ...anAwardRow('a', 'one'), named: true }])
      await saveBallots(tx, [aBallotRow('a')])
      await tx.insert(tx.t.picture).values({ workspaceId: 'a', id: 'picture', png })
    })
    const { db } = store
    t.match(await db.select().from(db.t.award), [{ named: true, issuedAt: openedAt }])
    t.strictSame(await db.select().from(db.t.ballot), [aBallotRow('a')])
    const [picture] = await db.select().from(db.t.picture)
    t.ok(picture?.png.equals(png))
  })
}

/** Each award has a bit of its own in a list of its workspace. */
function testStatusLists(t: Test, open: OpenStore): void {
  t.test('no bit is given twice, however many votes mint at the same time', async (t) => {
    const store = await twoWorkspaces(t, open)
    const minted = await Promise.all(
      Array.from({ length: 8 }, (_, vote) => store.tx((tx) => mint(tx, 'a', `${vote}`, 400))),
    )
    const bits = minted.flat().map(({ statusList, statusIndex }) => `${statusList} ${statusIndex}`)
    t.equal(new Set(bits).size, 3200)
    const indexes = minted.flat().map(({ statusIndex }) => statusIndex ?? -1)
    t.ok(indexes.every((index) => Number.isInteger(index) && index >= 0 && index < statusListBits))
    t.strictNotSame(
      indexes,
      indexes.toSorted((a, b) => a - b),
      'at random',
    )
    const lists = await store.db.select().from(store.db.t.statusList)
    t.equal(
      lists.reduce((sum, { taken }) => sum + taken, 0),
      3200,
    )
  })

  t.test('a bit that is taken is refused all the same', async (t) => {
    const store = await twoWorkspaces(t, open)
    const [first] = await store.tx((tx) => mint(tx, 'a', 'first', 1))
    const twin = { ...anAwardRow('a', 'twin'), recipient: 'twin', ...placeOf(first) }
    const again = store.tx((tx) => addAwards(tx, [twin]).catch(rethrowUniqueViolation))
    await t.rejects(again, { message: 'unique' })
  })

  t.test(
    'a list takes no more once an eighth of it is given; lists are a workspace’s own',
    async (t) => {
      const store = await twoWorkspaces(t, open)
      const [one] = await store.tx((tx) => mint(tx, 'a', 'one', 1))
      const [other] = await store.tx((tx) => mint(tx, 'b', 'other', 1))
      t.not(one?.statusList, other?.statusList)
      await store.tx((tx) => tx.update(tx.t.statusList).set({ taken: fullAt - 1 }))
      const [last] = await store.tx((tx) => mint(tx, 'a', 'last', 1))
      t.equal(last?.statusList, one?.statusList)
      const [next] = await store.tx((tx) => mint(tx, 'a', 'next', 1))
      t.not(next?.statusList, one?.statusList)
      t.match(await findStatusList(store.db, next?.statusList ?? ''), {
        workspaceId: 'a',
        taken: 1,
      })
      t.equal(await findStatusList(store.db, 'nothing'), undefined)
    },
  )

  t.test('what a list says: the bits of awards that were revoked or declined', async (t) => {
    const store = await twoWorkspaces(t, open)
    const [revoked, declined, standing] = await store.tx((tx) => mint(tx, 'a', 'award', 3))
    const list = { workspaceId: 'a', id: standing?.statusList ?? '' }
    t.strictSame(await endedAwards(store.db, list), { indexes: [], lastAt: undefined })
    const end = (award: AwardRow | undefined, how: Partial<AwardRow>) =>
      store.tx((tx) => saveAward(tx, { workspaceId: 'a', id: award?.id ?? '', ...how }))
    await end(revoked, { revokedAt: 5000, revokedReason: 'A mistake' })
    await end(declined, { declinedAt: 7000 })
    const indexes = [revoked, declined].map((award) => award?.statusIndex ?? -1)
    t.strictSame(await endedAwards(store.db, list), {
      indexes: indexes.toSorted((a, b) => a - b),
      lastAt: 7000,
    })
    t.strictSame(await endedAwards(store.db, { ...list, workspaceId: 'b' }), {
      indexes: [],
      lastAt: undefined,
    })
  })
}

async function mint(tx: Tx, w: string, name: string, count: number): Promise<AwardRow[]> {
  const newList = () => ({ id: `list-${w}-${name}`, createdAt: openedAt })
  const places = await takeStatusPlaces(tx, { workspaceId: w, count, newList })
  const rows = places.map((place, index) => ({
    ...anAwardRow(w, `${name}-${w}-${index}`),
    recipient: `${name}-${index}`,
    ...place,
  }))
  await addAwards(tx, rows)
  return rows
}

function placeOf(award: AwardRow | undefined) {
  return { statusList: award?.statusList ?? null, statusIndex: award?.statusIndex ?? null }
}

/** The tables that belong to no workspace, and their keys. */
const alone = new Map([
  ['adapter_note', 'name'],
  ['workspace', 'id'],
  ['lane', 'id'],
  ['lease', 'name'],
  ['lock', 'name'],
  ['one_time_state', 'hash'],
  ['pinned_origin', 'name'],
])

function testLayout(t: Test): void {
  t.test('the workspace comes first in every key and every reference', async (t) => {
    const { writer } = openTestStore(t)
    const ask = (sql: string) => writer.prepare<[], Record<string, unknown>>(sql).all()
    const tables = ask(
      "select name from sqlite_master where type = 'table' and name not like '\\_\\_%' escape '\\'",
    ).map(({ name }) => String(name))
    t.ok(tables.length >= 20)
    for (const table of tables) {
      const [first] = ask(`select name from pragma_table_info('${table}') where pk = 1`)
      t.equal(first?.['name'], alone.get(table) ?? 'workspace_id', `the key of ${table}`)
      for (const { from, to } of ask(
        `select "from", "to" from pragma_foreign_key_list('${table}') where seq = 0`,
      )) {
        t.equal(from, 'workspace_id', `a reference of ${table}`)
        t.match(to, /^(workspace_id|id)$/)
      }
    }
  })
}

/** Workspaces `a` and `b`, each with a trainer, a voter, a group and an open vote. */
async function twoWorkspaces(t: Test, open: OpenStore): Promise<Store> {
  const store = await open(t)
  for (const id of ['a', 'b']) {
    await addTestWorkspace(store, id)
    await store.tx((tx) => addVote(tx, id))
  }
  return store
}

async function addVote(tx: Tx, w: string): Promise<void> {
  const groupId = `group-${w}`
  await addGroup(tx, {
    workspaceId: w,
    id: groupId,
    name: w,
    channel: `room:${w}`,
    createdAt: openedAt,
  })
  for (const role of ['trainer', 'voter'])
    await addMember(
      tx,
      {
        workspaceId: w,
        id: `${role}-${w}`,
        name: role,
        email: null,
        language: 'fr',
        role: role === 'trainer' ? 'trainer' : 'learner',
        joinedAt: openedAt,
      },
      { ref: `room:${role}-${w}`, groupId },
    )
  const agreed = anAgreed()
  await addProposal(
    tx,
    {
      workspaceId: w,
      id: `proposal-${w}`,
      groupId,
      proposedBy: `trainer-${w}`,
      agreed,
      agreedHash: 'hash',
      achievement: {
        name: { fr: 'Badge', en: 'Badge' },
        definition: { fr: 'Badge', en: 'Badge' },
        criteria: agreed.criteria,
        kind: 'individual',
        basedOn: null,
      },
      grounds: { reason: 'Because' },
      status: 'open',
      tally: emptyTally(1),
      closesAt: agreed.deadline,
      settledAt: null,
      settledBy: null,
      settledReason: null,
      mintedAt: null,
      cardRef: null,
    },
    { roll: [`voter-${w}`], recipients: [`trainer-${w}`] },
  )
}

function aBallotRow(w: string) {
  return {
    workspaceId: w,
    proposalId: `proposal-${w}`,
    memberId: `voter-${w}`,
    choices: ['met'] as const,
    words: ['bravo "\u{1F9D7}" \\ \''],
    castAt: openedAt,
    support: null,
  }
}

function anAwardRow(w: string, id: string): AwardRow {
  return {
    workspaceId: w,
    id,
    proposalId: `proposal-${w}`,
    achievementId: 'badge',
    kind: 'person',
    recipient: `trainer-${w}`,
    subjectId: 'urn:uuid:1',
    salt: 'salt',
    issuedAt: openedAt,
    validUntil: null,
    statusList: null,
    statusIndex: null,
    credential: null,
    assertion: null,
    pictureId: null,
    named: false,
    declinedAt: null,
    revokedAt: null,
    revokedReason: null,
  }
}

function isForeignKeyViolation(error: unknown): boolean {
  const code = codeOf(error instanceof Error ? error.cause : undefined) ?? codeOf(error)
  return code === 'SQLITE_CONSTRAINT_FOREIGNKEY' || code === '23503'
}

function rethrowUniqueViolation(error: unknown): never {
  throw isUniqueViolation(error) ? new Error('unique') : error
}
