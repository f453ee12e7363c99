import t, { type Test } from 'tap'
import { type ParsedMail, simpleParser } from 'mailparser'
import { askForCode, confirmEmail } from '#src/app/confirm-email.ts'
import { giveLinkCode, linkMembers } from '#src/app/link-members.ts'
import { ownAwards } from '#src/app/own-awards.ts'
import { findMember, type MemberRow } from '#src/storage/members.ts'
import type { Store } from '#src/storage/store.ts'
import { firstWorkspace } from '#src/storage/workspaces.ts'
import { aClock, type TestClock } from '#test/kit/clock.ts'
import { aService, propose, type TestService, voteAll } from '#test/kit/service.ts'
import { openSmtpSink } from '#test/kit/smtp-sink.ts'
import { testServer } from '#test/kit/store.ts'
import type { Visitor } from '../../scripts/visitor.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

for (const engine of ['sqlite', 'postgres'] as const)
  t.test(engine, async (t) => {
    if (engine === 'postgres' && !(await testServer())) {
      t.pass('skipped', { skip: 'no PostgreSQL: set TEST_POSTGRES_URL or PG_BIN' })
      return
    }
    testCodes(t, engine)
    testLimits(t, engine)
    testBadges(t, engine)
  })

function testCodes(t: Test, engine: Store['engine']): void {
  t.test(
    'a code comes by letter, in the member’s language, and confirms the address',
    async (t) => {
      const sink = await openSmtpSink(t)
      const stage = await aStage(t, engine, { SMTP_URL: sink.url })
      for (const language of ['fr', 'en'] as const) {
        const ana = await stage.meet('Ana <b>&', { language })
        const address = `ana.${language}+badges@example.org`
        t.match(await ana.ask(`  ${address} `), { ok: true, value: { address } })
        await stage.service.outbox.idle()
        const sunk = sink.letters.at(-1)
        t.strictSame(sunk?.to, [address])
        const letter = await simpleParser(sunk?.raw ?? '')
        t.match(letter, said[language])
        t.notMatch(sunk?.raw, /Ana/, 'nothing that people wrote')
        const code = codeIn(letter)
        t.match(letter.html, `${code.slice(0, 3)} ${code.slice(3)}`)
        t.match(await ana.confirm(code), { ok: true, value: { address } })
        t.equal(await ana.email(), address)
      }
    },
  )

  t.test(
    'the code stands nowhere in the database, nor the address in what is kept of events',
    async (t) => {
      const stage = await aStage(t, engine)
      const ana = await stage.meet('Ana')
      await ana.ask('ana@example.org')
      const code = await stage.lastCode()
      await ana.confirm(code)
      const { db } = stage.service.store
      const { emailCode, outbox, inbox } = db.t
      const events = JSON.stringify([await db.select().from(outbox), await db.select().from(inbox)])
      t.notMatch(events, /ana@|\b\d{6}\b/)
      const [row] = await db.select().from(emailCode)
      t.notMatch(JSON.stringify(row), code)
    },
  )

  t.test('what is no address is refused, whatever it brings along', async (t) => {
    const stage = await aStage(t, engine)
    const ana = await stage.meet('Ana')
    const wrong = [
      '',
      'ana',
      'ana@',
      'ana@example',
      'ana@example..org',
      'Ana <ana@example.org>',
      'ana@example.org, ben@example.org',
      'ana@example.org\r\nBcc: ben@example.org',
      `${'a'.repeat(65)}@example.org`,
      '.ana@example.org',
      'ana..b@example.org',
      'ana.@example.org',
      "ana'@example.org",
      'ana!b@example.org',
      'ana@-example.org',
      'ana@[127.0.0.1]',
      `a@${'b'.repeat(250)}.org`,
    ]
    for (const address of wrong)
      t.match(await ana.ask(address), { ok: false, refusal: { code: 'not-an-email' } }, address)
    await stage.service.outbox.idle()
    t.strictSame(await stage.service.letters(), [])
  })

  t.test(
    'a wrong code is told with what is left; after five, and after its time, it is over',
    async (t) => {
      const stage = await aStage(t, engine)
      const ana = await stage.meet('Ana')
      t.match(
        await ana.confirm('123456'),
        { refusal: { code: 'code-expired' } },
        'none was asked for',
      )
      await ana.ask('ana@example.org')
      const code = await stage.lastCode()
      const wrong = code === '123456' ? '123457' : '123456'
      for (const left of [4, 3, 2, 1, 0])
        t.strictSame(await ana.confirm(wrong), { ok: false, refusal: { code: 'wrong-code', left } })
      t.match(await ana.confirm(code), { refusal: { code: 'code-expired' } })
      stage.clock.advance(1000)
      await ana.ask('ana@example.org')
      const second = await stage.lastCode()
      stage.clock.advance(15 * minuteMs)
      t.match(await ana.confirm(second), { refusal: { code: 'code-expired' } })
      t.equal(await ana.email(), null)
    },
  )

  t.test('a code is its member’s, for one use; spaces and other digits are forgiven', async (t) => {
    const stage = await aStage(t, engine)
    const ana = await stage.meet('Ana')
    const ben = await stage.meet('Ben')
    await ana.ask('ana@example.org')
    const code = await stage.lastCode()
    await ben.ask('ben@example.org')
    const bens = await stage.lastCode()
    if (code !== bens)
      t.match(await ben.confirm(code), { refusal: { code: 'wrong-code', left: 4 } })
    const wide = code.replaceAll(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)))
    const typed = ` ${wide.slice(0, 3)} - ${wide.slice(3)} `
    t.match(await ana.confirm(typed), { ok: true })
    t.match(await ana.confirm(code), { refusal: { code: 'code-expired' } })
  })

  t.test('the code asked for last counts, and takes the place of the address before', async (t) => {
    const stage = await aStage(t, engine)
    const ana = await stage.meet('Ana')
    await ana.ask('one@example.org')
    const first = await stage.lastCode()
    await ana.ask('two@example.org')
    const second = await stage.lastCode()
    if (first !== second) t.match(await ana.confirm(first), { refusal: { code: 'wrong-code' } })
    t.match(await ana.confirm(second), { ok: true, value: { address: 'two@example.org' } })
    stage.clock.advance(60 * minuteMs)
    await ana.ask('three@example.org')
    await ana.confirm(await stage.lastCode())
    t.equal(await ana.email(), 'three@example.org')
  })

  t.test('the same click twice sends one letter, and is answered the same', async (t) => {
    const stage = await aStage(t, engine)
    const ana = await stage.meet('Ana')
    const again = () => ana.ask('ana@example.org', 'click')
    const asked = await Promise.all([again(), again()])
    t.strictSame(asked, [asked[0], asked[0]])
    const code = await stage.lastCode()
    t.equal((await stage.service.letters()).length, 1)
    const confirm = () => ana.confirm(code, 'click 2')
    const confirmed = await Promise.all([confirm(), confirm()])
    const right = { ok: true, value: { address: 'ana@example.org' } }
    t.strictSame(confirmed, [right, right])
    t.match(await ana.confirm('1', 'click 3'), { refusal: { code: 'code-expired' } })
  })

  t.test('two right codes at the same time confirm once', async (t) => {
    const stage = await aStage(t, engine)
    const ana = await stage.meet('Ana')
    await ana.ask('ana@example.org')
    const code = await stage.lastCode()
    const both = await Promise.all([ana.confirm(code), ana.confirm(code)])
    t.equal(both.filter(({ ok }) => ok).length, 1)
  })

  t.test('a letter that could not leave in time does not leave later', async (t) => {
    let isOpen = false
    const sink = await openSmtpSink(t, {
      onRecipient: () => (isOpen ? undefined : { code: 451, words: 'Later' }),
    })
    const stage = await aStage(t, engine, { SMTP_URL: sink.url })
    const ana = await stage.meet('Ana')
    await ana.ask('ana@example.org')
    await stage.service.outbox.idle()
    isOpen = true
    stage.clock.advance(15 * minuteMs)
    stage.service.outbox.wake()
    await stage.service.outbox.idle()
    t.equal(sink.letters.length, 0)
    await ana.ask('ana@example.org')
    await stage.service.outbox.idle()
    t.equal(sink.letters.length, 1)
  })
}

