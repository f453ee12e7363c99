import t from 'tap'
import { personSeen, slackUserSchema } from '#adapters/slack/people/slack-user.ts'
import { fails } from '#test/kit/fails.ts'
import { sendStage } from './send-stage.ts'

const day = 24 * 60 * 60_000

t.test('who is met for the first time is asked for once, and then known for a day', async (t) => {
  const { people, slack, time, restart } = await sendStage(t)
  t.match(await people.person('T1', 'U1'), { ref: 'slack:T1/U1', name: 'Ada', language: 'en' })
  await people.person('T1', 'U1')
  await restart().people.person('T1', 'U1')
  t.equal(slack.calls('users.info').length, 1)
  t.match(slack.calls('users.info'), [{ args: { user: 'U1', include_locale: 'true' } }])
  time.advance(day)
  await people.person('T1', 'U1')
  t.equal(slack.calls('users.info').length, 2)
})

t.test('ten who ask at once make one call', async (t) => {
  const { people, slack } = await sendStage(t)
  await Promise.all(Array.from({ length: 10 }, () => people.person('T1', 'U1')))
  t.equal(slack.calls('users.info').length, 1)
})

t.test(
  'bots, Slackbot, deactivated and unknown people are nobody, and are not asked for again',
  async (t) => {
    const { people, slack, team } = await sendStage(t)
    team.user('U3', { isBot: true })
    team.user('U4', { deleted: true })
    for (let twice = 0; twice < 2; twice++)
      for (const id of ['U3', 'U4', 'USLACKBOT'])
        t.equal(await people.person('T1', id), undefined, id)
    t.equal(slack.calls('users.info').length, 2)
    t.equal(await people.person('T1', 'U404'), undefined)
  },
)

t.test('somebody known stays known while Slack is away; a stranger cannot be told', async (t) => {
  const { people, slack, time } = await sendStage(t)
  await people.person('T1', 'U1')
  time.advance(day)
  slack.fail('users.info', { status: 500, times: 2 })
  t.match(await people.person('T1', 'U1'), { name: 'Ada' })
  await fails(t, people.person('T1', 'U2'), { error: 'http_500' })
})

t.test('who runs the workspace is an owner here', async (t) => {
  const { people, team } = await sendStage(t)
  team.user('U5', { name: 'Léa', isAdmin: true })
  t.match(await people.person('T1', 'U5'), { isTrainer: true })
  t.match(await people.person('T1', 'U1'), { isTrainer: false })
})

t.test('a changed name reaches those who were met, and nobody else', async (t) => {
  const { people, book } = await sendStage(t)
  await people.person('T1', 'U1')
  await people.changed('T1', user({ id: 'U1', real_name: 'Ada L.' }))
  await people.changed('T1', user({ id: 'U2', real_name: 'Ben' }))
  t.match(await book.roster.person('slack:T1', 'slack:T1/U1'), { name: 'Ada L.', language: 'en' })
  t.equal(await book.roster.person('slack:T1', 'slack:T1/U2'), undefined)
})

t.test('many at once are looked up in the list of the workspace', async (t) => {
  const { people, slack, team } = await sendStage(t)
  const ids = Array.from({ length: 450 }, (_, index) => `UM${index}`)
  for (const id of ids) team.user(id, { name: `Member ${id}` })
  team.user('UX', { stranger: true, teamId: 'T9', name: 'Xu' })
  const met = await people.all('T1', [...ids, 'UX', 'U1', team.bot.userId, 'USLACKBOT'])
  t.equal(met.length, 452)
  t.ok(slack.calls('users.list').length <= 4, 'pages')
  t.ok(slack.calls('users.info').length <= 1, 'the stranger stands in no list')
  await people.all('T1', ids)
  t.ok(slack.calls('users.list').length <= 4, 'once')
})

