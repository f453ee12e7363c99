import t from 'tap'
import { aService, propose, textOf, until, voteAll } from '#test/kit/service.ts'
import { Visitor } from '../../scripts/visitor.ts'

t.test(
  'what cannot be proposed is refused in words, and the form comes back as it was',
  async (t) => {
    const service = await aService(t)
    const paul = await service.joinAsTrainer('Paul')
    const ana = await service.join('Ana')
    const bilal = await service.join('Bilal')
    const good = { achievement: 'com.ecouter-comprendre', people: ana.id, reason: 'Seen.' }

    const refusals: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      'roll-too-small': good,
      'field-missing': { ...good, reason: ' \u202E\u0000\u200B\u2060\u3164 ' },
      'field-too-long': { ...good, reason: 'x'.repeat(10_000) },
      'choose-people': { ...good, people: '' },
      'unknown-person': { ...good, people: paul.id },
      'unknown-badge': { ...good, achievement: 'zzz' },
      'badge-for-groups': { ...good, achievement: 'col.production-collective' },
      'not-a-link': { ...good, link: 'javascript:alert(1)' },
      'unknown-rule': { ...good, rule: 'tyranny' },
      'deadline-out-of-range': { ...good, deadline: '2020-01-01T00:00:00Z' },
    }
    for (const [code, fields] of Object.entries(refusals))
      await t.test(code, async (t) => {
        // For all but the first, the roll is large enough by then.
        if (code === 'field-missing') for (const name of ['C', 'D', 'E']) await service.join(name)
        const reply = await paul.submit('propose', fields)
        t.equal(reply.refused, code)
        t.ok(textOf(reply).length > 20)
        const again = new Map(reply.form?.fields.map(({ name, value }) => [name, value]))
        t.equal(again.get('people'), fields['people'], 'nothing chosen is lost')
        if (code !== 'field-missing') t.equal(again.get('reason'), fields['reason'])
      })
    t.match(textOf(await bilal.command('/badge status')), /No vote under way/)
  },
)

t.test('hostile text is kept as text', async (t) => {
  const service = await aService(t)
  const paul = await service.joinAsTrainer('<b>Paul</b> \u202Eevil')
  const people = ['Ana', 'Bilal', 'Chloé', 'Dawit'].map((name) => service.join(name))
  const [ana] = await Promise.all(people)
  await propose(paul, {
    people: ana?.id ?? '',
    reason: '<img src=x onerror=alert(1)> {{7*7}} ${x}',
  })
  const page = await paul.page()
  t.match(page, /&lt;img src=x onerror=alert\(1\)&gt;/)
  t.notMatch(page, /<img src=x/)
  t.notMatch(page, /\u202E/)
})

t.test('nonsense by JSON', async (t) => {
  const service = await aService(t)
  const ana = await service.join('Ana')
  t.match(await ana.press('vote:nonsense'), { refused: 'form-expired' })
  t.match(await ana.press(`vote:${'A'.repeat(22)}`), { refused: 'unknown-proposal' })
  t.match(await ana.submit('ballot:../../etc/passwd', {}), { refused: 'unknown-proposal' })
  t.match(await ana.submit('launch', {}), { refused: 'form-expired' })
  t.match(await ana.command('/badge '.repeat(200)), { refused: 'unknown-command' })
  const stranger = new Visitor(service.links.learner)
  await t.rejects(stranger.command('/badge help'), /401/)
  await t.rejects(new Visitor(`${service.app.baseUrl}/rooms/AAA-AAA`).join({ name: 'X' }), /404/)
})

t.test('wrong addresses are refused, and nothing is written', async (t) => {
  const service = await aService(t)
  for (const email of ['a@b.co\r\nBcc: x@y.z', 'a@b.co,c@d.e', '"a b"@c.d', 'nobody'])
    await t.rejects(service.join('Ana', { email }), /email/, email)
  t.equal((await service.letters()).length, 0)
})

t.test('names that nobody can see are asked for again', async (t) => {
  const service = await aService(t)
  for (const name of ['\u200B', '\u2060\u200D', '\u3164', '\u00AD', '\u034F\u2800'])
    await t.rejects(service.join(name), /name-missing/, JSON.stringify(name))
  t.equal((await service.join('李 🧗')).name, '李 🧗')
})

t.test(
  'a full disk: nothing is half done, reading goes on, and it recovers by itself',
  async (t) => {
    const service = await aService(t)
    const paul = await service.joinAsTrainer('Paul')
    const voters = await Promise.all(['Ana', 'B', 'C', 'D', 'E'].map((name) => service.join(name)))
    const [ana, bilal, chloe] = voters
    if (!ana || !bilal || !chloe) throw new Error('nobody came')
    const id = await propose(paul, { people: ana.id })
    await service.outbox.idle()

    const { store } = service
    if (store.engine !== 'sqlite') throw new Error('only SQLite has a limit of pages')
    const { writer } = store
    const pages = writer.pragma('page_count', { simple: true })
    writer.pragma(`max_page_count = ${String(pages)}`)
    // Fills what is left on the last pages, then finds no more.
    await until(async () => ((await tries(bilal, id)) ? undefined : true))
    t.equal((await fetch(`${service.app.baseUrl}/readyz`)).status, 503)
    t.equal((await fetch(`${service.app.baseUrl}/records/${id}`)).status, 200)
    t.ok((await chloe.messages()).length > 0)

    writer.pragma('max_page_count = 1073741823')
    t.match(textOf(await voteAll(chloe, id, 'met')), /Vote counted/)
    t.equal((await fetch(`${service.app.baseUrl}/readyz`)).status, 200)
    t.equal(writer.pragma('integrity_check', { simple: true }), 'ok')
  },
)

/** True when a ballot with many words was taken; false when the disk was full, told as 503. */
async function tries(voter: Visitor, id: string): Promise<boolean> {
  const words = 'x'.repeat(500)
  const ballot = {
    c1: 'met',
    c2: 'met',
    c3: 'met',
    'c1-words': words,
    'c2-words': words,
    'c3-words': words,
  }
  try {
    await voter.submit(`ballot:${id}`, ballot)
    return true
  } catch (error) {
    if (error instanceof Error && /answered 503/.test(error.message)) return false
    throw error
  }
}