function testLimits(t: Test, engine: Store['engine']): void {
  t.test('a member has three letters an hour', async (t) => {
    const stage = await aStage(t, engine)
    const ana = await stage.meet('Ana')
    for (const address of ['a@example.org', 'b@example.org', 'c@example.org']) {
      t.match(await ana.ask(address), { ok: true })
      stage.clock.advance(minuteMs)
    }
    const refused = { ok: false, refusal: { code: 'too-many-codes', minutes: 57 } }
    t.strictSame(await ana.ask('d@example.org'), refused)
    stage.clock.advance(57 * minuteMs - 1)
    t.match(await ana.ask('d@example.org'), { refusal: { minutes: 1 } })
    stage.clock.advance(1)
    t.match(await ana.ask('d@example.org'), { ok: true })
    await stage.service.outbox.idle()
    t.strictSame(
      (await stage.addressesKept()).toSorted(),
      ['', 'b@example.org', 'c@example.org', 'd@example.org'],
      'where older ones went is forgotten',
    )
    stage.clock.advance(dayMs)
    await ana.ask('e@example.org')
    t.strictSame(await stage.addressesKept(), ['e@example.org'], 'and after a day, all of them')
  })

  t.test('a mailbox has ten a day', async (t) => {
    const stage = await aStage(t, engine)
    for (let sent = 0; sent < 10; sent++) {
      const one = await stage.meet(`Person ${sent}`)
      t.match(await one.ask(`victim+${sent}@example.org`), { ok: true })
      stage.clock.advance(20 * minuteMs)
    }
    const ana = await stage.meet('Ana')
    const refused = { ok: false, refusal: { code: 'too-many-codes', minutes: 24 * 60 - 200 } }
    t.strictSame(await ana.ask('victim@example.org'), refused)
    t.match(await ana.ask('ana@example.org'), { ok: true }, 'others have theirs')
    stage.clock.advance(dayMs - 200 * minuteMs)
    t.match(await ana.ask('victim@example.org'), { ok: true })
  })

  t.test('an address has five an hour, however it is written and whoever asks', async (t) => {
    const stage = await aStage(t, engine)
    const names = ['A', 'B', 'C', 'D', 'E', 'F']
    // What follows a plus comes into the same box.
    const spellings = ['victim@example.org', 'Victim@Example.org', 'victim+b@example.org']
    const people = await Promise.all(names.map((name) => stage.meet(name)))
    const answers = await Promise.all(
      people.map((one, index) => one.ask(spellings[index % spellings.length] ?? '')),
    )
    t.equal(answers.filter(({ ok }) => ok).length, 5)
    t.match(
      answers.find(({ ok }) => !ok),
      { refusal: { code: 'too-many-codes', minutes: 60 } },
    )
    t.match(await people[5]?.ask('other@example.org'), { ok: true })
  })
}

