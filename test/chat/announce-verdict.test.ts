import t, { type Test } from 'tap'
import { localBus } from '#src/app/bus.ts'
import type { Chat } from '#src/chat/chat.ts'
import { ChatFailure } from '#src/chat/contract.ts'
import { announceVerdict } from '#src/chat/jobs/announce-verdict.ts'
import { firstWorkspace } from '#src/storage/workspaces.ts'
import { FakeChat } from '#test/kit/fake-chat.ts'
import { awarded, served } from '#test/kit/http.ts'
import { aService, propose, voteAll } from '#test/kit/service.ts'

t.test('a card that was not posted yet is posted first, and the verdict under it', async (t) => {
  const { chat, announce, target } = await aVerdict(t)
  await announce()
  const [card, verdict] = chat.posted
  t.equal(card?.[1].key, `card:${target.proposalId}`)
  t.equal(verdict?.[1].key, `verdict:${target.proposalId}`)
  t.match(verdict?.[1].answering, /card:/)
  await announce()
  t.equal(chat.posted.length, 3, 'the card stands')
})

t.test('while the card cannot be posted the verdict waits', async (t) => {
  const { chat, announce } = await aVerdict(t)
  chat.refuse = () => new ChatFailure('x', { trouble: 'chat-unreachable' })
  await t.rejects(announce(), { message: 'x' })
  t.equal(chat.posted.length, 0)
})

t.test('a card that is refused for good holds no verdict back', async (t) => {
  const { chat, announce } = await aVerdict(t)
  refuseCard(chat, new ChatFailure('x', { trouble: 'chat-unreachable', permanent: true }))
  await announce()
  t.match(chat.posted, [[{}, { key: /^verdict:/, answering: undefined }]])
})

t.test('nor does one that has failed for more than an hour', async (t) => {
  const { chat, announce } = await aVerdict(t, 3_700_000)
  refuseCard(chat, new ChatFailure('x', { trouble: 'chat-unreachable' }))
  await announce()
  t.match(chat.posted, [[{}, { key: /^verdict:/ }]])
})

t.test('whoever the badge is for is called, and for the group nobody is', async (t) => {
  const service = await aService(t)
  const paul = await service.joinAsTrainer('Paul')
  const ana = await service.join('Ana')
  const others = await Promise.all(['Bilal', 'Chloé', 'Dawit'].map((name) => service.join(name)))
  const forAna = await propose(paul, { people: ana.id })
  const forAll = await propose(paul, { achievement: 'col.production-collective', for: 'group' })
  for (const voter of others) await voteAll(voter, forAna, 'met')
  await paul.submit('end', { what: `withdraw:${forAll}`, reason: 'Too early.' })
  await service.outbox.idle()

  const fake = new FakeChat()
  const { app } = service
  const chat: Chat = { app, bus: localBus(), adapters: new Map([[fake.platform, fake]]) }
  const workspaceId = (await firstWorkspace(app.store.db))?.id ?? ''
  for (const proposalId of [forAna, forAll])
    await announceVerdict(chat, { workspaceId, proposalId })
  t.match(fake.posted, [
    [{ tone: 'good' }, { key: `verdict:${forAna}`, calling: [`room:${ana.id}`] }],
    [{ tone: 'calm' }, { key: `verdict:${forAll}`, calling: undefined }],
  ])
})

/** What is refused once is the card: it comes first. */
function refuseCard(chat: FakeChat, failure: ChatFailure): void {
  const failures = [failure]
  chat.refuse = () => failures.pop()
}

/** The verdict of a vote whose card is not there. */
async function aVerdict(t: Test, laterMs = 0) {
  const service = await served(t)
  const { proposalId } = await awarded(service)
  const fake = new FakeChat()
  const { bus } = service
  const app = { ...service.app, now: () => service.app.now() + laterMs }
  const chat: Chat = { app, bus, adapters: new Map([[fake.platform, fake]]) }
  const target = { workspaceId: service.place.workspaceId, proposalId }
  return { chat: fake, target, announce: () => announceVerdict(chat, target) }
}
