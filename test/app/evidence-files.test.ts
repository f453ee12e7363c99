import t, { type Test } from 'tap'
import { endProposal } from '#src/app/end-proposal.ts'
import { forgetEvidenceFiles, takeEvidenceFile, viewEvidenceFile } from '#src/app/evidence-files.ts'
import { memberOfPlace } from '#src/app/find-actor.ts'
import { proposeAward } from '#src/app/propose-award.ts'
import { presets } from '#src/domain/rule.ts'
import { achievementsOf } from '#src/storage/achievements.ts'
import { eq } from '#src/storage/drizzle.ts'
import { groupOfChannel } from '#src/storage/workspaces.ts'
import { aChat, channel, refOf, workspace } from '#test/chat/a-chat.ts'
import { onEachEngine, type OpenStore } from '#test/kit/store.ts'

const megabyte = 1024 * 1024

onEachEngine(t, (t, open) => {
  t.test('nobody fills the room of all the others', async (t) => {
    const { hand } = await aHouse(t, open)
    const many = (by: string, from = 0) =>
      Promise.all(Array.from({ length: 16 }, (_, n) => hand(`${by} ${from + n}`, { by })))
    const refused = (await many('Olga')).filter(({ ok }) => !ok)
    t.match(refused, [{ refusal: { code: 'evidence-refused', problem: 'busy' } }], 'of 16, one')
    t.match(await hand('Ada', { by: 'Ada' }), { ok: true })
    t.match(await hand('Olga 3', { by: 'Olga' }), { ok: true }, 'a file that waits already is in')
  })

  t.test('nor by the weight of a few files', async (t) => {
    const { hand } = await aHouse(t, open)
    const large = (n: number) => hand(`${n}`.padEnd(10 * megabyte, '.'), { by: 'Olga' })
    for (const n of [1, 2, 3, 4, 5, 6]) t.match(await large(n), { ok: true })
    t.match(await hand('one more', { by: 'Olga' }), { refusal: { problem: 'busy' } })
    t.match(await hand('one more', { by: 'Ada' }), { ok: true })
  })

  t.test('a workspace has room for 200 files', async (t) => {
    const { app, hand, idOf } = await aHouse(t, open)
    const id = await idOf('first', {})
    const { db } = app.store
    const [row] = await db.select().from(db.t.evidenceFile)
    const ids = Array.from({ length: 198 }, (_, n) => `${id} ${n}`)
    const others = ids.flatMap((other) => (row ? { ...row, id: other } : []))
    await app.store.tx((tx) => tx.insert(tx.t.evidenceFile).values(others))
    t.match(await hand('last', {}), { ok: true })
    t.match(await hand('200', { by: 'Ada' }), { refusal: { problem: 'busy' } })
  })

  t.test(
    'the same file handed in again is the same, for the same member, while it waits',
    async (t) => {
      const { app, clock, idOf, hand, propose } = await aHouse(t, open)
      const id = await idOf('seen', { by: 'Olga' })
      clock.advance(20 * 3_600_000)
      t.equal(await idOf('seen', { by: 'Olga' }), id)
      t.not(await idOf('seen', { by: 'Ada' }), id)
      t.not(
        await idOf('seen', { by: 'Olga', name: 'other.txt' }),
        id,
        'its name tells what it shows',
      )
      t.not(await idOf('seen', {}), await idOf('seen', {}), 'whose it is is not known')
      clock.advance(20 * 3_600_000)
      await app.store.tx((tx) => forgetEvidenceFiles(app, tx))
      await propose(['Ada'], [id])
      t.not(await idOf('seen', { by: 'Olga' }), id, 'one that is evidence waits no more')
      t.ok((await hand('seen', { by: 'Olga' })).ok)
    },
  )

  t.test('a file is shown once it is evidence, as it was handed in', async (t) => {
    const { app, idOf, propose } = await aHouse(t, open)
    const id = await idOf('Élise', { by: 'Olga' })
    t.equal(await viewEvidenceFile(app, id), undefined)
    await propose(['Ada'], [id])
    t.match(await viewEvidenceFile(app, id), { name: 'a.txt', bytes: Buffer.from('Élise') })
  })

  t.test('evidence goes with the last vote that shows it, when that is withdrawn', async (t) => {
    const { app, idOf, propose, withdraw } = await aHouse(t, open)
    const id = await idOf('seen', { by: 'Olga' })
    const [first = '', second = ''] = await propose(['Ada', 'Ben'], [id])
    await withdraw(first)
    t.ok(await viewEvidenceFile(app, id), 'the vote on Ben shows it')
    await withdraw(second)
    t.equal(await viewEvidenceFile(app, id), undefined)
    t.equal(await app.store.db.$count(app.store.db.t.evidenceFile), 0)
  })

  t.test('other evidence is kept for a year after the end', async (t) => {
    const { app, idOf, propose, settle } = await aHouse(t, open)
    const [kept, running] = [await idOf('a', { by: 'Olga' }), await idOf('b', { by: 'Olga' })]
    const [ended = ''] = await propose(['Ada'], [kept])
    await propose(['Ben'], [running])
    await settle(ended)
    const left = async (days: number) => {
      const now = () => app.now() + days * 24 * 3_600_000
      await app.store.tx((tx) => forgetEvidenceFiles({ now }, tx))
      const rows = await app.store.db.select().from(app.store.db.t.evidenceFile)
      return new Set(rows.map(({ id }) => id))
    }
    t.strictSame(await left(364), new Set([kept, running]))
    t.strictSame(await left(366), new Set([running]))
  })
})

