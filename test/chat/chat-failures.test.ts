import t from 'tap'
import { castBallot } from '#src/app/cast-ballot.ts'
import { freshId } from '#src/app/fresh.ts'
import { proposalJob } from '#src/app/jobs.ts'
import { ChatFailure, type Ref } from '#src/chat/contract.ts'
import { DeliveryFailure } from '#src/delivery/delivery-failure.ts'
import { addJobs, requestJob } from '#src/storage/outbox.ts'
import { findProposal } from '#src/storage/proposals.ts'
import { aMailer, anOutbox, FakeChat } from '#test/kit/fake-chat.ts'
import { aVote, awarded, joined, served, votedThrough } from '#test/kit/http.ts'

const never = (trouble: ChatFailure['trouble']) =>
  new ChatFailure('The platform said no.', { trouble, permanent: true })

t.test('a private message refused for good: the trainer hears how the badge goes on', async (t) => {
  const service = await served(t)
  const chat = new FakeChat()
  const zoe = await joined(service, { name: 'Zoé' })
  const { trainer, learners } = await awarded(service)
  const [ada, bilal] = learners
  const refusing = new Set([`room:${ada?.member.id}`, `room:${zoe.member.id}`])
  chat.refuse = (what, to) =>
    what === 'tell' && refusing.has(to) ? never('chat-refused') : undefined
  const mailer = aMailer((to) => to === bilal?.member.email)
  const outbox = anOutbox(t, service, { chat, mailer })
  outbox.start()
  await outbox.idle()
  const heard = chat.toldTo(trainer)
  t.match(heard, /goes to Ada by letter: the private message did not get through\..*refused/)
  t.match(heard, /Zoé does not have the badge .* no e-mail address is known\..*\/badge mine/)
  t.match(heard, /could not be sent to Bilal by letter\. The mail server refuses/)
  t.equal(heard.split('\n').length, 3, 'nobody else')

  const url = '/console?lang=en'
  const { body } = await service.server.inject({ url, cookies: trainer.cookies })
  t.match(body, 'The private message was refused')
})

t.test('a letter given up after the private message was is told as well', async (t) => {
  const service = await served(t)
  const chat = new FakeChat()
  const { trainer, learners } = await awarded(service)
  const ada = `room:${learners[0]?.member.id}`
  chat.refuse = (what, to) => (what === 'tell' && to === ada ? never('chat-refused') : undefined)
  let isAway = true
  const mailer = aMailer((to) => !isAway && to === learners[0]?.member.email)
  const outbox = anOutbox(t, service, {
    chat,
    mailer: {
      ...mailer,
      async send(letter) {
        if (isAway) throw new DeliveryFailure('Later.', { retryAfterMs: 1 })
        await mailer.send(letter)
      },
    },
  })
  outbox.start()
  await outbox.idle()
  t.match(chat.toldTo(trainer), /goes to Ada by letter/)
  isAway = false
  const { outbox: jobs } = service.app.store.db.t
  await service.app.store.tx((tx) => tx.update(jobs).set({ runAt: 0 }))
  await service.app.store.tx((tx) => tx.delete(tx.t.lane))
  outbox.wake()
  await outbox.idle()
  t.match(chat.toldTo(trainer), /could not be sent to Ada by letter/)
})

t.test('a channel that takes no card: the trainer hears what to type', async (t) => {
  const service = await served(t)
  const chat = new FakeChat()
  const { trainer } = await aVote(service)
  chat.refuse = (what) => (what === 'post' ? never('chat-channel') : undefined)
  const outbox = anOutbox(t, service, { chat })
  outbox.start()
  await outbox.idle()
  t.match(chat.toldTo(trainer), /could not be shown in the channel\. .*\/invite @cordee/)
  const url = '/console?lang=en'
  const { body } = await service.server.inject({ url, cookies: trainer.cookies })
  t.match(body, '/invite @cordee')
})

t.test('a platform that asks to wait in one channel holds back no other', async (t) => {
  const app = { newId: freshId }
  const lane = (groupId: string) =>
    proposalJob(app, 'card', { workspaceId: 'w', id: 'p', groupId }, 0)
  t.strictSame([lane('g1').lane, lane('g2').lane], ['chat:w:g1', 'chat:w:g2'])

  const service = await served(t)
  const chat = new FakeChat()
  const { proposalId } = await aVote(service)
  const row = await findProposal(service.app.store.db, proposalId)
  if (!row) throw new Error('It was just opened.')
  const asked: Ref[] = []
  chat.refuse = (what, to) => {
    if (what === 'tell') return undefined
    asked.push(to)
    return new ChatFailure('429', { trouble: 'chat-unreachable', retryAfterMs: 60_000 })
  }
  // A second group's card, in a lane of its own.
  const other = proposalJob(service.app, 'announce', { ...row, groupId: 'elsewhere' }, 0)
  await service.app.store.tx((tx) => addJobs(tx, [other]))
  const outbox = anOutbox(t, service, { chat })
  outbox.start()
  await outbox.idle()
  t.equal(asked.length, 2)
  const { lane: lanes } = service.app.store.db.t
  t.equal((await service.app.store.db.select().from(lanes)).length, 2, 'each pauses for itself')
})

t.test(
  'a card whose turn is far off holds up neither the verdict nor the end of its vote',
  async (t) => {
    const service = await served(t)
    const { app, place } = service
    const chat = new FakeChat()
    const vote = await aVote(service)
    const outbox = anOutbox(t, service, { chat })
    outbox.start()
    await outbox.idle()
    chat.turn = async () => ({ laterMs: 3_600_000 })
    const row = await findProposal(app.store.db, vote.proposalId)
    if (!row) throw new Error('It was just opened.')
    await app.store.tx((tx) => requestJob(tx, proposalJob(app, 'card', row, app.now())))
    outbox.wake()
    await outbox.idle()
    const { outbox: jobs } = app.store.db.t
    const card = (await app.store.db.select().from(jobs)).find(({ queue }) => queue === 'card')
    t.match(card, { state: 'ready', attempts: 0 })
    t.ok((card?.runAt ?? 0) > app.now() + 3_000_000)
    t.match(chat.shown.at(-1)?.text, /0 people have voted/)
    await votedThrough(service, vote)
    outbox.wake()
    await outbox.idle()
    const texts = chat.shown.map(({ text }) => text)
    t.match(texts, [/0 people have voted/, /Accepted by the vote/, /accepted|awarded/i])
    t.equal(place.workspaceId, row.workspaceId)
  },
)

t.test('a card shows the ballots that came while it waited for its turn', async (t) => {
  const service = await served(t)
  const { app, place } = service
  const chat = new FakeChat()
  const { proposalId, achievement, learners } = await aVote(service)
  const outbox = anOutbox(t, service, { chat })
  outbox.start()
  await outbox.idle()
  t.match(chat.shown.at(-1)?.text, /0 people have voted/)
  chat.turn = async () => {
    chat.turn = async () => undefined
    await castBallot(app, {
      event: { source: 'room', eventId: freshId(), at: app.now() },
      workspaceId: place.workspaceId,
      proposalId,
      memberId: learners[0]?.member.id ?? '',
      answers: Object.fromEntries(
        achievement.content.criteria.map(({ id }) => [id, { choice: 'met', words: '' } as const]),
      ),
    })
    return undefined
  }
  const row = await findProposal(app.store.db, proposalId)
  if (!row) throw new Error('It was just opened.')
  await app.store.tx((tx) => requestJob(tx, proposalJob(app, 'card', row, app.now())))
  outbox.wake()
  await outbox.idle()
  t.match(chat.shown.at(-1)?.text, /1 person has voted/)
})
