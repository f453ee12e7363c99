import t, { type Test } from 'tap'
import { memberOfPlace } from '#src/app/find-actor.ts'
import type { Reply } from '#src/chat/contract.ts'
import { type OpenStore, openTestStore } from '#test/kit/store.ts'
import {
  aChat,
  actionOf,
  channel,
  choiceOf,
  formOf,
  inPrivate,
  messageOf,
  refOf,
  seen,
  type TestChat,
  valuesIn,
  workspace,
} from './a-chat.ts'

// What differs between the engines is tried where it is stored: stored-chat-book.test.ts, test/app/persons.test.ts.
const open: OpenStore = async (t) => openTestStore(t)
testSearching(t, open)
testProposing(t, open)
testEverywhere(t, open)
testHome(t, open)
testSettings(t, open)
testLinking(t, open)
testSuggesting(t, open)

const learners = ['Ada', 'Ben', 'Cleo', 'Dan', 'Gus']
const elsewhere = 'slack:T1/C2'

function testSearching(t: Test, open: OpenStore): void {
  t.test('nobody looks for badges with more than a hundred characters', async (t) => {
    const { as } = await aClass(t, open)
    const long = `listening ${'a '.repeat(45)}`
    t.equal(long.length, 100)
    const shorter = messageOf(await as('Ada').command(`list ${long}`))
    t.strictSame(messageOf(await as('Ada').command(`list ${long}${'zzz '.repeat(900)}`)), shorter)
    t.match(await as('Ada').command(`show ${long}${'zzz '.repeat(900)}`), {
      message: { buttons: [{ url: /achievements/ }] },
    })
  })
}

function testProposing(t: Test, open: OpenStore): void {
  t.test('a message that is pointed at becomes evidence, and its author is chosen', async (t) => {
    const { as } = await aClass(t, open)
    const url = 'https://example.slack.com/archives/C1/p1700'
    const about = { text: 'I explained it to Ben.', url, author: refOf('Ada') }
    const form = formOf(await as('Olga').command('propose', about))
    t.equal(form.name, 'propose')
    t.match(valuesIn(form), {
      evidence: about.text,
      link: url,
      people: choiceOf(form, 'people', 'Ada'),
    })
    const long = { text: 'x'.repeat(5000), author: refOf('Olga') }
    const other = valuesIn(formOf(await as('Olga').command('propose', long)))
    t.equal(other['evidence']?.length, 2000)
    t.equal(other['people'], undefined, 'who does not learn here is not chosen')
  })

  t.test('where no group meets the group is chosen first, and nothing is lost', async (t) => {
    const house = await aClass(t, open)
    await house.gather(elsewhere, ['Olga', 'Ada', 'Ben', 'Hal', 'Eve'])
    const olga = house.as('Olga', inPrivate)
    const about = { text: 'Look at this.', url: 'https://example.org/1' }
    const choosing = formOf(await olga.command('propose com.ecouter-comprendre', about))
    t.match(choosing, { name: /^choose-group:propose\.[\w-]{22}$/ })
    const again = await olga.submit(choosing.name, valuesIn(choosing))
    t.match(again, { refused: 'field-missing', field: 'group' })
    t.match(valuesIn(formOf(again)), { evidence: about.text, link: about.url })
    const group = choiceOf(choosing, 'group', 'C2')
    const form = formOf(await olga.submit(choosing.name, { ...valuesIn(choosing), group }))
    t.equal(form.name, `propose:${group}`)
    const values = valuesIn(form)
    t.match(values, { evidence: about.text, link: about.url, achievement: /^[\w-]{22}$/ })
    const people = choiceOf(form, 'people', 'Eve')
    const wrong = await olga.submit(form.name, { ...values, people })
    t.match(wrong, { refused: 'field-missing', form: { name: form.name } })
    const opened = await olga.submit(form.name, { ...values, people, reason: 'Seen.' })
    t.match(messageOf(opened).text, /1 vote is open/)
    t.match(await house.as('Eve', inPrivate).command('vote'), { message: { text: /up to date/ } })
    formOf(await house.as('Ada', inPrivate).command('vote'))
  })

  t.test('a trainer who is in one group alone is not asked which', async (t) => {
    const { as } = await aClass(t, open)
    const form = formOf(await as('Olga', inPrivate).command('propose'))
    t.match(form, { name: /^propose:[\w-]{22}$/ })
    t.match(await as('Olga').press('propose'), { form: { name: 'propose' } })
  })

  t.test('nobody proposes in a group that he or she is not in', async (t) => {
    const house = await aClass(t, open)
    await house.gather(elsewhere, ['Eve'])
    await house.book.roster.meet(workspace, [seen('Tom', { rank: 'owner' })])
    t.match(await house.as('Tom', inPrivate).command('propose'), { refused: 'no-group-here' })
    const { name } = formOf(await house.as('Olga', inPrivate).command('propose'))
    for (const form of [name, name.replace('propose', 'settings'), `propose:${'A'.repeat(22)}`])
      t.match(await house.as('Tom', inPrivate).submit(form, {}), { refused: 'no-group-here' })
    t.match(await house.as('Ada').submit(name, {}), { refused: 'trainers-only' })
  })
}

