import t from 'tap'
import { tokenKeyOf } from '#src/app/issuer-keys.ts'
import { awardKey } from '#src/app/keep-award.ts'
import { endorsementsOf } from '#src/storage/endorsements.ts'
import { addEvidenceFile } from '#src/storage/evidence-files.ts'
import { anotherWorkspace, awarded, joined, served } from '#test/kit/http.ts'

// Who gets what from every route: a route without a row here fails.
const service = await served(t)
const { server, app, place, group } = service
const { award, achievement, trainer, recipient, proposalId } = await awarded(service, {
  support: 'Bravo.',
})
const other = await anotherWorkspace(service)
const stranger = await joined({ app, place: other.place }, { name: 'Eve', trainer: true })
const record = (await server.inject(`/records/${proposalId}.json`)).json()
const issuerId = String(record.issuer.id).split('/').at(-1)?.replace('.json', '') ?? ''
const [job] = await app.store.db
  .select({ id: app.store.db.t.outbox.id })
  .from(app.store.db.t.outbox)
const [support] = await endorsementsOf(app.store.db, place.workspaceId, award.id)
const png = (await server.inject(`/achievements/${achievement.id}.png`)).rawPayload

const { workspaceId } = place
const evidence = app.newId()
await app.store.tx((tx) =>
  addEvidenceFile(tx, {
    workspaceId,
    id: evidence,
    handedBy: null,
    name: 'photo.png',
    type: 'image/png',
    hash: '',
    size: png.length,
    createdAt: app.now(),
    takenAt: app.now(),
    bytes: png,
  }),
)
const { kid: tokenKid } = await tokenKeyOf(app, { workspaceId, id: issuerId })
const kid = ':kid(^[A-Za-z0-9_-]{43}$)'
const id = ':id(^[A-Za-z0-9_-]{22}$)'
const press = { kind: 'press', action: 'x' }

/** Statuses for anonymous, learner, trainer, and a trainer of another workspace. */
type Row = readonly [
  route: string,
  url: string,
  statuses: readonly [number, number, number, number],
  body?: object | (() => FormData),
]

const room = `/rooms/${place.code}`
const all = (status: number) => [status, status, status, status] as const

const rows: readonly Row[] = [
  ['GET /', '/', all(200)],
  ['GET /join', `/join?code=${place.code}`, all(303)],
  ['POST /join', '/join', all(303), () => form({ code: place.code })],
  ['GET /rooms/:code', room, all(200)],
  ['POST /rooms/:code/join', `${room}/join`, all(200), { name: 'Zoé' }],
  ['GET /rooms/:code/messages', `${room}/messages`, [401, 200, 200, 401]],
  ['POST /rooms/:code/interactions', `${room}/interactions`, [401, 200, 200, 401], press],
  ['GET /rooms/:code/live', `${room}/live`, all(426)],
  ['GET /console', '/console', [401, 403, 200, 200]],
  [`POST /console/jobs/${id}/retry`, `/console/jobs/${job?.id}/retry`, [401, 403, 200, 404]],
  ['POST /console/retry-all', '/console/retry-all', [401, 403, 200, 200]],
  [`GET /evidence/${id}`, `/evidence/${evidence}`, all(200)],
  [`GET /screen/${id}`, `/screen/${proposalId}`, all(200)],
  [`GET /screen/${id}/live`, `/screen/${proposalId}/live`, all(426)],
  [`GET /records/${id}`, `/records/${proposalId}`, all(200)],
  [`GET /records/${id}.json`, `/records/${proposalId}.json`, all(200)],
  [`GET /awards/${id}`, `/awards/${award.id}`, all(200)],
  [`GET /awards/${id}.json`, `/awards/${award.id}.json`, all(200)],
  [`GET /awards/${id}.ob2.json`, `/awards/${award.id}.ob2.json`, all(200)],
  [`GET /awards/${id}.png`, `/awards/${award.id}.png`, all(200)],
  [`GET /awards/${id}.svg`, `/awards/${award.id}.svg`, all(200)],
  [`GET /awards/${id}.jwt`, `/awards/${award.id}.jwt`, all(200)],
  [`GET /awards/${id}.ob2.jwt`, `/awards/${award.id}.ob2.jwt`, all(200)],
  [
    `POST /awards/${id}/wish`,
    `/awards/${award.id}/wish`,
    [403, 200, 403, 403],
    { wish: 'hide-name' },
  ],
  [`GET /achievements/${id}`, `/achievements/${achievement.id}`, all(200)],
  [`GET /achievements/${id}.json`, `/achievements/${achievement.id}.json`, all(200)],
  [`GET /achievements/${id}.ob2.json`, `/achievements/${achievement.id}.ob2.json`, all(200)],
  [`GET /achievements/${id}.png`, `/achievements/${achievement.id}.png`, all(200)],
  [
    `POST /achievements/${id}/picture`,
    `/achievements/${achievement.id}/picture`,
    [401, 403, 200, 404],
    () => form({ picture: new File([png], 'p.png') }),
  ],
  [
    `POST /achievements/${id}/validity`,
    `/achievements/${achievement.id}/validity`,
    [401, 403, 200, 404],
    { months: 24 },
  ],
  [`GET /endorsements/${id}.json`, `/endorsements/${support?.id}.json`, all(200)],
  [`GET /endorsements/${id}.ob2.json`, `/endorsements/${support?.id}.ob2.json`, all(200)],
  [`GET /issuers/${id}`, `/issuers/${issuerId}`, all(200)],
  [`GET /issuers/${id}.json`, `/issuers/${issuerId}.json`, all(200)],
  [`GET /issuers/${id}.ob2.json`, `/issuers/${issuerId}.ob2.json`, all(200)],
  [`GET /issuers/${id}/did.json`, `/issuers/${issuerId}/did.json`, all(200)],
  [`GET /issuers/${id}/keys/${kid}.json`, `/issuers/${issuerId}/keys/${tokenKid}.json`, all(200)],
  [
    `GET /issuers/${id}/keys/${kid}.ob2.json`,
    `/issuers/${issuerId}/keys/${tokenKid}.ob2.json`,
    all(200),
  ],
  ['GET /.well-known/jwks.json', '/.well-known/jwks.json', all(200)],
  [`GET /groups/${id}`, `/groups/${group.id}`, all(200)],
  [`GET /groups/${id}.json`, `/groups/${group.id}.json`, all(200)],
  [`GET /groups/${id}.ob2.json`, `/groups/${group.id}.ob2.json`, all(200)],
  [`GET /status/${id}`, `/status/${award.statusList}`, all(200)],
  [`GET /ob2/revocations/${id}`, `/ob2/revocations/${issuerId}`, all(200)],
  ['GET /verify', '/verify', all(200)],
  ['POST /verify', '/verify', all(200), { text: '{}' }],
  ['GET /healthz', '/healthz', all(200)],
  ['GET /readyz', '/readyz', all(200)],
  ['GET /robots.txt', '/robots.txt', all(200)],
  ['GET /assets/*', '/assets/app.css', all(200)],
  // The last: from then on its documents are gone.
  [
    `POST /awards/${id}/revoke`,
    `/awards/${award.id}/revoke`,
    [403, 403, 200, 403],
    { reason: 'Par erreur' },
  ],
]

