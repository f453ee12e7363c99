import t, { type Test } from 'tap'
import { houseOf } from '#src/app/award-facts.ts'
import { askForCode, codeOf, confirmEmail } from '#src/app/confirm-email.ts'
import { memberOfPlace, workspaceOfPlace } from '#src/app/find-actor.ts'
import { opensEvery, rewrapKeys } from '#src/app/rewrap-keys.ts'
import { membersOfGroup } from '#src/storage/members.ts'
import { takeLease } from '#src/storage/installations.ts'
import { achievementsOf } from '#src/storage/achievements.ts'
import { groupOfChannel, issuerOf } from '#src/storage/workspaces.ts'
import { storedChatBook } from '#src/chat/stored-chat-book.ts'
import { onEachEngine, type OpenStore } from '#test/kit/store.ts'
import { aChat, channel, refOf, seen, type TestChat, workspace } from './a-chat.ts'

onEachEngine(t, (t, open) => {
  testInstallations(t, open)
  testAlone(t, open)
  testWorkspaces(t, open)
  testRoster(t, open)
  testSendings(t, open)
  testShowcase(t, open)
  testLeases(t, open)
  testNotes(t, open)
})

const other = { ref: 'slack:T2', name: 'Other school', secret: '{"token":"xoxb-2"}' } as const

function testInstallations(t: Test, open: OpenStore): void {
  t.test('an installation is sealed, replaced and forgotten', async (t) => {
    const { app, book } = await aChat(t, open)
    const { installations } = book
    t.equal(await installations.find(other.ref), undefined)
    await installations.keep(other)
    t.strictSame(await installations.find(other.ref), other)
    const [row] = await app.store.db.select().from(app.store.db.t.installation)
    t.notMatch(row?.sealed, 'xoxb')
    await installations.keep({ ...other, secret: 'next' })
    t.match(await installations.find(other.ref), { secret: 'next' })
    await installations.forget(other.ref)
    t.equal(await installations.find(other.ref), undefined)
    t.ok(await book.roster.knows(other.ref), 'what was awarded there stays')
  })

  t.test('a new master key opens the installations too, and the old one no more', async (t) => {
    const { app, book } = await aChat(t, open)
    await book.installations.keep(other)
    const [from, to] = [app.masterKey, new Uint8Array(32).fill(7)]
    t.ok(await opensEvery(app.store, from))
    await rewrapKeys(app.store, { from, to })
    t.ok(await opensEvery(app.store, to))
    t.notOk(await opensEvery(app.store, from))
    const after = storedChatBook({ ...app, masterKey: to })
    t.strictSame(await after.installations.find(other.ref), other)
    // A process with the old key adds nothing that nobody could open.
    const late = book.installations.keep({ ...other, secret: 'late' })
    await t.rejects(late, { code: 'sealed-does-not-open' })
  })

  t.test('a one-time value comes back once, within ten minutes', async (t) => {
    const { app, book, clock } = await aChat(t, open)
    const state = await book.states.give('about')
    const { db } = app.store
    t.notMatch(JSON.stringify(await db.select().from(db.t.oneTimeState)), state)
    t.equal(await book.states.take(`${state}x`), undefined)
    const taken = await Promise.all([book.states.take(state), book.states.take(state)])
    t.strictSame(taken.filter(Boolean), ['about'])
    t.equal(await book.states.take(state), undefined)
    const late = await book.states.give('about')
    clock.advance(10 * 60_000)
    t.equal(await book.states.take(late), undefined)
  })
}