function testBadges(t: Test, engine: Store['engine']): void {
  t.test('badges that no letter brought come by letter once there is an address', async (t) => {
    const stage = await aStage(t, engine)
    const { trainer, ana, others } = await aGroup(stage)
    const old = await propose(trainer, { people: ana.id })
    for (const one of others) await voteAll(one, old, 'met')
    await stage.service.outbox.idle()
    stage.clock.advance(29 * dayMs)
    const id = await propose(trainer, { people: ana.id })
    for (const one of others) await voteAll(one, id, 'met')
    await stage.service.outbox.idle()
    t.strictSame(await stage.badgesTo('ana@example.org'), [])
    const member = await stage.member(ana)
    const [delivery, ...more] = await ownAwards(stage.service.app, {
      proposalId: id,
      member: member.row,
    })
    t.strictSame(more, [])
    t.match(delivery?.view.award, { proposalId: id, recipient: ana.id })

    stage.clock.advance(2 * dayMs)
    await member.ask('ana@example.org')
    await member.confirm(await stage.lastCode())
    await stage.service.outbox.idle()
    const [letter, ...rest] = await stage.badgesTo('ana@example.org')
    t.strictSame(rest, [], 'the older badge is not sent')
    t.match(letter, { subject: /Your badge/, attachments: [{ contentType: 'image/png' }] })
    const png = await delivery?.bakedPicture()
    t.ok(letter?.attachments[0]?.content.equals(Buffer.from(png ?? [])))

    await member.ask('ana@elsewhere.example')
    await member.confirm(await stage.lastCode())
    await stage.service.outbox.idle()
    t.strictSame(await stage.badgesTo('ana@elsewhere.example'), [], 'it was sent already')
  })

  t.test('a letter that was given up goes to the address that was confirmed', async (t) => {
    const sink = await openSmtpSink(t, {
      onRecipient: (to) => (to.startsWith('wrong@') ? { code: 550, words: 'No' } : undefined),
    })
    const stage = await aStage(t, engine, { SMTP_URL: sink.url })
    const { trainer, ana, others } = await aGroup(stage, 'wrong@example.org')
    const id = await propose(trainer, { people: ana.id })
    for (const one of others) await voteAll(one, id, 'met')
    await stage.service.outbox.idle()
    t.equal(sink.letters.length, 0)
    const member = await stage.member(ana)
    await member.ask('ana@example.org')
    await stage.service.outbox.idle()
    await member.confirm(codeIn(await simpleParser(sink.letters[0]?.raw ?? '')))
    await stage.service.outbox.idle()
    t.strictSame(
      sink.letters.map(({ to }) => to),
      [['ana@example.org'], ['ana@example.org']],
    )
  })

  t.test('a linked account has the person’s badge, and gives it an address', async (t) => {
    const stage = await aStage(t, engine)
    const { trainer, ana, others } = await aGroup(stage)
    const inRoom = await stage.member(ana)
    const elsewhere = await stage.meet('Ana elsewhere')
    const id = await propose(trainer, { people: ana.id })
    for (const one of others) await voteAll(one, id, 'met')
    await stage.service.outbox.idle()
    const own = (member: MemberRow) => ownAwards(stage.service.app, { proposalId: id, member })
    t.strictSame(await own(elsewhere.row), [])
    const typed = await giveLinkCode(stage.service.app, inRoom.row)
    await linkMembers(stage.service.app, { event: stage.event(), by: elsewhere.row, typed })
    t.match(await own(elsewhere.row), [{ view: { award: { recipient: ana.id } } }])
    await elsewhere.ask('ana@example.org')
    await elsewhere.confirm(await stage.lastCode())
    await stage.service.outbox.idle()
    t.equal((await stage.badgesTo('ana@example.org')).length, 1)
  })

  t.test(
    'the badge of a group is each member’s, where it is the only one of the vote',
    async (t) => {
      const stage = await aStage(t, engine)
      const { trainer, ana, others } = await aGroup(stage)
      const group = { achievement: 'col.production-collective', for: 'group' } as const
      const member = await stage.member(ana)
      for (const [mints, kind] of [
        ['group', 'group'],
        ['group-and-members', 'person'],
      ] as const) {
        const id = await propose(trainer, { ...group, mints })
        for (const one of [ana, ...others]) await voteAll(one, id, 'met')
        await stage.service.outbox.idle()
        const own = (row: MemberRow) =>
          ownAwards(stage.service.app, { proposalId: id, member: row })
        t.match(await own(member.row), [{ view: { state: 'valid', award: { kind } } }])
        // Who joined since is no recipient.
        const late = await stage.meet('Late')
        t.strictSame(await own(late.row), [])
      }
      t.strictSame(
        await ownAwards(stage.service.app, { proposalId: 'none', member: member.row }),
        [],
      )
      await member.ask('ana@example.org')
      await member.confirm(await stage.lastCode())
      await stage.service.outbox.idle()
      t.equal((await stage.badgesTo('ana@example.org')).length, 2)
    },
  )
}

