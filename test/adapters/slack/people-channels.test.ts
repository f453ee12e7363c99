import t, { type Test } from 'tap'
import { idsInChannel } from '#adapters/slack/people/listings.ts'
import type { Roster } from '#src/chat/chat-book.ts'
import type { Ref } from '#src/chat/contract.ts'
import { usualScopes } from '#test/kit/fake-slack/index.ts'
import { fails } from '#test/kit/fails.ts'
import { channel, sendStage } from './send-stage.ts'

type Stage = Awaited<ReturnType<typeof sendStage>>

t.test('the people of a channel become the members of its group, bots left out', async (t) => {
  const { channels, team, gathered } = await channelStage(t)
  team.user('U3', { isBot: true })
  team.user('U4', { restricted: true, name: 'Guest' })
  team.channel('C1', { members: ['U1', 'U2', 'U3', 'U4', 'USLACKBOT'] })
  t.equal(await channels.here('T1', 'C1'), 'ok')
  t.strictSame(gathered(), [['atelier', ['slack:T1/U1', 'slack:T1/U2', 'slack:T1/U4']]])
})

t.test('ten who ask at once make one gathering', async (t) => {
  const { channels, slack, gathered } = await channelStage(t)
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => channels.here('T1', 'C1', { fresh: true })),
  )
  t.strictSame(new Set(answers), new Set(['ok']))
  t.equal(gathered().length, 1)
  t.equal(slack.calls('conversations.members').length, 1)
})

t.test('a group that is known is enough; a fresh one is a minute old at most', async (t) => {
  const { channels, time, gathered } = await channelStage(t)
  await channels.here('T1', 'C1')
  time.advance(59_000)
  await channels.here('T1', 'C1', { fresh: true })
  t.equal(gathered().length, 1)
  time.advance(2000)
  await channels.here('T1', 'C1')
  t.equal(gathered().length, 1)
  await channels.here('T1', 'C1', { fresh: true })
  t.equal(gathered().length, 2)
})

t.test('a big channel is read page by page, however short they are', async (t) => {
  const { channels, team, slack, gathered } = await channelStage(t)
  const members = Array.from({ length: 430 }, (_, index) => `UM${index}`)
  for (const id of members) team.user(id, { name: id })
  team.channel('C1', { members })
  await channels.here('T1', 'C1')
  t.equal(gathered()[0]?.[1].length, 430)
  t.equal(slack.calls('conversations.members').length, 3)
})

t.test('where the bot is not, it says how to bring it there', async (t) => {
  const { channels, team, gathered } = await channelStage(t)
  team.channel('C3', { isPrivate: true, bot: false, members: ['U1'] })
  team.channel('C4', { bot: false, members: ['U1'] })
  for (const id of ['C3', 'C4', 'C404'])
    t.strictSame(await channels.here('T1', id), { code: 'bot-not-here', bot: 'Cordée' }, id)
  t.strictSame(gathered(), [])
})

t.test('what is missing is said: a right, the installation, Slack itself', async (t) => {
  const { channels, team, slack } = await channelStage(t)
  team.grantScopes(usualScopes.filter((scope) => scope !== 'channels:read'))
  t.strictSame(await channels.here('T1', 'C1'), { code: 'scope-missing', scope: 'channels:read' })
  slack.fail('conversations.info', { error: 'account_inactive' })
  t.strictSame(await channels.here('T1', 'C1'), { code: 'not-installed' })
  slack.fail('conversations.info', { status: 500 })
  t.strictSame(await channels.here('T1', 'C1'), { code: 'chat-unreachable' })
})

t.test('no list of people goes on for ever, and none is endless', async (t) => {
  const { api, pace } = await channelStage(t)
  let pages = 0
  const listing = (perPage: number) => ({
    pace,
    api: {
      upload: api.upload.bind(api),
      call: async () => {
        const members = Array.from({ length: perPage }, (_, index) => `U${pages}-${index}`)
        return { ok: true, members, response_metadata: { next_cursor: `p${pages++}` } }
      },
    },
  })
  t.equal((await idsInChannel(listing(3), 'T1', 'C1')).length, 300)
  t.equal(pages, 100)
  t.equal((await idsInChannel(listing(201), 'T1', 'C1')).length, 10_000)
  t.equal(pages, 150)
})

t.test('while Slack is away a group is as it was', async (t) => {
  const { channels, slack, time } = await channelStage(t)
  await channels.here('T1', 'C1')
  time.advance(120_000)
  slack.fail('conversations.info', { status: 500 })
  t.equal(await channels.here('T1', 'C1', { fresh: true }), 'ok')
})

