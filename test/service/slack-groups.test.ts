import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import type { Person } from '#test/kit/fake-slack/index.ts'
import { memberOfPlace } from '#src/app/find-actor.ts'
import { proposables } from '#src/app/list-proposables.ts'
import { groupOfChannel } from '#src/storage/workspaces.ts'
import type { FilledIn } from '#test/kit/fake-slack/fill-in.ts'
import { propose, textOf, until, voteAll as voteInRoom } from '#test/kit/service.ts'
import { aRunningClock } from '#test/kit/clock.ts'
import {
  aSlackHouse,
  cardOf,
  opened,
  pressVote,
  proposeIn,
  shown,
  type SlackHouse,
  toldBy,
  voteAll,
  voteIn,
} from './slack-house.ts'

t.test('who is in a group, and votes', async (t) => {
  const house = await aSlackHouse(t, { clock: aRunningClock() })
  const { team, service, paul, learners } = house
  const [ana, bilal, chloe, dawit] = learners
  if (!ana || !bilal || !chloe || !dawit) throw new Error('nobody came')

  const guest = team.user('UGUEST', { name: 'Gwen', restricted: true })
  const stranger = team.user('USTRANGE', { name: 'Stan', stranger: true, teamId: 'T9' })

  await t.test('guests do; bots, Slackbot, deactivated people and strangers do not', async (t) => {
    team.user('UBOTTOO', { name: 'Robot', isBot: true })
    team.user('UGONE', { name: 'Gone', deleted: true })
    for (const id of ['UGUEST', 'USTRANGE', 'UBOTTOO', 'UGONE', 'USLACKBOT'])
      await team.person(id).joins('C1')
    t.strictSame(await proposable(house), ['Ana', 'Bilal', 'Chloé', 'Dawit', 'Gwen'])
    const id = await proposeIn(house, { people: ['Ana'] })
    t.match(cardOf(paul, id)?.text, /0 of 4 have voted/)
    t.match(
      await toldBy(stranger, () => pressVote(stranger, id)),
      /not on the roll|other organisations/,
    )
    t.match(await voteIn(guest, id, 'met'), /Vote counted/)

    await t.test('who comes later does not vote, who leaves keeps the seat', async (t) => {
      const late = team.user('ULATE', { name: 'Lea' })
      await late.joins('C1')
      t.match(await toldBy(late, () => pressVote(late, id)), /not on the roll/)
      await bilal.leaves('C1')
      // The card is out of reach to him; App Home still leads to the vote.
      await bilal.openHome()
      const home = await until(async () => bilal.home())
      if (home.buttons.some(({ value }) => value === `vote:${id}`)) {
        await bilal.press(home, `vote:${id}`)
        await opened(bilal, 'Your vote')
        await bilal.close('all')
      } else t.comment('who left is not led to the vote')
      t.match(cardOf(paul, id)?.text, /1 of 4 have voted/)
      await voteIn(chloe, id, 'met')
      await service.outbox.idle()
      t.match(cardOf(paul, id)?.text, /Accepted/)
      t.strictSame(await proposable(house), ['Ana', 'Chloé', 'Dawit', 'Gwen', 'Lea'])
      await bilal.joins('C1')
      await comesToBe(house, ['Ana', 'Bilal', 'Chloé', 'Dawit', 'Gwen', 'Lea'])
    })
  })

  await t.test('people of other organisations, once a trainer lets them in', async (t) => {
    await setting(paul, { outsiders: ['outsiders'] })
    t.ok((await proposable(house)).includes('Stan'))
    const own = await proposeIn(house, { people: ['Stan'] })
    t.match(await toldBy(stranger, () => pressVote(stranger, own)), /votes for themselves/)
    t.match(await voteIn(stranger, await proposeIn(house, { people: ['Dawit'] }), 'met'), /counted/)
  })

  await t.test('a user group is the source of members, and follows its changes', async (t) => {
    const promotion = (...members: readonly string[]) =>
      team.userGroup('S1', { name: 'Promotion 12', members: ['U0', 'U1', 'UGUEST', ...members] })
    promotion()
    team.userGroup('SOLD', { name: 'Old', members: ['U3'], disabled: true })
    await team.event({ type: 'subteam_created', subteam: { id: 'S1' } })
    t.match(await toldBy(ana, () => ana.command('C1', 'settings')), /Only trainers/)
    const offered = await setting(paul, { source: 'Promotion 12', outsiders: [] })
    t.strictSame(offered, ['The people of the channel', 'Promotion 12'])
    t.strictSame(await proposable(house), ['Ana', 'Bilal', 'Gwen'])
    promotion('U2')
    await team.event({ type: 'subteam_members_changed', subteam_id: 'S1', team_id: 'T1' })
    await comesToBe(house, ['Ana', 'Bilal', 'Chloé', 'Gwen'])
    const id = await proposeIn(house, { people: ['Ana'] })
    t.match(await toldBy(dawit, () => pressVote(dawit, id)), /not on the roll/)
    await voteAll([bilal, chloe], id)
  })

  await t.test('a trainer who is named proposes, and is not proposed', async (t) => {
    t.match(await toldBy(dawit, () => dawit.command('C1', 'propose')), /Only trainers/)
    await setting(paul, { source: 'The people of the channel', trainers: ['Gwen'] })
    await guest.command('C1', 'propose')
    const form = await opened(guest, 'Propose a badge')
    const people = form.fields.find(({ name }) => name === 'people')?.options ?? []
    t.strictSame(
      people.map(({ label }) => label).toSorted(),
      ['Ana', 'Bilal', 'Chloé', 'Dawit', 'Lea'],
      'the strangers are out again',
    )
    await guest.close('all')
  })

  await t.test('one person in Slack and in the room votes once', async (t) => {
    const trainer = await service.joinAsTrainer('Rosa')
    const inRoom = await service.join('Ana of the room')
    await Promise.all(['Élise', 'Farid'].map((name) => service.join(name)))
    const code = /\/badge link (\S+[A-Z0-9])/.exec(
      await toldBy(ana, () => ana.command('C1', 'link')),
    )
    t.match(textOf(await inRoom.command(`link ${code?.[1]}`)), /one person/)
    t.match(textOf(await inRoom.command(`link ${code?.[1]}`)), /code is not right/, 'once')

    const id = await propose(trainer, { achievement: 'col.production-collective', for: 'group' })
    const homeOf = async (wanted: boolean) => {
      await ana.openHome()
      return until(async () => {
        const buttons = ana.home()?.buttons ?? []
        return buttons.some(({ value }) => value === `vote:${id}`) === wanted || undefined
      })
    }
    t.ok(await homeOf(true), 'App Home shows what is to be voted in the room')
    t.match(textOf(await voteInRoom(inRoom, id, 'met')), /1 person has voted out of 3/)
    t.ok(await homeOf(false), 'and what was voted there no more')

    const inSlack = await proposeIn(house, { people: ['Bilal'] })
    t.match(await voteIn(ana, inSlack, 'met'), /Vote counted/)
    t.match(textOf(await voteInRoom(inRoom, inSlack, 'not-yet')), /Vote changed/)
    await until(
      async () => /1 of \d have voted/.test(cardOf(paul, inSlack)?.text ?? '') || undefined,
    )
  })
})

