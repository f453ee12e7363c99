import t from 'tap'
import { fails } from '#test/kit/fails.ts'
import {
  ada,
  adaId,
  ben,
  benId,
  channel,
  channelId,
  guild,
  role,
  sendStage,
  trainer,
  trainerId,
  workspace,
} from './send-stage.ts'

const roleRef = `${workspace}/${role}` as const
const until = async (isSo: () => boolean) => {
  const end = Date.now() + 5000
  while (!isSo() && Date.now() < end) await new Promise((resolve) => setImmediate(resolve))
  t.ok(isSo())
}
const names = (members: readonly { readonly name: string }[]) =>
  members.map(({ name }) => name).toSorted()

t.test('a trainer who comes to a channel without a group founds it', async (t) => {
  const { channels, book, people, discord } = await sendStage(t)
  await people.person(guild, trainerId)
  t.equal(await book.roster.group(workspace, channel), undefined)
  await channels.found(guild, channelId, trainer)
  t.match(await book.roster.group(workspace, channel), { name: 'atelier', size: 1 })
  const asked = discord.calls().length
  await channels.found(guild, channelId, trainer)
  t.equal(discord.calls().length, asked, 'a group that is known needs no call')
})

t.test('a group that was just founded is gathered when the form is sent', async (t) => {
  const { channels, book, people } = await sendStage(t)
  await people.person(guild, trainerId)
  await channels.found(guild, channelId, trainer)
  t.equal(await channels.gather(guild, channelId, ''), 'ok')
  t.equal((await book.roster.group(workspace, channel))?.size, 3)
})

t.test('what is no role of the server is no source', async (t) => {
  const { channels, book } = await sendStage(t)
  for (const source of [`discord:200000000000000002/${role}`, 'x', `${workspace}/77`])
    t.match(await channels.gather(guild, channelId, source), { code: 'source-gone' })
  t.equal(await book.roster.group(workspace, channel), undefined)
})

t.test('the people of a channel are those who see it, bots and newcomers left out', async (t) => {
  const { channels, server, book } = await sendStage(t)
  server.user('500000000000000003', { name: 'Robot', isBot: true })
  server.user('500000000000000004', { name: 'Newcomer', pending: true })
  server.user('500000000000000005', { name: 'Admin', isAdmin: true })
  t.strictSame(names(await channels.members(channel)), ['Ada', 'Admin', 'Ben', 'Tina'])
  server.channel('300000000000000002', { name: 'private', private: true, readers: [role] })
  server.channel('300000000000000003', { name: 'mine', private: true, readers: [benId] })
  const members = (id: string) => channels.members(`discord:${guild}/${id}`)
  t.strictSame(names(await members('300000000000000002')), ['Ada', 'Admin', 'Ben', 'Tina'])
  t.strictSame(names(await members('300000000000000003')), ['Admin', 'Ben', 'Tina'])
  t.match(await book.roster.person(workspace, ben), { isTrainer: false })
  t.match(await book.roster.person(workspace, `${workspace}/500000000000000005`), {
    isTrainer: true,
  })
})

t.test('the list of a server is read in pages, and once in ten seconds', async (t) => {
  const { channels, server, discord, time } = await sendStage(t)
  for (let user = 100; user < 120; user++)
    server.user(`500000000000000${user}`, { name: `U${user}` })
  discord.world.pageLength = 7
  t.equal((await channels.members(channel)).length, 23)
  const pages = discord.calls('GET', /members\?/).length
  t.ok(pages >= 4)
  await channels.members(channel)
  t.equal(discord.calls('GET', /members\?/).length, pages)
  time.advance(10_000)
  await channels.members(channel)
  t.equal(discord.calls('GET', /members\?/).length, 2 * pages)
})

t.test('the form that is sent says from which role the group comes', async (t) => {
  const { channels, book } = await sendStage(t)
  t.equal(await channels.gather(guild, channelId, roleRef), 'ok')
  t.match(await book.roster.group(workspace, channel), { source: roleRef, size: 2 })
  t.strictSame(names(await channels.members(channel)), ['Ada', 'Ben'])
  t.equal(await channels.gather(guild, channelId, ''), 'ok')
  t.match(await book.roster.group(workspace, channel), { source: undefined, size: 3 })
})