function testEverywhere(t: Test, open: OpenStore): void {
  t.test('in private, votes of all of a person’s groups are followed and cast', async (t) => {
    const house = await aClass(t, open)
    await house.gather(elsewhere, ['Olga', 'Ada', 'Ben', 'Hal', 'Eve'])
    await propose(house, 'Ben', channel)
    await propose(house, 'Eve', elsewhere)
    const owed = messageOf(await house.as('Ada', inPrivate).command('vote'))
    t.match(owed, { text: /2 votes are waiting/ })
    t.equal(owed.buttons?.length, 2)
    const [first] = owed.buttons ?? []
    const form = formOf(
      await house.as('Ada', inPrivate).press(first && 'action' in first ? first.action : ''),
    )
    t.match(form.name, /^ballot:/)
    t.match(messageOf(await house.as('Ada', inPrivate).command('status')).text, /2 votes under way/)
    t.match(messageOf(await house.as('Ada').command('status')).text, /1 vote under way/)
    t.match(await house.as('Cleo', inPrivate).command('vote'), { form: { name: /^ballot:/ } })
    const withdraw = formOf(await house.as('Olga', inPrivate).command('withdraw'))
    t.equal(withdraw.fields[0]?.choices?.length, 2)
    t.match(messageOf(await house.as('Ada', inPrivate).command('list équipe')).text, /badge/)
    t.match(messageOf(await house.as('Ada', inPrivate).command('show team')).parts, [
      { kind: 'heading' },
    ])
  })

  t.test('somebody of another organisation is told why there is no ballot', async (t) => {
    const house = await aClass(t, open)
    await house.book.roster.meet(workspace, [seen('Eve', { outside: true })])
    const id = await propose(house, 'Ben', channel)
    t.match(await house.as('Eve').press(`vote:${id}`), { refused: 'from-elsewhere' })
    t.match(await house.as('Eve').submit(`ballot:${id}`, {}), { refused: 'from-elsewhere' })
    await house.book.roster.meet(workspace, [seen('Fay')])
    t.match(await house.as('Fay').press(`vote:${id}`), { refused: 'not-on-roll' })
    t.match(await house.as('Nobody').command('help'), { refused: 'not-a-member' })
  })
}