t.test('a talk between one person and the bot is no group', async (t) => {
  const { channels, slack, gathered } = await channelStage(t)
  t.equal(await channels.here('T1', 'D1', { fresh: true }), 'ok')
  t.equal(await channels.here('T1', ''), 'ok')
  t.equal(slack.calls('conversations.info').length, 0)
  t.strictSame(gathered(), [])
})

t.test('the members of a channel are those in it, by name', async (t) => {
  const { channels } = await channelStage(t)
  t.strictSame(await channels.members(channel), [
    { ref: 'slack:T1/U1', name: 'Ada' },
    { ref: 'slack:T1/U2', name: 'Ben' },
  ])
})

t.test('user groups are sources; a plan or an app without them has none', async (t) => {
  const { channels, team, slack } = await channelStage(t)
  team.userGroup('S1', { name: 'Promo 2026' })
  team.userGroup('S2', { name: 'Gone', disabled: true })
  t.strictSame(await channels.sources(channel), [{ ref: 'slack:T1/S1', name: 'Promo 2026' }])
  // Asked for once in a row, and again as soon as one is made.
  await channels.sources(channel)
  t.equal(slack.calls('usergroups.list').length, 1)
  const another = () => channels.onEvent('T1', { type: 'subteam_created', subteam: { id: 'S3' } })
  for (const error of ['plan_upgrade_required', 'paid_teams_only', 'missing_scope']) {
    await another()
    slack.fail('usergroups.list', { error })
    t.strictSame(await channels.sources(channel), [], error)
  }
  await another()
  slack.fail('usergroups.list', { status: 500 })
  await fails(t, channels.sources(channel), { error: 'http_500' })
})

t.test('a group with a source is made of the people of that source', async (t) => {
  const { channels, team, gathered } = await channelStage(t, 'slack:T1/S1')
  team.userGroup('S1', { members: ['U2'] })
  await channels.here('T1', 'C1')
  t.strictSame(gathered(), [['atelier', ['slack:T1/U2']]])
})

t.test('a source that is gone, or is not given any more, is told', async (t) => {
  const { channels, slack, team, gathered } = await channelStage(t, 'slack:T1/S1')
  t.strictSame(await channels.here('T1', 'C1', { fresh: true }), { code: 'source-gone' })
  team.userGroup('S1', { members: ['U2'] })
  slack.fail('usergroups.users.list', { error: 'plan_upgrade_required' })
  t.strictSame(await channels.here('T1', 'C1', { fresh: true }), { code: 'source-gone' })
  slack.fail('usergroups.users.list', { error: 'missing_scope', facts: { needed: 'x:read' } })
  t.match(await channels.here('T1', 'C1', { fresh: true }), { code: 'scope-missing' })
  t.strictSame(gathered(), [])
  t.equal(await channels.here('T1', 'C1', { fresh: true }), 'ok')
})

t.test('a source that goes is told at the next proposal, however fresh the group is', async (t) => {
  const { channels, team } = await channelStage(t, 'slack:T1/S1')
  team.userGroup('S1', { members: ['U2'] })
  t.equal(await channels.here('T1', 'C1', { fresh: true }), 'ok')
  team.inside.userGroups.delete('S1')
  await channels.onEvent('T1', { type: 'subteam_updated', subteam: { id: 'S1' } })
  t.strictSame(await channels.here('T1', 'C1', { fresh: true }), { code: 'source-gone' })
  t.equal(await channels.here('T1', 'C1'), 'ok', 'votes go on')
})

t.test('those who are known are looked up together, however many', async (t) => {
  const { book, restart, team } = await sendStage(t)
  const ids = Array.from({ length: 700 }, (_, index) => `UX${index}`)
  for (const id of ids) team.user(id, { name: id })
  team.channel('C5', { name: 'big', members: ids })
  let lookUps = 0
  const { roster } = book
  const counted: Roster = {
    ...roster,
    async person(...asked) {
      lookUps++
      return roster.person(...asked)
    },
    async people(...asked) {
      lookUps++
      return roster.people(...asked)
    },
  }
  const { channels } = restart({ book: { ...book, roster: counted } })
  t.equal(await channels.here('T1', 'C5', { fresh: true }), 'ok')
  t.ok(lookUps < 5, `${lookUps} when they are met`)
  lookUps = 0
  t.equal((await channels.members('slack:T1/C5')).length, 700)
  t.equal(lookUps, 1)
})

