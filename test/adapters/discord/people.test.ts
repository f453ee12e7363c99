import t from 'tap'
import { lackingRights } from '#adapters/discord/people/permissions.ts'
import { PermissionFlagsBits } from 'discord.js'
import { fails } from '#test/kit/fails.ts'
import { ada, adaId, guild, sendStage, trainer, trainerId, workspace } from './send-stage.ts'

const day = 24 * 60 * 60_000
const member = { user: { id: adaId, username: 'ada_1', global_name: 'Ada' }, roles: [] }

t.test('somebody is met with the name and the language that they show', async (t) => {
  const { people } = await sendStage(t)
  const met = await people.meet(guild, { ...member, nick: 'Ada L.' }, 'en-GB')
  t.match(met, { ref: ada, name: 'Ada L.', language: 'en', isTrainer: false })
  t.match(await people.meet(guild, { ...member, nick: null }, 'fr'), {
    name: 'Ada',
    language: 'fr',
  })
  t.match(await people.meet(guild, member, 'de'), { language: 'fr' }, 'kept')
})

t.test(
  'what nobody knows in a member is left alone, and what is no member is nobody',
  async (t) => {
    const { people } = await sendStage(t)
    const odd = { ...member, nick: 7, clan: { tag: 'x' }, permissions: {}, pending: 'no' }
    t.match(await people.meet(guild, odd, 'fr'), { name: 'Ada' })
    for (const nobody of [undefined, {}, { user: { id: 'x' } }, 'x'])
      t.equal(await people.meet(guild, nobody, 'fr'), undefined)
  },
)

t.test('bots are nobody', async (t) => {
  const { people, server } = await sendStage(t)
  const bot = { ...member, user: { ...member.user, bot: true } }
  t.equal(await people.meet(guild, bot, 'fr'), undefined)
  server.user('500000000000000005', { name: 'Robot', isBot: true })
  t.equal(await people.person(guild, '500000000000000005'), undefined)
})

t.test('whoever runs the server is an owner here', async (t) => {
  const { people } = await sendStage(t)
  const runs = [PermissionFlagsBits.ManageGuild, PermissionFlagsBits.Administrator]
  for (const [index, permission] of runs.entries()) {
    const user = { id: `50000000000000010${index}`, username: 'x' }
    const met = await people.meet(guild, { user, permissions: String(permission | 1n) }, 'fr')
    t.equal(met?.isTrainer, true)
  }
})

t.test('somebody who was met is brought up to date once a day, and not in between', async (t) => {
  const { book, people, time } = await sendStage(t)
  const first = await people.meet(guild, member, 'en-GB')
  time.advance(day / 2)
  t.equal((await people.meet(guild, member, 'en-GB'))?.metAt, first?.metAt)
  time.advance(day)
  t.equal((await people.meet(guild, member, 'en-GB'))?.metAt, time.now())
  t.equal((await book.roster.person(workspace, ada))?.metAt, time.now())
})

t.test('somebody who never did anything is asked for, once however many ask', async (t) => {
  const { people, discord } = await sendStage(t)
  const asked = await Promise.all([1, 2, 3].map(() => people.person(guild, trainerId)))
  t.match(asked, [{ ref: trainer, isTrainer: true }, { ref: trainer }, { ref: trainer }])
  await people.person(guild, trainerId)
  t.equal(discord.calls('GET', /members\/\d+$/).length, 1)
})

t.test('who is not there is nobody, and an answer that does not come is told', async (t) => {
  const { people, discord } = await sendStage(t)
  t.equal(await people.person(guild, '500000000000000077'), undefined)
  discord.fail('GET', /members\/\d+$/, { status: 500, times: 9 })
  await fails(t, people.person(guild, adaId), { status: 500 })
})

t.test('what the bot lacks is found in what Discord says that it may', (t) => {
  const all = ['ViewChannel', 'AttachFiles', 'ReadMessageHistory'] as const
  const inChannel = ['SendMessages', 'SendMessagesInThreads', 'CreatePublicThreads'] as const
  t.strictSame(lackingRights('0', false), [...all, ...inChannel])
  t.strictSame(lackingRights('0', true), [...all, 'SendMessagesInThreads'])
  t.strictSame(lackingRights('8', false), [])
  const held = String(
    [...all, ...inChannel].reduce((sum, one) => sum | PermissionFlagsBits[one], 0n),
  )
  t.strictSame(lackingRights(held, false), [])
  t.strictSame(lackingRights('what', true).length, 4)
  t.end()
})
