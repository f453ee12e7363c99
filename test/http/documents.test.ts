import t from 'tap'
import { addMonths } from '#src/app/add-months.ts'
import { readBaked } from '#src/credentials/bake-png.ts'
import { awardKey } from '#src/app/keep-award.ts'
import { revokeAward } from '#src/app/revoke-award.ts'
import { anotherWorkspace, awarded, joined, served } from '#test/kit/http.ts'

const service = await served(t)
const { server, app, place, group } = service
const won = await awarded(service)
const { award, groupAward, recipient, trainer, proposalId, achievement, learners } = won
const page = `/awards/${award.id}`
const html = { accept: 'text/html' }
const name = recipient.member.name

t.test('one address: the page for browsers, the credential for programs', async (t) => {
  const asked = async (accept: string | undefined) => {
    const reply = await server.inject({
      url: page,
      headers: accept === undefined ? {} : { accept },
    })
    return reply.headers['content-type']?.split(';')[0]
  }
  t.equal(await asked('text/html,application/xhtml+xml,*/*;q=0.8'), 'text/html')
  t.equal(await asked('*/*'), 'text/html')
  t.equal(await asked(undefined), 'text/html')
  t.equal(await asked('application/json'), 'application/json')
  t.equal(await asked('application/json, text/plain, */*'), 'application/json')
  t.equal(await asked('application/vc+ld+json'), 'application/vc+ld+json')
  t.equal(await asked('application/vc'), 'application/vc')
  t.equal(await asked('text/html;q=0.5, application/ld+json'), 'application/ld+json')
  const reply = await server.inject({ url: page, headers: { accept: 'application/ld+json' } })
  t.equal(reply.payload, award.credential ?? (await server.inject(`${page}.json`)).payload)
  t.match(reply.headers, { vary: /Accept/, 'access-control-allow-origin': '*' })
})

t.test('every ending answers with its own document, unknown endings with none', async (t) => {
  const types = {
    '.json': 'application/ld+json',
    '.ob2.json': 'application/ld+json',
    '.jwt': 'text/plain',
    '.ob2.jwt': 'text/plain',
    '.png': 'image/png',
    '.svg': 'image/svg+xml',
  }
  for (const [ending, type] of Object.entries(types)) {
    const reply = await server.inject(`${page}${ending}`)
    t.equal(reply.statusCode, 200, ending)
    t.match(reply.headers, {
      'content-type': type,
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'x-robots-tag': 'noindex',
      'cache-control': 'public, no-cache',
    })
  }
  t.match((await server.inject(`${page}.json`)).json(), { type: ['VerifiableCredential'] })
  t.match((await server.inject(`${page}.ob2.json`)).json(), { type: 'Assertion' })
  for (const ending of ['.xml', '.ob3.json', '.png.json', '.json.json', '/', '.'])
    t.equal((await server.inject(`${page}${ending}`)).statusCode, 404, ending)
})

t.test('each address answers in the type that is asked for, and turns nobody away', async (t) => {
  const issuer = (await server.inject(`/records/${proposalId}.json`)).json().issuer.id
  const pages = [
    page,
    `/achievements/${achievement.id}`,
    issuer.slice(app.baseUrl.length).replace('.json', ''),
    `/groups/${group.id}`,
  ]
  const types = ['application/json', 'application/ld+json', 'application/vc+ld+json']
  const answered = async (url: string, accept: string) => {
    const reply = await server.inject({ url, headers: { accept } })
    t.equal(reply.statusCode, 200, `${url} ${accept}`)
    return reply.headers['content-type']?.split(';')[0]
  }
  for (const url of pages) {
    for (const type of types) {
      t.equal(await answered(url, type), type)
      for (const ending of ['.json', '.ob2.json'])
        t.equal(await answered(`${url}${ending}`, type), type, `${url}${ending}`)
    }
    for (const accept of ['*/*', 'text/html', 'image/png', 'text/*;q=0.5, */*;q=0.1']) {
      t.equal(await answered(url, accept), 'text/html', `${url} ${accept}`)
      for (const ending of ['.json', '.ob2.json'])
        t.equal(await answered(`${url}${ending}`, accept), 'application/ld+json')
    }
    for (const ending of ['', '.json', '.ob2.json'])
      t.equal((await server.inject({ method: 'HEAD', url: `${url}${ending}` })).payload, '')
  }
  for (const ending of ['.jwt', '.ob2.jwt'])
    t.equal(await answered(`${page}${ending}`, 'application/json'), 'text/plain', ending)
})