function form(fields: Record<string, string | File>): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.append(name, value)
  return data
}

t.test('every route answers each kind of reader as it should', async (t) => {
  const readers = [undefined, recipient, trainer, stranger]
  for (const [route, url, statuses, body] of rows) {
    const found: number[] = []
    for (const reader of readers) {
      const reply = await server.inject({
        method: route.startsWith('POST') ? 'POST' : 'GET',
        url,
        cookies: reader?.cookies ?? {},
        headers: { accept: 'application/json', origin: 'http://localhost' },
        ...(body === undefined ? {} : { payload: typeof body === 'function' ? body() : body }),
      })
      found.push(reply.statusCode)
    }
    t.strictSame(found, statuses, route)
  }
})

t.test('every route has a row', async (t) => {
  const served = routesOf(server.printRoutes({ commonPrefix: false }))
  const told = new Set(rows.map(([route]) => route.slice(route.indexOf(' ') + 1)))
  t.strictSame(served.toSorted(), [...told].toSorted())
  for (const url of new Set(rows.map(([, url]) => url))) {
    const { headers } = await server.inject({ method: 'OPTIONS', url })
    const taken = rows.filter(([, one]) => one.split('?')[0] === url.split('?')[0])
    const methods = taken.flatMap(([route]) =>
      route.startsWith('POST') ? ['POST'] : ['GET', 'HEAD'],
    )
    t.equal(headers.allow, [...methods, 'OPTIONS'].join(', '), url)
  }
})

t.test(
  'an id of nothing, or of something else, is 404 for everybody, with one and the same body',
  async (t) => {
    const bodies = new Set<string>()
    for (const [route, , , body] of rows.filter(
      ([one]) => one.includes(id) && !one.includes('/live'),
    )) {
      for (const [wrong, reader] of [
        [app.newId(), trainer],
        [award.id, trainer],
        [proposalId, trainer],
      ] as const) {
        const url = route.slice(route.indexOf(' ') + 1).replace(id, wrong)
        if (rows.some(([, right]) => right === url)) continue
        const reply = await server.inject({
          method: route.startsWith('POST') ? 'POST' : 'GET',
          url,
          cookies: reader.cookies,
          headers: { accept: 'application/json', origin: 'http://localhost' },
          ...(body === undefined ? {} : { payload: typeof body === 'function' ? body() : body }),
        })
        t.equal(reply.statusCode, 404, url)
        if (reply.json().code === 'not-found') bodies.add(reply.payload)
      }
    }
    t.equal(bodies.size, 1)
  },
)

t.test('the link that came with an award opens that award only', async (t) => {
  const key = awardKey(app, award.id)
  const wish = (url: string) =>
    server.inject({ method: 'POST', url, payload: { wish: 'hide-name', key } })
  t.equal((await wish(`/awards/${award.id}/wish`)).statusCode, 200)
  const others = await import('#src/storage/awards.ts')
  const awards = await others.awardsOfProposal(app.store.db, place.workspaceId, proposalId)
  for (const { id: one } of awards)
    if (one !== award.id) t.equal((await wish(`/awards/${one}/wish`)).statusCode, 403)
})

/** The paths in fastify's tree of routes. */
function routesOf(tree: string): string[] {
  const open: string[] = []
  const paths: string[] = []
  for (const line of tree.split('\n')) {
    const found = /^([│ ]*)[├└]── (\S+) \(/.exec(line)
    if (!found) continue
    const [, indent = '', part = ''] = found
    const depth = indent.length / 4
    open.splice(depth)
    open[depth] = part
    paths.push(open.join(''))
  }
  return paths.map((path) => (path === '/*' ? '/assets/*' : path))
}