t.test('who comes and goes changes the group that is there, and founds none', async (t) => {
  const { channels, team, gathered } = await channelStage(t)
  await channels.onEvent('T1', joined('C1'))
  t.strictSame(gathered(), [])
  await channels.here('T1', 'C1')
  team.user('U5', { name: 'Cleo' })
  team.channel('C1', { members: ['U1', 'U2', 'U5'] })
  await channels.onEvent('T1', joined('C1'))
  t.equal(gathered().at(-1)?.[1].length, 3)
  team.channel('C1', { members: ['U1'] })
  await channels.onEvent('T1', { ...joined('C1'), type: 'member_left_channel' })
  t.strictSame(gathered().at(-1)?.[1], ['slack:T1/U1'])
})

t.test('thirty who join at once are two gatherings, and the last shows them all', async (t) => {
  const { channels, team, gathered } = await channelStage(t)
  await channels.here('T1', 'C1')
  const members = ['U1', 'U2']
  const events: Promise<void>[] = []
  for (let index = 0; index < 30; index++) {
    const user = `UJ${index}`
    team.user(user, { name: user })
    team.channel('C1', { members: [...members, user] })
    members.push(user)
    events.push(channels.onEvent('T1', { type: 'member_joined_channel', user, channel: 'C1' }))
  }
  await Promise.all(events)
  t.equal(gathered().at(-1)?.[1].length, 32)
  t.ok(gathered().length <= 4, `${gathered().length}`)
})

t.test('a renamed channel renames its group', async (t) => {
  const { channels, team, gathered } = await channelStage(t)
  await channels.here('T1', 'C1')
  team.channel('C1', { name: 'jardin' })
  const renamed = { id: 'C1', name: 'jardin', created: 1 }
  await channels.onEvent('T1', { type: 'channel_rename', channel: renamed })
  t.equal(gathered().at(-1)?.[0], 'jardin')
})

t.test(
  'a changed user group changes the groups that are made of it, and the channel does not',
  async (t) => {
    const { channels, team, gathered } = await channelStage(t, 'slack:T1/S1')
    team.userGroup('S1', { members: ['U1'] })
    await channels.here('T1', 'C1')
    await channels.onEvent('T1', { type: 'member_left_channel', user: 'U1', channel: 'C1' })
    t.equal(gathered().length, 1)
    team.userGroup('S1', { members: ['U1', 'U2'] })
    await channels.onEvent('T1', { type: 'subteam_members_changed', subteam_id: 'S1' })
    await channels.onEvent('T1', { type: 'subteam_updated', subteam: { id: 'S1', users: [] } })
    t.strictSame(
      gathered().map(([, refs]) => refs.length),
      [1, 2, 2],
    )
  },
)

t.test('who was deactivated leaves every group; who changed is brought up to date', async (t) => {
  const { channels, people, book, time } = await channelStage(t)
  await channels.here('T1', 'C1')
  const change = (user: object) => channels.onEvent('T1', { type: 'user_change', user })
  await change({ id: 'U2', team_id: 'T1', real_name: 'Benoît' })
  t.match(await book.roster.person('slack:T1', 'slack:T1/U2'), {
    name: 'Benoît',
    metAt: time.now(),
  })
  await change({ id: 'U2', team_id: 'T1', real_name: 'Benoît', deleted: true })
  t.equal(await people.person('T1', 'U2'), undefined)
  await channels.onEvent('T1', { type: 'team_join', user: { id: 'U7', team_id: 'T1' } })
  t.equal(await book.roster.person('slack:T1', 'slack:T1/U7'), undefined)
})

t.test('events that are none of its business, or nonsense, change nothing', async (t) => {
  const { channels, slack } = await channelStage(t)
  for (const event of [undefined, 'x', {}, { type: 'pin_added' }, { type: 'user_change' }])
    await channels.onEvent('T1', event)
  t.equal(slack.calls().length, 0)
})

function joined(channel: string) {
  return { type: 'member_joined_channel', user: 'U5', channel }
}

/** What is gathered is written down on its way to the store. A source, if any, is that of every group. */
async function channelStage(t: Test, source?: Ref) {
  const stage: Stage = await sendStage(t)
  const seen: (readonly [string, readonly Ref[]])[] = []
  const { roster } = stage.book
  const book = {
    ...stage.book,
    roster: {
      ...roster,
      async gather(...args: Parameters<typeof roster.gather>) {
        seen.push([args[1].name, args[2]])
        await roster.gather(...args)
      },
      async group(...args: Parameters<typeof roster.group>) {
        const group = await roster.group(...args)
        if (group) return source === undefined ? group : { ...group, source }
        return source === undefined
          ? undefined
          : { channel, name: 'atelier', source, gatheredAt: 0, size: 0 }
      },
      async groupsFrom(...args: Parameters<typeof roster.groupsFrom>) {
        const group = await roster.group('slack:T1', channel)
        return group && args[1] === source ? [{ ...group, source }] : []
      },
    },
  }
  return { ...stage, ...stage.restart({ book }), gathered: () => seen }
}