t.test('a month later is the same day, or the last of a shorter month', (t) => {
  t.equal(after('2026-01-31T10:20:30.400Z', 1), '2026-02-28T10:20:30.400Z')
  t.equal(after('2028-01-31T00:00:00Z', 1), '2028-02-29T00:00:00.000Z')
  t.equal(after('2026-11-30T23:59:59Z', 3), '2027-02-28T23:59:59.000Z')
  t.equal(after('2024-02-29T12:00:00Z', 24), '2026-02-28T12:00:00.000Z')
  t.equal(after('2026-03-31T01:00:00Z', 600), '2076-03-31T01:00:00.000Z')
  t.end()
})

function after(day: string, months: number): string {
  return new Date(addMonths(Date.parse(day), months)).toISOString()
}

t.test('the picture carries both documents, a readable name and a tag', async (t) => {
  const png = await server.inject(`${page}.png`)
  const baked = readBaked(png.rawPayload)
  t.equal(baked.openbadgecredential, (await server.inject(`${page}.json`)).payload)
  t.match(png.headers['content-disposition'], /^inline; filename="[a-z0-9-]+\.png"$/)
  const download = await server.inject(`${page}.png?download`)
  t.match(download.headers['content-disposition'], /^attachment;/)
  const { etag } = png.headers
  const again = await server.inject({ url: `${page}.png`, headers: { 'if-none-match': `${etag}` } })
  t.match([again.statusCode, again.rawPayload.length], [304, 0])
})

t.test(
  'a name is seen by its owner, by a trainer of that workspace, and by nobody else',
  async (t) => {
    const other = await anotherWorkspace(service)
    const stranger = await joined({ app, place: other.place }, { trainer: true })
    const seen = async (request: { url?: string; cookies?: Record<string, string> }) => {
      const reply = await server.inject({ url: page, headers: html, ...request })
      t.equal(reply.statusCode, 200)
      return reply.payload.includes(name)
    }
    const key = awardKey(app, award.id)
    t.notOk(await seen({}))
    t.notOk(await seen({ cookies: stranger.cookies }))
    t.notOk(await seen({ cookies: learners[1]?.cookies ?? {} }))
    t.notOk(await seen({ url: `${page}?key=${key.slice(1)}x` }))
    t.ok(await seen({ cookies: recipient.cookies }))
    t.ok(await seen({ cookies: trainer.cookies }))
    t.ok(await seen({ url: `${page}?key=${key}` }))
    const mine = await server.inject({ url: `${page}?key=${key}`, headers: html })
    t.match(mine.payload, `action="${page}/wish"`)
    t.notMatch(
      (await server.inject({ url: page, headers: html, cookies: trainer.cookies })).payload,
      '/wish"',
    )
  },
)