async function aHouse(t: Test, open: OpenStore) {
  const chat = await aChat(t, open)
  const { app } = chat
  await chat.gather(channel, ['Ada', 'Ben', 'Cleo', 'Dan', 'Olga'])
  const member = async (name: string) => {
    const found = await memberOfPlace(app, { workspace, ref: refOf(name) })
    if (!found) throw new Error(`${name} is not there.`)
    return found
  }
  const olga = await member('Olga')
  const { workspaceId } = olga
  const event = () => ({ source: 'test', eventId: app.newId(), at: app.now() })
  interface Handing {
    readonly by?: string
    readonly name?: string
  }
  const hand = async (text: string, { by, name = 'a.txt' }: Handing) =>
    takeEvidenceFile(app, {
      workspaceId,
      file: { name, type: '', bytes: Buffer.from(text) },
      by: by && (await member(by)).id,
    })
  return {
    ...chat,
    hand,
    idOf: async (text: string, handing: Handing) => {
      const taken = await hand(text, handing)
      if (!taken.ok) throw new Error(taken.refusal.problem)
      return taken.value.id
    },
    propose: async (names: readonly string[], fileIds: readonly string[]) => {
      const group = await groupOfChannel(app.store.db, workspaceId, channel)
      const badges = await achievementsOf(app.store.db, workspaceId)
      if (!group) throw new Error('There is no group.')
      const memberIds = await Promise.all(names.map(async (name) => (await member(name)).id))
      const opened = await proposeAward(app, {
        event: event(),
        by: olga,
        group,
        achievementId: badges.find(({ content }) => content.kind === 'both')?.id ?? '',
        candidates: { kind: 'people', memberIds },
        grounds: { reason: 'Seen.' },
        fileIds,
        rule: presets.majority,
        deadline: app.now() + 3_600_000,
      })
      if (!opened.ok) throw new Error(opened.refusal.code)
      return opened.value
    },
    withdraw: async (proposalId: string) => {
      const asked = { event: event(), by: olga, proposalId, reason: 'No.' }
      const ended = await endProposal(app, { ...asked, ending: 'withdraw' })
      t.ok(ended.ok)
    },
    /** As a deadline would. */
    settle: async (proposalId: string) => {
      const { poll } = app.store.db.t
      const changes = { status: 'declined', settledAt: app.now() } as const
      await app.store.tx((tx) =>
        tx.update(poll).set(changes).where(eq(poll.proposalId, proposalId)),
      )
    },
  }
}