function testAlone(t: Test, open: OpenStore): void {
  t.test('work under one name is done alone, in its order; under another, beside it', async (t) => {
    const { book } = await aChat(t, open)
    const alone = aloneIn(book)
    const order: string[] = []
    const work = (name: string) => async () => {
      order.push(`${name} begins`)
      await new Promise((resume) => setImmediate(resume))
      order.push(`${name} ends`)
      return name
    }
    const gate = Promise.withResolvers<void>()
    const elsewhere = alone('elsewhere', () => gate.promise)
    const done = await Promise.all(['a', 'b', 'c'].map((name) => alone('same', work(name))))
    t.strictSame(done, ['a', 'b', 'c'])
    t.strictSame(
      order,
      ['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]),
    )
    gate.resolve()
    await elsewhere
  })

  t.test('work that fails lets the next one begin', async (t) => {
    const { app, book } = await aChat(t, open)
    const alone = aloneIn(book)
    await t.rejects(
      alone('same', async () => {
        throw new Error('no')
      }),
      { message: 'no' },
    )
    t.equal(await alone('same', async () => 1), 1)
    t.equal(await app.store.db.$count(app.store.db.t.lease), 0)
  })

  t.test('another node is waited for, and one that died not for ever', async (t) => {
    const { app, book, clock } = await aChat(t, open)
    const alone = aloneIn(book)
    const theirs = { name: 'same', token: 'theirs', expiresAt: clock.now() + 30_000 }
    await app.store.tx((tx) => takeLease(tx, theirs, clock.now()))
    let isDone = false
    const mine = alone('same', async () => {
      isDone = true
    })
    t.notOk(
      await app.store.tx((tx) => takeLease(tx, { ...theirs, token: 'third' }, clock.now())),
      'the lease is taken',
    )
    t.notOk(isDone)
    clock.advance(30_000)
    await mine
    t.ok(isDone)
  })
}

function testWorkspaces(t: Test, open: OpenStore): void {
  t.test('the service’s own organisation gets another name, once', async (t) => {
    const { app, book } = await aChat(t, open)
    const own = { ref: workspace, name: 'Renamed', language: 'fr', own: true } as const
    await book.roster.connect(own)
    await book.roster.connect({ ...own, own: false })
    t.equal(await app.store.db.$count(app.store.db.t.workspace), 1)
    t.equal(await book.roster.language(workspace), 'en')
    t.ok(await book.roster.knows(workspace))
    t.notOk(await book.roster.knows('slack:T9'))
  })

  t.test('the service’s own organisation is found by its name on a platform', async (t) => {
    const { book, clock } = await aChat(t, open)
    const { roster } = book
    clock.advance(1)
    t.equal(await roster.own('slack'), workspace)
    t.equal(await roster.own('discord'), undefined)
    t.equal(await roster.own('sla'), undefined)
    const server = { ref: 'discord:77', name: 'Elsewhere', language: 'fr' } as const
    await roster.connect({ ...server, own: false })
    t.equal(await roster.own('discord'), undefined, 'that one is an organisation of its own')
    await roster.connect({ ...server, ref: 'discord:9', own: true })
    await roster.connect({ ...server, ref: 'discord:9', own: false })
    t.equal(await roster.own('discord'), 'discord:9')
    t.equal(await roster.language('discord:9'), 'en', 'of the organisation')
  })

  t.test('another workspace is an organisation of its own, that can award', async (t) => {
    const { app, book } = await aChat(t, open)
    const asked = { ref: other.ref, name: other.name, language: 'fr', own: false } as const
    await Promise.all([1, 2, 3].map(() => book.roster.connect(asked)))
    const id = (await workspaceOfPlace(app, other.ref)) ?? ''
    t.equal(await app.store.db.$count(app.store.db.t.workspace), 2)
    t.match(await houseOf(app, id), {
      workspace: { name: other.name, language: 'fr' },
      issuer: { name: other.name, email: 'cordee@example.org' },
    })
    t.ok((await achievementsOf(app.store.db, id)).length > 20)
    const ownId = (await workspaceOfPlace(app, workspace)) ?? ''
    t.not((await issuerOf(app.store.db, ownId))?.id, (await issuerOf(app.store.db, id))?.id)
    t.equal(await book.roster.language(other.ref), 'fr')
  })

  t.test('nothing of one workspace is seen from another', async (t) => {
    const chat = await aChat(t, open)
    const { book } = chat
    await book.installations.keep(other)
    await chat.gather(channel, ['Ada'])
    t.equal(await book.roster.person(other.ref, refOf('Ada')), undefined)
    t.equal(await book.roster.group(other.ref, channel), undefined)
    const draft = await book.drafts.keep(workspace, { a: '1' })
    t.equal(await book.drafts.find(other.ref, draft), undefined)
    t.equal(await book.roster.person('slack:T9', refOf('Ada')), undefined)
    for (const place of [other.ref, 'slack:T9'] as const)
      t.strictSame(await book.roster.people(place, [refOf('Ada')]), [])
    await t.rejects(book.roster.meet('slack:T9', [seen('Ada')]), { message: /not connected/ })
  })
}

function testRoster(t: Test, open: OpenStore): void {
  t.test('people are added once and brought up to date, their role never again', async (t) => {
    const { book, clock } = await aChat(t, open)
    const { roster } = book
    const ada = () => roster.person(workspace, refOf('Ada'))
    t.equal(await ada(), undefined)
    await Promise.all([1, 2].map(() => roster.meet(workspace, [seen('Ada'), seen('Olga')])))
    const met = { ref: refOf('Ada'), name: 'Ada', language: 'en', isTrainer: false } as const
    t.strictSame(await ada(), { ...met, metAt: clock.now() })
    t.match(await roster.person(workspace, refOf('Olga')), { isTrainer: true })
    const both = await roster.people(workspace, ['Zoé', 'Ada'].map(refOf))
    t.strictSame(both, [{ ...met, metAt: clock.now() }])
    clock.advance(1000)
    const changes = { name: 'Ada L.', language: undefined, rank: 'owner' } as const
    await roster.meet(workspace, [seen('Ada', changes)])
    t.strictSame(await ada(), { ...met, name: 'Ada L.', metAt: clock.now() })
  })

  t.test('an address is kept where the platform stops telling it', async (t) => {
    const { app, book } = await aChat(t, open)
    await book.roster.meet(workspace, [seen('Ada', { email: 'ada@example.org' })])
    await book.roster.meet(workspace, [seen('Ada')])
    const [member] = await app.store.db.select().from(app.store.db.t.member)
    t.equal(member?.email, 'ada@example.org')
  })

  t.test('an address that its owner confirmed stays, whatever the platform says', async (t) => {
    const { app, book } = await aChat(t, open)
    const { member, emailCode } = app.store.db.t
    const ofPlatform = seen('Ada', { email: 'ada@platform.example' })
    await book.roster.meet(workspace, [ofPlatform, seen('Ben', { email: 'ben@example.org' })])
    const ada = await memberOfPlace(app, { workspace, ref: refOf('Ada') })
    if (!ada) throw new Error('Ada is not there.')
    const event = (eventId: string) => ({ source: 'slack', eventId, at: app.now() })
    const address = 'ada@home.example'
    await askForCode(app, { event: event('1'), member: ada, address })
    const [sent] = await app.store.db.select().from(emailCode)
    if (!sent) throw new Error('No code was made.')
    await confirmEmail(app, { event: event('2'), member: ada, code: codeOf(app, sent) })
    await book.roster.meet(workspace, [ofPlatform, seen('Ben', { email: 'ben@new.example' })])
    const after = await app.store.db.select().from(member)
    const emails = after.map(({ email }) => email ?? '').toSorted((a, b) => a.localeCompare(b))
    t.strictSame(emails, [address, 'ben@new.example'])
  })

  t.test('names are one line of what can be read', async (t) => {
    const chat = await aChat(t, open)
    const { app, book } = chat
    const long = '🧗'.repeat(130)
    const names: readonly (readonly [string, string])[] = [
      ['Ana\u202Egnp\0\u0007\r\nBcc:\tx', 'Anagnp Bcc: x'],
      [long, '🧗'.repeat(120)],
      ['\0\u2066\n\uD800', 'U2'],
      ['\u200B', 'U3'],
    ]
    const people = names.map(([name], index) =>
      seen('', { ref: `${workspace}/U${index}`, name, email: `a${index}@e.org\r\nBcc: b@e.org` }),
    )
    await book.roster.meet(workspace, people)
    const refs = people.map(({ ref }) => ref)
    await book.roster.gather(workspace, { ref: channel, name: 'ate\0lier\u202E\nx' }, refs)
    t.strictSame(await namesIn(chat), names.map(([, name]) => name).toSorted())
    t.match(await book.roster.group(workspace, channel), { name: 'atelier x' })
    const members = await app.store.db.select().from(app.store.db.t.member)
    t.ok(members.every(({ email }) => email === null))
    await book.installations.keep({ ...other, name: 'Other\0 school\u202E' })
    t.match(await book.installations.find(other.ref), { name: 'Other school' })
    const id = (await workspaceOfPlace(app, other.ref)) ?? ''
    t.match(await houseOf(app, id), { workspace: { name: 'Other school' } })
  })

  t.test(
    'what no engine keeps is no accident: it is kept otherwise, or means nobody',
    async (t) => {
      const { book } = await aChat(t, open)
      const nul = `${workspace}/U\0\uD800` as const
      await book.roster.meet(workspace, [seen('Ada', { ref: nul })])
      t.match(await book.roster.person(workspace, nul), { name: 'Ada' })
      t.equal(await book.roster.person(workspace, `${workspace}/U`), undefined)
      t.equal(await book.roster.knows(`${workspace}\0`), false)
      await book.roster.gather(workspace, { ref: `${channel}\0`, name: 'C' }, [nul])
      t.ok(await book.roster.group(workspace, `${channel}\0`))
      t.equal(await book.roster.group(workspace, channel), undefined)
      t.strictSame(await book.roster.groupsFrom(workspace, `${workspace}/S\0`), [])
      const id = await book.drafts.keep(workspace, { 'a\0': 'x\0\uD800' })
      t.strictSame(await book.drafts.find(workspace, id), { 'a\uFFFD': 'x\uFFFD\uFFFD' })
      t.equal(await book.drafts.find(workspace, '\0'), undefined)
      await book.sendings.begin(`${channel}\0`, 'k\0')
      await book.sendings.keep(`${channel}\0`, 'k\0', `${channel}/\0`)
      t.ok(await book.sendings.find(`${channel}\0`, 'k\0'))
      await book.sendings.drop(`${channel}\0`, 'other\0')
      t.equal(await book.installations.find(`${workspace}\0`), undefined)
      await book.installations.forget(`${workspace}\0`)
      t.equal(await book.installations.alone('a\0', async () => 1), 1)
      t.equal(await book.states.take(await book.states.give('a\0')), 'a\uFFFD')
    },
  )

  t.test('a group is founded by its first gathering, and follows its channel', async (t) => {
    const chat = await aChat(t, open)
    const { book, clock } = chat
    t.equal(await book.roster.group(workspace, channel), undefined)
    await chat.gather(channel, ['Ada', 'Ben', 'Cleo'])
    t.strictSame(await book.roster.group(workspace, channel), {
      channel,
      name: 'C1',
      source: undefined,
      gatheredAt: clock.now(),
      size: 3,
    })
    t.strictSame(await namesIn(chat), ['Ada', 'Ben', 'Cleo'])
    await book.roster.gather(workspace, { ref: channel, name: 'class' }, [
      refOf('Ben'),
      refOf('Stranger'),
    ])
    t.strictSame(await namesIn(chat), ['Ben'], 'who was never met is left out')
    t.match(await book.roster.group(workspace, channel), { name: 'class' })
    await chat.gather(channel, ['Ada', 'Ben'])
    t.strictSame(await namesIn(chat), ['Ada', 'Ben'], 'who comes back is back')
  })

  t.test('who is gone leaves, who is of elsewhere is out unless the group lets in', async (t) => {
    const chat = await aChat(t, open)
    const { book, app } = chat
    const refs = ['Ada', 'Ben', 'Eve'].map(refOf)
    const people = [seen('Ada'), seen('Ben'), seen('Eve', { outside: true })]
    const gather = () => book.roster.gather(workspace, { ref: channel, name: 'C1' }, refs)
    await book.roster.meet(workspace, people)
    await gather()
    t.strictSame(await namesIn(chat), ['Ada', 'Ben'])
    await book.roster.meet(workspace, [seen('Ben', { gone: true })])
    t.strictSame(await namesIn(chat), ['Ada'])
    const { groupSource } = app.store.db.t
    await app.store.tx((tx) => tx.update(groupSource).set({ outsiders: true }))
    await gather()
    t.strictSame(await namesIn(chat), ['Ada', 'Eve'])
  })

  t.test('groups are found by the list that their members come from', async (t) => {
    const chat = await aChat(t, open)
    const { book, app } = chat
    await chat.gather(channel, ['Ada'])
    await chat.gather('slack:T1/C2', ['Ada'])
    const source = 'slack:T1/S1'
    t.strictSame(await book.roster.groupsFrom(workspace, source), [])
    const { groupSource } = app.store.db.t
    await app.store.tx((tx) => tx.update(groupSource).set({ source }))
    const found = await book.roster.groupsFrom(workspace, source)
    t.match(found, [
      { channel, source },
      { channel: 'slack:T1/C2', source },
    ])
  })

  t.test('a group’s source is chosen, and its members are gathered anew', async (t) => {
    const chat = await aChat(t, open)
    const { roster } = chat.book
    const source = 'slack:T1/S1'
    await roster.setSource(workspace, channel, source)
    t.equal(await roster.group(workspace, channel), undefined, 'no group is founded by it')
    await chat.gather(channel, ['Ada'])
    const gatheredAt = chat.clock.now()
    await roster.setSource(workspace, channel, undefined)
    t.match(await roster.group(workspace, channel), { source: undefined, gatheredAt })
    await roster.setSource(workspace, channel, source)
    t.match(await roster.group(workspace, channel), { source, gatheredAt: 0, size: 1 })
    await chat.gather(channel, ['Ada', 'Ben'])
    await roster.setSource(workspace, channel, source)
    t.match(await roster.groupsFrom(workspace, source), [{ channel, gatheredAt, size: 2 }])
    await roster.setSource(workspace, channel, undefined)
    t.match(await roster.group(workspace, channel), { source: undefined, gatheredAt: 0 })
    await t.rejects(roster.setSource('slack:T9', channel, source), { message: /not connected/ })
  })

  t.test('people who say so are members of a group, each of them once', async (t) => {
    const chat = await aChat(t, open)
    const { roster } = chat.book
    const people = ['Ada', 'Ben', 'Cleo', 'Dawit']
    await roster.meet(
      workspace,
      people.map((name) => seen(name)),
    )
    const join = (name: string) =>
      roster.join(workspace, { ref: channel, name: 'class' }, refOf(name))
    await t.rejects(join('Nobody'), { message: /never met/ })
    t.equal(await roster.group(workspace, channel), undefined)
    t.equal(await join('Ada'), 1)
    t.equal(await join('Ada'), 1)
    const sizes = await Promise.all(['Ben', 'Cleo', 'Dawit'].map(join))
    t.strictSame(
      sizes.toSorted((a, b) => a - b),
      [2, 3, 4],
    )
    t.strictSame(await namesIn(chat), people)
    t.strictSame(await roster.group(workspace, channel), {
      channel,
      name: 'class',
      source: undefined,
      gatheredAt: 0,
      size: 4,
    })
  })

  t.test(
    'who joins a gathered group is added; who left comes back; who is gone does not',
    async (t) => {
      const chat = await aChat(t, open)
      const { roster } = chat.book
      await chat.gather(channel, ['Ada', 'Ben'])
      await chat.gather(channel, ['Ada'])
      const gatheredAt = chat.clock.now()
      const join = (name: string) =>
        roster.join(workspace, { ref: channel, name: 'C1' }, refOf(name))
      t.equal(await join('Ben'), 2)
      await roster.meet(workspace, [seen('Eve', { outside: true }), seen('Fay', { gone: true })])
      t.equal(await join('Eve'), 2)
      t.equal(await join('Fay'), 2)
      t.match(await roster.group(workspace, channel), { gatheredAt, size: 2 })
      await roster.meet(workspace, [seen('Ben', { gone: true })])
      t.match(await roster.group(workspace, channel), { size: 1 })
    },
  )

  t.test('a thousand people are met and gathered', async (t) => {
    const chat = await aChat(t, open)
    const names = Array.from({ length: 1100 }, (_, index) => `N${index}`)
    await chat.gather(channel, names)
    t.equal((await namesIn(chat)).length, 1100)
    await chat.gather(channel, names.slice(0, 50))
    t.equal((await namesIn(chat)).length, 50)
  })
}

function testSendings(t: Test, open: OpenStore): void {
  t.test('a sending is unknown, begun, taken, and then stays', async (t) => {
    const { book, clock } = await aChat(t, open)
    const { sendings } = book
    t.equal(await sendings.find(channel, 'card'), undefined)
    await sendings.begin(channel, 'card')
    t.strictSame(await sendings.find(channel, 'card'), {
      begunAt: clock.now(),
      message: undefined,
    })
    await sendings.drop(channel, 'card')
    t.equal(await sendings.find(channel, 'card'), undefined)
    await sendings.begin(channel, 'card')
    clock.advance(1000)
    await sendings.begin(channel, 'card')
    const message = `${channel}/1700.1` as const
    await sendings.keep(channel, 'card', message)
    await sendings.drop(channel, 'card')
    t.strictSame(await sendings.find(channel, 'card'), { begunAt: clock.now(), message })
    t.equal(await sendings.find('slack:T1/C2', 'card'), undefined)
    t.equal(await sendings.find(workspace, 'card'), undefined, 'the workspace is a destination')
    await t.rejects(sendings.begin('slack:T9/C1', 'card'), { message: /not connected/ })
  })

  t.test('a draft is kept for an hour', async (t) => {
    const { book, clock } = await aChat(t, open)
    const fields = { c1: 'met', words: '“é”\n' }
    const id = await book.drafts.keep(workspace, fields)
    t.strictSame(await book.drafts.find(workspace, id), fields)
    t.equal(await book.drafts.find(workspace, 'other'), undefined)
    clock.advance(3_600_000)
    t.equal(await book.drafts.find(workspace, id), undefined)
  })

  t.test('a file is kept as evidence, or refused in words', async (t) => {
    const { book } = await aChat(t, open)
    const file = { name: 'note.txt', type: 'text/plain', bytes: Buffer.from('seen') }
    t.match(await book.files.keep(workspace, file, 'en'), { id: /^[\w-]{22}$/ })
    const empty = await book.files.keep(workspace, { ...file, bytes: Buffer.alloc(0) }, 'en')
    t.match(empty, { problem: /empty/ })
    await book.roster.meet(workspace, [seen('Ada')])
    const again = () => book.files.keep(workspace, file, 'en', refOf('Ada'))
    t.strictSame(await again(), await again(), 'the same file of the same person is the same')
    t.match(await book.files.keep(workspace, file, 'en', refOf('Nobody')), { id: /./ })
  })
}

function testShowcase(t: Test, open: OpenStore): void {
  t.test('the page of a badge has a preview and a picture', async (t) => {
    const { app, book } = await aChat(t, open)
    const id = (await workspaceOfPlace(app, workspace)) ?? ''
    const [badge] = await achievementsOf(app.store.db, id)
    const url = `${app.baseUrl}/achievements/${badge?.id}`
    const preview = await book.showcase.preview(`${url}?lang=fr`, 'fr')
    t.ok(preview?.text.startsWith(badge?.content.name.fr ?? '-'))
    const image = preview?.parts?.find(({ kind }) => kind === 'image')
    const picture = await book.showcase.picture(image?.kind === 'image' ? image.url : '')
    t.match(Buffer.from(picture ?? []).toString('latin1'), /^.PNG/)
  })

  t.test('what is not public, not here or not there at all has none', async (t) => {
    const { app, book } = await aChat(t, open)
    const id = 'A'.repeat(22)
    const urls = [
      `${app.baseUrl}/awards/${id}`,
      `${app.baseUrl}/records/${id}`,
      `${app.baseUrl}/achievements/${id}`,
      `${app.baseUrl}/rooms/7Q4-KX2`,
      `${app.baseUrl}/evidence/${id}`,
      `https://elsewhere.example/achievements/${id}`,
      'nonsense',
    ]
    for (const url of urls) {
      t.equal(await book.showcase.preview(url, 'en'), undefined, url)
      t.equal(await book.showcase.picture(`${url}.png`), undefined, url)
    }
  })
}

function testLeases(t: Test, open: OpenStore): void {
  t.test('one holder has a name at a time, for as long as it renews it', async (t) => {
    const { book, clock } = await aChat(t, open)
    const { leases } = book
    const take = (holder: string, name = 'discord:gateway') => leases.take(name, holder, 15_000)
    const taken = await Promise.all(['a', 'b', 'c'].map((holder) => take(holder)))
    t.equal(taken.filter(Boolean).length, 1)
    const [holder, other] = taken[0] ? ['a', 'b'] : ['b', 'a']
    const first = taken[2] ? 'c' : holder
    t.ok(await take(other, 'another name'))
    clock.advance(10_000)
    t.ok(await take(first), 'it has it for longer')
    clock.advance(10_000)
    t.notOk(await take('late'))
    clock.advance(5_000)
    t.ok(await take('late'), 'it ran out')
    t.notOk(await take(first))
  })

  t.test('what is given back is free at once, and only by its holder', async (t) => {
    const { app, book } = await aChat(t, open)
    const { leases } = book
    await leases.take('name\0', 'a\0', 15_000)
    await leases.drop('name\0', 'b')
    t.notOk(await leases.take('name\0', 'b', 15_000))
    await leases.drop('name\0', 'a\0')
    t.ok(await leases.take('name\0', 'b', 15_000))
    await leases.drop('never taken', 'a')
    t.equal(await app.store.db.$count(app.store.db.t.lease), 1)
  })
}

function testNotes(t: Test, open: OpenStore): void {
  t.test('a note is what was written last, for every node', async (t) => {
    const { app, book } = await aChat(t, open)
    const { notes } = book
    t.equal(await notes.read('discord:commands:1'), undefined)
    await notes.write('discord:commands:1', 'one')
    await Promise.all(['two', '{"é":"“\\"}'].map((text) => notes.write('discord:commands:2', text)))
    await notes.write('discord:commands:2', '{"é":"“\\"}')
    const elsewhere = storedChatBook(app).notes
    t.equal(await elsewhere.read('discord:commands:1'), 'one')
    t.equal(await elsewhere.read('discord:commands:2'), '{"é":"“\\"}')
    await notes.write('a\0', 'b\0')
    t.equal(await notes.read('a\0'), 'b\uFFFD')
  })
}

function aloneIn({ installations }: TestChat['book']) {
  return <Done>(name: string, work: () => Promise<Done>) => installations.alone(name, work)
}

async function namesIn({ app }: TestChat): Promise<readonly string[]> {
  const workspaceId = (await workspaceOfPlace(app, workspace)) ?? ''
  const group = await groupOfChannel(app.store.db, workspaceId, channel)
  const members = await membersOfGroup(app.store.db, workspaceId, group?.id ?? '')
  return members.map(({ name }) => name)
}