t.test('its recipient shows the name, by link or session; nobody else can', async (t) => {
  const key = awardKey(app, award.id)
  const wish = (payload: object, cookies: Record<string, string> = {}, url = page) =>
    server.inject({ method: 'POST', url: `${url}/wish`, payload, cookies })
  t.match((await wish({ wish: 'show-name' })).json(), { status: 403, code: 'not-yours' })
  t.equal((await wish({ wish: 'show-name' }, trainer.cookies)).statusCode, 403)
  t.equal((await wish({ wish: 'show-name', key: awardKey(app, groupAward.id) })).statusCode, 403)
  t.match((await wish({ wish: 'sell' }, recipient.cookies)).json(), { status: 422, field: 'wish' })
  const groupUrl = `/awards/${groupAward.id}`
  const groupKey = awardKey(app, groupAward.id)
  t.equal((await wish({ wish: 'decline', key: groupKey }, {}, groupUrl)).statusCode, 403)
  t.match((await wish({ wish: 'show-name' }, recipient.cookies)).json(), {
    award: award.id,
    wish: 'show-name',
  })
  t.match((await server.inject({ url: page, headers: html })).payload, name)
  t.match((await server.inject({ url: groupUrl, headers: html })).payload, name)
  const byForm = await server.inject({
    method: 'POST',
    url: `${page}/wish`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: `wish=hide-name&key=${key}`,
  })
  t.match(byForm, { statusCode: 303, headers: { location: `${page}?key=${key}` } })
  t.notMatch((await server.inject({ url: page, headers: html })).payload, name)
})

t.test('a declined award is gone everywhere, and its page says so', async (t) => {
  const other = learners[1]
  const { awardsOfRecipient } = await import('#src/storage/awards.ts')
  const [declined] = await awardsOfRecipient(
    app.store.db,
    place.workspaceId,
    other?.member.id ?? '',
  )
  const url = `/awards/${declined?.id}`
  const reply = await server.inject({
    method: 'POST',
    url: `${url}/wish`,
    payload: { wish: 'decline' },
    cookies: other?.cookies ?? {},
  })
  t.equal(reply.statusCode, 200)
  for (const ending of ['', '.json', '.ob2.json', '.jwt', '.ob2.jwt', '.png', '.svg'])
    t.equal((await server.inject(`${url}${ending}`)).statusCode, 410, ending)
  t.match((await server.inject(`${url}.ob2.json`)).json(), { '@context': String, revoked: true })
})

t.test('a revoked award answers 410 with the reason; its page and its picture stay', async (t) => {
  const { awardsOfRecipient } = await import('#src/storage/awards.ts')
  const [revoked] = await awardsOfRecipient(
    app.store.db,
    place.workspaceId,
    learners[2]?.member.id ?? '',
  )
  const url = `/awards/${revoked?.id}`
  t.equal((await server.inject(`${url}.json`)).statusCode, 200)
  await revokeAward(app, {
    event: { source: 'room', eventId: 'r1', at: Date.now() },
    by: trainer.member,
    awardId: revoked?.id ?? '',
    reason: 'Donné par erreur',
  })
  const gone = { revoked: true, revocationReason: 'Donné par erreur' }
  const ob2 = await server.inject(`${url}.ob2.json`)
  t.equal(ob2.statusCode, 410)
  t.match(ob2.json(), {
    '@context': 'https://w3id.org/openbadges/v2',
    id: `${app.baseUrl}${url}.ob2.json`,
    ...gone,
  })
  t.match((await server.inject(`${url}.json`)).json(), { id: `${app.baseUrl}${url}.json`, ...gone })
  const shown = await server.inject({ url, headers: html })
  t.equal(shown.statusCode, 200)
  t.match(shown.payload, 'Donné par erreur')
  t.equal((await server.inject(`${url}.png`)).statusCode, 200)
})

t.test('a badge still being made says when to come back', async (t) => {
  const young = await served(t)
  const fresh = await awarded(young, { issue: false })
  const url = `/awards/${fresh.award.id}`
  for (const ending of ['.json', '.ob2.json', '.jwt', '.ob2.jwt', '.png', '.svg'])
    t.match(await young.server.inject(`${url}${ending}`), {
      statusCode: 503,
      headers: { 'retry-after': '2' },
    })
  t.equal((await young.server.inject({ url, headers: html })).statusCode, 200)
})