function testHome(t: Test, open: OpenStore): void {
  t.test('the home of a learner shows what to vote on', async (t) => {
    const house = await aClass(t, open)
    const before = await house.as('Ada', inPrivate).home()
    t.match(before.text, /up to date.*\n.*no badge/)
    t.strictSame(before.buttons, [])
    const id = await propose(house, 'Ben', channel)
    const home = await house.as('Ada', inPrivate).home()
    t.match(home.buttons, [{ label: /^Vote:/, action: `vote:${id}` }])
    t.match(home.text, /1 vote is waiting/)
    t.notMatch(home.text, /For your groups/)
  })

  t.test('the home of a trainer shows what runs, what to decide, and the tools', async (t) => {
    const house = await aClass(t, open)
    const id = await propose(house, 'Ben', channel)
    const olga = house.as('Olga', inPrivate)
    const home = await olga.home()
    t.match(home.text, /1 vote under way/)
    formOf(await olga.press(actionOf(home, 'Settings of the group')))
    formOf(await olga.press(actionOf(home, 'Propose a badge')))
    const { poll } = house.app.store.db.t
    await house.app.store.tx((tx) => tx.update(poll).set({ status: 'undecided' }))
    const later = await olga.home()
    t.match(later.text, /1 vote to decide/)
    const accept = later.buttons?.find(({ label }) => label.startsWith('Accept:'))
    t.match(accept, { label: /for Ben$/, action: `accept:${id}` })
    t.match(await olga.press(`decline:${id}`), { form: { name: 'end' } })
  })

  t.test('a trainer without a group is told how to have one', async (t) => {
    const house = await aChat(t, open)
    await house.book.roster.meet(workspace, [seen('Olga')])
    const home = await house.as('Olga', inPrivate).home()
    t.match(home, { text: /Invite me into the channel/, buttons: [] })
  })
}

function testSettings(t: Test, open: OpenStore): void {
  const team = { ref: 'slack:T1/S1', name: '@team' } as const

  t.test('settings name trainers, choose the source, and speak another language', async (t) => {
    const house = await aClass(t, open, [team])
    const olga = house.as('Olga')
    const form = formOf(await olga.command('settings'))
    t.match(valuesIn(form), { source: 'channel', language: 'en' })
    t.throws(() => choiceOf(form, 'trainers', 'Olga'), 'an owner is one already')
    const trainers = choiceOf(form, 'trainers', 'Dan')
    const source = choiceOf(form, 'source', '@team')
    const fields = { trainers, source, outsiders: 'outsiders', language: 'fr' }
    t.match(messageOf(await olga.submit(form.name, fields)).text, /Noted/)
    const next = formOf(await olga.command('settings'))
    t.match(valuesIn(next), fields)
    t.match(await house.book.roster.group(workspace, channel), { source: team.ref, gatheredAt: 0 })
    t.equal(await house.book.roster.language(workspace), 'fr')
    t.match(await house.book.roster.groupsFrom(workspace, team.ref), [{ channel }])

    const dan = house.as('Dan')
    const own = formOf(await dan.command('réglages'))
    t.throws(() => choiceOf(own, 'trainers', 'Dan'), 'nobody takes the role from himself')
    await olga.submit(form.name, { ...fields, trainers: '', source: 'channel' })
    t.match(await dan.command('settings'), { refused: 'trainers-only' })
    t.match(await house.book.roster.group(workspace, channel), { source: undefined })
  })

  t.test(
    'a list or a person that is not offered is refused, and the form comes back',
    async (t) => {
      const house = await aClass(t, open, [team])
      const olga = house.as('Olga')
      const { name } = formOf(await olga.command('settings'))
      const fields = { language: 'en', source: 'slack:T2/S1' }
      const wrong = await olga.submit(name, fields)
      t.match(wrong, { refused: 'unknown-source', field: 'source' })
      const other = await memberOfPlace(house.app, { workspace, ref: refOf('Olga') })
      const stranger = await olga.submit(name, { language: 'en', trainers: other?.id ?? '' })
      t.match(stranger, { refused: 'unknown-person' })
    },
  )

  t.test('of several groups the one to set is chosen', async (t) => {
    const house = await aClass(t, open)
    await house.gather(elsewhere, ['Olga', 'Ada'])
    const olga = house.as('Olga', inPrivate)
    const choosing = formOf(await olga.press('settings'))
    t.equal(choosing.name, 'choose-group:settings')
    const group = choiceOf(choosing, 'group', 'C2')
    t.match(formOf(await olga.submit(choosing.name, { group })), { name: `settings:${group}` })
  })
}