t.test('whoever was just given a role, or a new one, votes on what is proposed next', async (t) => {
  const { channels, server, book, time } = await sendStage(t)
  await channels.gather(guild, channelId, roleRef)
  const made = '700000000000000077'
  server.role(made, { name: 'Groupe B' })
  server.user(adaId, { name: 'Ada', roles: [role, made] })
  server.user('500000000000000006', { name: 'Cleo', roles: [role, made] })
  time.advance(10_000)
  t.equal(await channels.gather(guild, channelId, `${workspace}/${made}`), 'ok')
  t.match(await book.roster.group(workspace, channel), { size: 2 })
  time.advance(10_000)
  t.equal(await channels.gather(guild, channelId, roleRef), 'ok')
  t.match(await book.roster.group(workspace, channel), { size: 3 })
})

t.test('a group is as it was ten seconds ago at most when it must be fresh', async (t) => {
  const { channels, server, book, time, discord } = await sendStage(t)
  const here = () => channels.gather(guild, channelId, roleRef)
  await here()
  server.user('500000000000000006', { name: 'Cleo', roles: [role] })
  const asked = discord.calls().length
  await here()
  t.equal(discord.calls().length - asked, 0)
  time.advance(61_000)
  await Promise.all([here(), here()])
  t.equal((await book.roster.group(workspace, channel))?.size, 3)
  server.user(benId, { name: 'Ben', roles: [] })
  time.advance(61_000)
  await channels.gather(guild, channelId)
  t.equal((await book.roster.group(workspace, channel))?.size, 2, 'the role stays')
})

t.test('a thread stands for the channel that it is in', async (t) => {
  const { channels, sender, messages, book } = await sendStage(t)
  const said = { fr: { text: 'x' }, en: { text: 'x' } }
  const ref = await sender.post(channel, said, { key: 'a' })
  await sender.post(channel, said, { key: 'b', answering: ref })
  const thread = messages()[0]?.id ?? ''
  t.equal(await channels.gather(guild, thread, roleRef), 'ok')
  t.match(await book.roster.group(workspace, channel), { name: 'atelier', size: 2 })
})

t.test('roles that people have are what a group may come from', async (t) => {
  const { channels } = await sendStage(t)
  t.strictSame(await channels.sources(channel), [{ ref: roleRef, name: 'Groupe A' }])
})

t.test('a role that is gone is said to be', async (t) => {
  const { channels, server, time } = await sendStage(t)
  await channels.gather(guild, channelId, roleRef)
  server.guild.roles.delete(role)
  time.advance(61_000)
  t.match(await channels.gather(guild, channelId), { code: 'source-gone' })
  await fails(t, channels.members(channel), { trouble: 'chat-channel', permanent: true })
})

t.test('a channel that the bot does not see, or of another server, is not worked in', async (t) => {
  const { channels, server, discord } = await sendStage(t)
  const unseen = { code: 'right-missing', right: 'ViewChannel' }
  server.channel('300000000000000002', { name: 'x', private: true, withoutBot: true })
  t.match(await channels.gather(guild, '300000000000000002'), unseen)
  t.match(await channels.gather(guild, '300000000000000077'), unseen)
  const other = discord.guild('200000000000000002', { name: 'Other' })
  other.channel('300000000000000003', { name: 'theirs' })
  t.match(await channels.gather(guild, '300000000000000003'), unseen)
})

t.test('out of reach, a group as it was is better than none', async (t) => {
  const { channels, discord, time } = await sendStage(t)
  const unreachable = { code: 'chat-unreachable' }
  discord.fail('GET', /./, { status: 500, times: Infinity })
  t.match(await channels.gather(guild, channelId), unreachable)
  await fails(t, channels.members(channel), { trouble: 'chat-unreachable' })
  discord.heal()
  await channels.gather(guild, channelId, roleRef)
  time.advance(61_000)
  discord.fail('GET', /members/, { status: 500, times: Infinity })
  t.equal(await channels.gather(guild, channelId), 'ok')
  t.match(await channels.gather(guild, channelId, ''), unreachable)
})