t.test('few at once are asked for one by one', async (t) => {
  const { people, slack } = await sendStage(t)
  t.equal((await people.all('T1', ['U1', 'U2', 'U1'])).length, 2)
  t.equal(slack.calls('users.list').length, 0)
})

t.test('in an Enterprise Grid the two ids of a person are one person', async (t) => {
  const { api, slack, team, book, restart } = await sendStage(t)
  team.user('UL1', { name: 'Noor' })
  team.user('W1', { name: 'Noor' })
  const grid = {
    upload: api.upload.bind(api),
    // The fake knows no grid: both ids are shown as Slack shows them there.
    async call(...args: Parameters<typeof api.call>) {
      const answer = await api.call(...args)
      if (args[1] !== 'users.info') return answer
      const shown = { id: args[2]['user'], enterprise_user: { id: 'W1', teams: ['T1', 'T2'] } }
      return { ...answer, user: { ...shown, name: 'Noor', team_id: 'T2' } }
    },
  }
  const { people } = restart({ api: grid })
  const met = [await people.person('T1', 'UL1'), await people.person('T1', 'W1')]
  t.match(met, [{ ref: 'slack:T1/W1' }, { ref: 'slack:T1/W1' }])
  t.equal(await book.roster.person('slack:T1', 'slack:T1/UL1'), undefined)
  await people.person('T1', 'UL1')
  t.equal(slack.calls('users.info').length, 1, 'the second id is known by the first')
  t.equal((await people.all('T1', ['UL1', 'W1'])).length, 1)
})

t.test('what Slack says of a user, as the service understands it', (t) => {
  t.match(seen({}), { ref: 'slack:T1/U1', name: 'U1', rank: 'member', outside: false, gone: false })
  t.match(seen({ name: 'ada', real_name: 'Ada L', profile: { display_name: 'al' } }), {
    name: 'Ada L',
  })
  t.match(seen({ profile: { email: 'a@example.org' } }), { email: 'a@example.org' })
  t.match(seen({ locale: 'fr-CA' }), { language: 'fr' })
  t.match(seen({ locale: 'en-US' }), { language: 'en' })
  t.match(seen({ locale: 'de-DE' }), { language: undefined })
  t.match(seen({ is_restricted: true }), { outside: false, rank: 'member' }, 'guests vote')
  t.match(seen({ deleted: true }), { gone: true })
  t.match(seen({ is_stranger: true }), { outside: true })
  t.match(seen({ team_id: 'T9' }), { outside: true })
  t.match(seen({ team_id: 'T9', is_admin: true }), { rank: 'member' }, 'elsewhere’s admin')
  t.match(seen({ team_id: 'E1' }), { outside: false }, 'of the whole organisation')
  t.match(seen({ team_id: 'E9', is_owner: true }), { outside: true, rank: 'member' })
  t.match(
    personSeen({ team: 'T1', enterprise: undefined }, user({ id: 'U1', team_id: 'E1' })),
    { outside: true },
    'a workspace of no organisation',
  )
  t.match(seen({ team_id: 'E9', enterprise_user: { id: 'W1', teams: ['T9'] } }), { outside: true })
  t.match(seen({ team_id: 'T2', enterprise_user: { id: 'W1', teams: ['T1', 'T2'] } }), {
    ref: 'slack:T1/W1',
    outside: false,
  })
  t.match(seen({ enterprise_user: { id: '' } }), { ref: 'slack:T1/U1' })
  for (const rank of ['is_admin', 'is_owner', 'is_primary_owner'])
    t.match(seen({ [rank]: true }), { rank: 'owner' }, rank)
  for (const nobody of [{ is_bot: true }, { is_workflow_bot: true }, { id: 'USLACKBOT' }])
    t.equal(seen(nobody), undefined, JSON.stringify(nobody))
  t.end()
})

function seen(more: object) {
  return personSeen({ team: 'T1', enterprise: 'E1' }, user({ id: 'U1', team_id: 'T1', ...more }))
}

function user(shown: object) {
  return slackUserSchema.parse(shown)
}