const said = {
  fr: {
    subject: 'Votre code pour recevoir vos badges',
    text: /Bonjour,[^]*la vôtre\u00A0:\s+\d{3} \d{3}\s[^]*quinze minutes[^]*rien demandé\u00A0\?[^]*\(127\.0\.0\.1/,
    html: /lang="fr"[^]*\d{3} \d{3}/,
  },
  en: {
    subject: 'Your code to receive your badges',
    text: /Hello,[^]*is yours:\s+\d{3} \d{3}\s[^]*fifteen minutes[^]*did not ask[^]*\(127\.0\.0\.1/,
    html: /lang="en"[^]*\d{3} \d{3}/,
  },
} as const

/** A member who asks for codes, and types them. */
interface Owner {
  readonly row: MemberRow
  ask(address: string, eventId?: string): ReturnType<typeof askForCode>
  confirm(code: string, eventId?: string): ReturnType<typeof confirmEmail>
  email(): Promise<string | null>
}

interface Stage {
  readonly service: TestService
  readonly clock: TestClock
  readonly event: (eventId?: string) => Parameters<typeof askForCode>[1]['event']
  readonly meet: (name: string, more?: { readonly language?: 'fr' | 'en' }) => Promise<Owner>
  readonly member: (visitor: Visitor) => Promise<Owner>
  /** Where codes went that are still counted; '': it is forgotten. */
  readonly addressesKept: () => Promise<readonly string[]>
  readonly lastCode: () => Promise<string>
  /** Letters that bring a badge. */
  readonly badgesTo: (address: string) => Promise<readonly ParsedMail[]>
}

async function aStage(
  t: Test,
  engine: Store['engine'],
  env: Readonly<Record<string, string>> = {},
): Promise<Stage> {
  const clock = aClock()
  const service = await aService(t, { engine, env, now: clock.now })
  const { app, store } = service
  let done = 0
  const event: Stage['event'] = (eventId) => {
    done += 1
    return { source: 'test', eventId: eventId ?? `event ${done}`, at: clock.now() }
  }
  const owner = (row: MemberRow): Owner => ({
    row,
    ask: (address, eventId) => askForCode(app, { event: event(eventId), member: row, address }),
    confirm: (code, eventId) => confirmEmail(app, { event: event(eventId), member: row, code }),
    email: async () => (await findMember(store.db, row.workspaceId, row.id))?.email ?? null,
  })
  const member = async (visitor: Visitor) => {
    const own = await firstWorkspace(store.db)
    const row = own && (await findMember(store.db, own.id, visitor.id))
    if (!row) throw new Error(`${visitor.name} is not there.`)
    return owner(row)
  }
  return {
    service,
    clock,
    event,
    meet: async (name, more) => member(await service.join(name, more)),
    member,
    async badgesTo(address) {
      const isTheirs = ({ to }: ParsedMail) =>
        [to].flat().some((field) => field?.value.some((one) => one.address === address))
      return (await service.letters()).filter(
        (letter) => isTheirs(letter) && letter.subject?.startsWith('Your badge'),
      )
    },
    async addressesKept() {
      const codes = await store.db.select().from(store.db.t.emailCode)
      return codes.map(({ address }) => address)
    },
    async lastCode() {
      await service.outbox.idle()
      const { emailCode, outbox } = store.db.t
      const codes = await store.db.select().from(emailCode)
      const last = codes.toSorted((a, b) => a.askedAt - b.askedAt).at(-1)
      const jobs = await store.db.select().from(outbox)
      const job = jobs.find(({ key }) => key === last?.id)
      const letters = await service.letters()
      return codeIn(letters.find(({ messageId }) => messageId?.startsWith(`<${job?.id}@`)))
    },
  }
}

function codeIn(letter: ParsedMail | undefined): string {
  const [, first, second] = /^(\d{3}) (\d{3})$/m.exec(letter?.text ?? '') ?? []
  if (!first || !second) throw new Error('There is no code in the letter.')
  return `${first}${second}`
}

/** Ana and those who vote about her. */
async function aGroup({ service }: Stage, email?: string) {
  const trainer = await service.joinAsTrainer('Paul')
  const ana = await service.join('Ana', email === undefined ? {} : { email })
  const others = await Promise.all(['Bilal', 'Chloé', 'Dawit'].map((name) => service.join(name)))
  return { trainer, ana, others }
}