t.test('where the members are hidden, their trainer hears which switch shows them', async (t) => {
  const { channels, discord } = await sendStage(t, { membersSwitch: false })
  const link = `https://discord.com/developers/applications/${discord.applicationId}/bot`
  t.strictSame(await channels.gather(guild, channelId), { code: 'members-hidden', link })
  const failed = { trouble: 'chat-scope', right: 'Server Members Intent', permanent: true }
  await fails(t, channels.members(channel), failed)
})

t.test(
  'where the members are hidden, people say themselves that they are in the group',
  async (t) => {
    const { channels, people, messages, book } = await sendStage(t, { membersSwitch: false })
    for (const user of [trainerId, adaId, benId]) await people.person(guild, user)
    await channels.found(guild, channelId, trainer)
    await channels.rollCall(guild, channelId, role)
    await channels.rollCall(guild, channelId, role)
    t.equal(messages().length, 1, 'asked once')
    const shown = () => JSON.stringify(messages()[0]?.components)
    t.match(shown(), /Groupe A/)
    t.match(shown(), `b1:j:${guild}:${channelId}:${role}`)
    t.match(await channels.gather(guild, channelId, roleRef), {
      code: 'members-hidden',
    })
    t.equal(await channels.join(guild, channelId, adaId, [], role), 'not-in-role')
    t.strictSame(await channels.join(guild, channelId, adaId, [role], role), { size: 1 })
    t.strictSame(await channels.join(guild, channelId, benId, [role], role), { size: 2 })
    t.strictSame(await channels.join(guild, channelId, benId, [role], role), { size: 2 })
    await until(() => /2 personnes? inscrites? sur 2/.test(shown()))
    t.equal(await channels.gather(guild, channelId, roleRef), 'ok')
    t.equal((await book.roster.group(workspace, channel))?.size, 3, 'the trainer among them')
  },
)

t.test('a question that was deleted is asked again', async (t) => {
  const { channels, server, messages } = await sendStage(t, { membersSwitch: false })
  await channels.rollCall(guild, channelId, undefined)
  server.deleteMessage(channelId, messages()[0]?.id ?? '')
  await channels.rollCall(guild, channelId, undefined)
  t.equal(messages().length, 1)
})

t.test('whoever said to be in the group of another role is not in this one', async (t) => {
  const { channels, people, server, book } = await sendStage(t, { membersSwitch: false })
  const second = '400000000000000002'
  server.role(second, { name: 'Groupe B' })
  for (const user of [adaId, benId]) await people.person(guild, user)
  await channels.rollCall(guild, channelId, role)
  await channels.join(guild, channelId, adaId, [role], role)
  await channels.rollCall(guild, channelId, second)
  t.equal(
    await channels.join(guild, channelId, adaId, [role], role),
    'not-in-role',
    'an old button',
  )
  t.strictSame(await channels.join(guild, channelId, benId, [second], second), { size: 1 })
  t.equal((await book.roster.group(workspace, channel))?.size, 1)
  t.ok(await book.roster.person(workspace, ada))
})

t.test('once the members are shown, the list counts and not what people said', async (t) => {
  const { channels, people, discord, book } = await sendStage(t, { membersSwitch: false })
  for (const user of [trainerId, adaId]) await people.person(guild, user)
  await channels.rollCall(guild, channelId, undefined)
  t.match(await channels.join(guild, channelId, adaId, []), { size: 1 })
  discord.world.membersSwitch = true
  t.equal(await channels.gather(guild, channelId, roleRef), 'ok')
  t.match(await book.roster.group(workspace, channel), { source: roleRef, size: 2 })
  t.equal(await channels.join(guild, channelId, trainerId, []), 'over', 'the question stands there')
  t.equal((await book.roster.group(workspace, channel))?.size, 2)
})

t.test('nobody enters a group that nobody was asked about', async (t) => {
  const { channels, people, book } = await sendStage(t)
  await people.person(guild, adaId)
  t.equal(await channels.join(guild, channelId, adaId, [role], role), 'over')
  t.equal(await book.roster.group(workspace, channel), undefined)
})