t.test('300 people, in pages of Slack’s own length', async (t) => {
  const house = await aSlackHouse(t, { names: Array.from({ length: 300 }, (_, i) => `L${i}`) })
  const { slack, team, paul } = house
  slack.server.world.pageLength = 40
  t.ok(team.id)
  await paul.command('C1', 'propose')
  const form = await opened(paul, 'Propose a badge')
  t.match(form.fields.find(({ name }) => name === 'people')?.kind, 'multi_external_select')
  const { options } = await paul.search(form, 'people', 'L29')
  t.equal(options.length, 11, 'L29 and L290 to L299')
  await paul.close('all')
  const id = await proposeIn(house, { people: ['L0'] })
  t.match(cardOf(paul, id)?.text, /0 of 299 have voted/)
  const pages = slack.calls('conversations.members')
  t.equal(pages.length, Math.ceil(302 / 40))
  t.ok(slack.calls('users.list').length <= 8 && slack.calls('users.info').length < 10)
})

/** The names that the form offers in the channel. */
async function proposable({ paul }: SlackHouse): Promise<readonly string[]> {
  await paul.command('C1', 'propose')
  const form = await opened(paul, 'Propose a badge')
  await paul.close('all')
  const people = form.fields.find(({ name }) => name === 'people')
  return (people?.options ?? []).map(({ label }) => label).toSorted()
}

/** An event of Slack's is acknowledged before it is followed. */
async function comesToBe({ service: { app } }: SlackHouse, names: readonly string[]) {
  const by = await memberOfPlace(app, { workspace: 'slack:T1', ref: 'slack:T1/UPAUL' })
  const group = await groupOfChannel(app.store.db, by?.workspaceId ?? '', 'slack:T1/C1')
  if (!group) throw new Error('no group')
  await until(async () => {
    const { people } = await proposables(app, group)
    return isDeepStrictEqual(people.map(({ name }) => name).toSorted(), names) || undefined
  })
}

/** Changes the settings; answers the sources that were offered. */
async function setting(
  trainer: Person,
  values: Readonly<Record<string, FilledIn>>,
): Promise<readonly string[]> {
  await trainer.command('C1', 'settings')
  const form = await opened(trainer, 'Settings of the group')
  await trainer.submit(form, values)
  await shown(trainer, /Noted/)
  await trainer.close('all')
  const source = form.fields.find(({ name }) => name === 'source')
  return (source?.options ?? []).map(({ label }) => label)
}