function testLinking(t: Test, open: OpenStore): void {
  t.test('two accounts become one person by a code, and vote once', async (t) => {
    const house = await aClass(t, open)
    const { text } = messageOf(await house.as('Ada').command('link'))
    const [command = ''] = /\/badge link \S+[A-Z0-9]/.exec(text) ?? []
    t.match(messageOf(await house.as('Ben').command(command)).text, /one person/)
    t.match(await house.as('Cleo').command(command), { refused: 'link-code-wrong' })
    const id = await propose(house, 'Dan', channel)
    const answers = await everyAnswer(house, 'Ada', id)
    t.match(await house.as('Ada').submit(`ballot:${id}`, answers), {
      message: { text: /Vote counted.*out of 3/ },
    })
    t.match(await house.as('Ben').submit(`ballot:${id}`, answers), {
      message: { text: /Vote confirmed.*out of 3/ },
    })
    t.match(await house.as('Ben').command('relier'), { message: { text: /Your code/ } })
  })

  t.test('help names the new commands, to each those that serve', async (t) => {
    const { as } = await aClass(t, open)
    t.match(messageOf(await as('Olga').command('help')).text, /settings[^]*link/)
    const { text } = messageOf(await as('Ada').command('aide'))
    t.match(text, /badge link/)
    t.notMatch(text, /badge settings/)
  })
}

function testSuggesting(t: Test, open: OpenStore): void {
  t.test('badges and people are found by some of their letters', async (t) => {
    const house = await aClass(t, open)
    await house.gather(channel, [...learners, 'Olga', 'Élodie', 'Chloé-Ada'])
    const search = (name: string, field: string, words: string, form = 'propose') =>
      house.inbox.suggest({
        by: { ref: refOf(name), name },
        workspace,
        channel,
        language: 'en',
        form,
        field,
        words,
      })
    t.match(await search('Olga', 'people', 'elo'), [{ label: 'Élodie' }])
    t.match(await search('Olga', 'people', 'ada'), [{ label: 'Ada' }, { label: 'Chloé-Ada' }])
    const all = await search('Olga', 'achievement', '')
    t.ok(all.length > 20 && all.length <= 100)
    const some = await search('Olga', 'achievement', 'listening')
    t.ok(some.length > 0 && some.length < all.length)
    t.match(some, [{ value: /^[\w-]{22}$/, under: String }])
    const { name } = formOf(await house.as('Olga').command('settings'))
    t.match(await search('Olga', 'trainers', 'be', name), [{ label: 'Ben' }])
    t.strictSame(await search('Ada', 'people', ''), [], 'learners search nobody')
    t.strictSame(await search('Nobody', 'people', ''), [])
    t.strictSame(await search('Ada', 'badge', 'listening', 'show'), some, 'everybody reads badges')
    t.strictSame(await search('Ada', 'achievement', 'listening', 'show'), [])
    t.strictSame(await search('Nobody', 'badge', '', 'show'), [])
    t.strictSame(await search('Olga', 'people', '', `propose:${'A'.repeat(22)}`), [])
  })
}

async function aClass(
  t: Test,
  open: OpenStore,
  sources: NonNullable<Parameters<typeof aChat>[2]>['sources'] = [],
): Promise<TestChat> {
  const house = await aChat(t, open, { sources })
  await house.gather(channel, [...learners, 'Olga'])
  return house
}

/** Opens a vote on one badge for one person; answers its id. */
async function propose(house: TestChat, who: string, place: typeof channel | typeof elsewhere) {
  const olga = house.as('Olga', place)
  const form = formOf(await olga.command('propose com.ecouter-comprendre'))
  const people = choiceOf(form, 'people', who)
  const before = new Set(await proposalIds(house))
  messageOf(await olga.submit(form.name, { ...valuesIn(form), people, reason: 'Seen.' }))
  return (await proposalIds(house)).find((id) => !before.has(id)) ?? ''
}

async function proposalIds({ app: { store } }: TestChat): Promise<readonly string[]> {
  const { proposal } = store.db.t
  return (await store.db.select({ id: proposal.id }).from(proposal)).map(({ id }) => id)
}

async function everyAnswer(house: TestChat, name: string, id: string) {
  const reply: Reply = await house.as(name).press(`vote:${id}`)
  const asked = formOf(reply).fields.filter(({ kind }) => kind === 'options')
  return Object.fromEntries(asked.map((field) => [field.name, 'met']))
}