t.test('the record tells the vote and never a name', async (t) => {
  const record = await server.inject(`/records/${proposalId}.json`)
  t.equal(record.headers['content-type'], 'application/json; charset=utf-8')
  const told = record.json()
  t.match(told, {
    id: `${app.baseUrl}/records/${proposalId}`,
    verdict: 'accepted',
    rollSize: 5,
    cast: 4,
    rule: { quorum: { num: 1, den: 2 } },
    agreedHash: /^[0-9a-f]{64}$/,
    openedAt: /^\d{4}-.*Z$/,
    groupAward: `${app.baseUrl}/awards/${groupAward.id}`,
  })
  for (const { counts } of told.criteria) t.strictSame(counts, { met: 4, notYet: 0, abstain: 0 })
  const people = [...learners, trainer].flatMap(({ member }) => [
    member.name,
    member.email,
    member.id,
  ])
  for (const who of people) if (who !== null) t.notOk(record.payload.includes(who), who)
  const negotiated = await server.inject({
    url: `/records/${proposalId}`,
    headers: { accept: 'application/json' },
  })
  t.equal(negotiated.payload, record.payload)
  const shown = await server.inject({
    url: `/records/${proposalId}`,
    headers: html,
    cookies: trainer.cookies,
  })
  t.equal(shown.statusCode, 200)
  t.equal((await server.inject(`/screen/${proposalId}`)).statusCode, 200)
})

t.test('achievements, issuers and groups have a page and both documents', async (t) => {
  const issuer = (await server.inject(`/records/${proposalId}.json`))
    .json()
    .issuer.id.slice(app.baseUrl.length)
  const cases: [string, object, object][] = [
    [`/achievements/${achievement.id}`, { type: ['Achievement'] }, { type: 'BadgeClass' }],
    [issuer.replace('.json', ''), { type: ['Profile'] }, { type: 'Issuer' }],
    [`/groups/${group.id}`, { type: ['Profile'] }, { type: String }],
  ]
  for (const [url, ob3, ob2] of cases) {
    t.equal((await server.inject({ url, headers: html })).statusCode, 200, url)
    t.match((await server.inject(`${url}.json`)).json(), ob3)
    t.match((await server.inject({ url, headers: { accept: 'application/ld+json' } })).json(), ob3)
    t.match((await server.inject(`${url}.ob2.json`)).json(), ob2)
  }
  const did = await server.inject(issuer.replace('.json', '/did.json'))
  t.match(did.json(), { id: /^did:/, verificationMethod: [{}] })
  const french = await server.inject(`/achievements/${achievement.id}.png?lang=fr`)
  const english = await server.inject(`/achievements/${achievement.id}.png?lang=en`)
  t.equal(french.headers['content-type'], 'image/png')
  t.notOk(french.rawPayload.equals(english.rawPayload))
})

t.test('a trainer changes a badge’s picture; nobody else does', async (t) => {
  const url = `/achievements/${achievement.id}/picture`
  const png = (await server.inject(`/achievements/${achievement.id}.png`)).rawPayload
  const send = (
    picture: Uint8Array,
    cookies: Record<string, string>,
    accept = 'application/json',
  ) => {
    const body = new FormData()
    body.append('picture', new File([picture], 'p.png', { type: 'image/png' }))
    return server.inject({
      method: 'POST',
      url,
      payload: body,
      cookies,
      headers: { accept, origin: 'http://localhost' },
    })
  }
  t.equal((await send(png, {})).statusCode, 401)
  t.match((await send(png, recipient.cookies)).json(), { status: 403, code: 'trainers-only' })
  const other = await anotherWorkspace(service)
  const stranger = await joined({ app, place: other.place }, { trainer: true })
  t.match((await send(png, stranger.cookies)).json(), { status: 404, code: 'unknown-badge' })
  const broken = await send(png.subarray(0, 100), trainer.cookies)
  t.match(broken.json(), { status: 422, field: 'picture' })
  t.match(await send(Buffer.alloc(0), trainer.cookies), { statusCode: 422 })
  const page = await send(png.subarray(0, 100), trainer.cookies, 'text/html')
  t.equal(page.statusCode, 422)
  t.match(page.payload, `action="${url}"`)
  t.equal((await send(Buffer.alloc(3 * 1024 * 1024), trainer.cookies)).statusCode, 413)
  t.match((await send(png, trainer.cookies)).json(), { achievement: achievement.id })
})
