import t from 'tap'
import { anotherWorkspace, type Joined, joined, said, served } from '#test/kit/http.ts'

const service = await served(t)
const { server, app, place, room } = service
const door = `/rooms/${place.code}`
const json = { accept: 'application/json' }
const form = { 'content-type': 'application/x-www-form-urlencoded' }

t.test('somebody without a session sees the door, not the room', async (t) => {
  room.post(place.code, said('Bonjour'))
  const page = await server.inject(door)
  t.equal(page.statusCode, 200)
  t.match(page.headers, { 'cache-control': 'private, no-cache', vary: /Cookie/ })
  t.match(page.body, `action="${door}/join"`)
  t.notMatch(page.body, 'Bonjour (fr)')
})

t.test('a code typed by hand leads to the room, however it is written', async (t) => {
  const typed = place.code.toLowerCase().replace('-', ' ')
  const asked = await server.inject(`/join?code=${encodeURIComponent(typed)}`)
  t.match(asked, { statusCode: 303, headers: { location: door } })
  const sent = await server.inject({
    method: 'POST',
    url: '/join',
    headers: form,
    payload: `code=${place.code.replace('-', '')}`,
  })
  t.match(sent, { statusCode: 303, headers: { location: door } })
  const untidy = await server.inject(`/rooms/${place.code.toLowerCase()}?trainer=a%26b`)
  t.match(untidy, { statusCode: 303, headers: { location: `${door}?trainer=a%26b` } })
})

t.test('a code that opens nothing is 404, on the page where it can be typed again', async (t) => {
  const page = await server.inject('/join?code=<b>x')
  t.equal(page.statusCode, 404)
  t.match(page.body, 'action="/join"')
  t.notMatch(page.body, '<b>x')
  const program = await server.inject({ url: '/rooms/222-222', headers: json })
  t.match(program.json(), { status: 404, code: 'unknown-room' })
  t.match(program.headers['content-type'], 'application/problem+json')
})

t.test('joining by form sets a cookie and leads into the room', async (t) => {
  const reply = await server.inject({
    method: 'POST',
    url: `${door}/join`,
    headers: form,
    payload: 'name=L%C3%A9a&email=LEA%40Exemple.FR',
  })
  t.match(reply, { statusCode: 303, headers: { location: door } })
  const session = reply.cookies.find(({ name }) => name === 'cordee-session')
  t.match(session, { httpOnly: true, sameSite: 'Lax', path: '/' })
  t.notOk(session?.secure, 'a classroom is on http')
  const inside = await server.inject({
    url: door,
    cookies: { 'cordee-session': session?.value ?? '' },
  })
  t.match(inside.body, 'Léa')
})

t.test('joining by JSON answers who one is', async (t) => {
  const reply = await server.inject({
    method: 'POST',
    url: `${door}/join`,
    payload: { name: ' Ada\u202E \u0000Lovelace ', email: '', language: 'en' },
  })
  t.equal(reply.statusCode, 200)
  t.match(reply.json(), { member: { name: 'Ada Lovelace', role: 'learner' }, room: place.code })
  t.match(
    reply.cookies.map(({ name, value }) => [name, name === 'cordee-language' ? value : '']),
    [['cordee-session'], ['cordee-room'], ['cordee-language', 'en']],
  )
})

t.test('what is wrong with a name or an address is said beside what was typed', async (t) => {
  const join = (payload: object) => server.inject({ method: 'POST', url: `${door}/join`, payload })
  const cases: [object, string, string][] = [
    [{}, 'name', 'name-missing'],
    [{ name: ' \u202E ' }, 'name', 'name-missing'],
    [{ name: 'x'.repeat(61) }, 'name', 'name-too-long'],
    [{ name: 'x'.repeat(100_000) }, 'name', 'name-too-long'],
    [{ name: 'A', email: 'b@c' }, 'email', 'email-wrong'],
    [{ name: 'A', email: 'a@b.co\r\nBcc: x@y.z' }, 'email', 'email-wrong'],
    [{ name: 'A', email: 'a@b.co,c@d.e' }, 'email', 'email-wrong'],
    [{ name: 7 }, 'name', 'name-missing'],
  ]
  for (const [payload, field, code] of cases) {
    const reply = await join(payload)
    t.match(reply.json(), { status: 422, code, field }, JSON.stringify(payload).slice(0, 60))
  }
  t.match((await join({ name: 'A', role: 'trainer' })).json(), { status: 422, code: 'field-wrong' })
  const page = await server.inject({
    method: 'POST',
    url: `${door}/join`,
    headers: form,
    payload: 'name=Zo%C3%A9&email=nulle',
  })
  t.equal(page.statusCode, 422)
  t.match(page.body, 'value="Zoé"')
  t.match(page.body, 'role="alert"')
})

t.test('the trainer’s link lets in as trainer, a wrong one does not', async (t) => {
  const { trainerKey } = service
  const page = await server.inject(`${door}?trainer=${trainerKey}`)
  t.match(page.body, trainerKey)
  const join = (trainer: string, cookies = {}) =>
    server.inject({
      method: 'POST',
      url: `${door}/join`,
      payload: { name: 'Paul', trainer },
      cookies,
    })
  t.match((await join(trainerKey)).json(), { member: { role: 'trainer' } })
  t.match((await join(`${trainerKey.slice(1)}x`)).json(), {
    status: 403,
    code: 'trainer-link-wrong',
  })
  const lea = await joined(service)
  const asLearner = await server.inject({
    url: `${door}?trainer=${trainerKey}`,
    cookies: lea.cookies,
  })
  t.match(asLearner.body, trainerKey, 'a learner may come in again as trainer')
  const again = await join(trainerKey, lea.cookies)
  t.match(again.json(), { member: { id: lea.member.id, role: 'trainer' } })
})

function read(cookies: Joined['cookies'], query = '') {
  return server.inject({ url: `${door}/messages${query}`, cookies, headers: json })
}

t.test(
  'a member reads what the room says, in the language asked for, private words included',
  async (t) => {
    const lea = await joined(service)
    const noe = await joined(service, { name: 'Noé' })
    const ref = room.post(place.code, said('Pour Léa'), lea.member.id)
    const hers = (await read(lea.cookies)).json().messages.at(-1)
    t.match(hers, { ref, private: true, message: { text: 'Pour Léa (fr)' } })
    t.type(hers.at, 'number')
    t.match((await read(lea.cookies, '?lang=en')).json().messages.at(-1).message.text, '(en)')
    t.notOk((await read(noe.cookies)).body.includes('Pour Léa'))
    t.same((await read(lea.cookies, `?since=${hers.changedAt}`)).json(), { messages: [] })
    t.match((await read(lea.cookies, '?since=-1')).json(), { status: 422, field: 'since' })
  },
)

t.test('members of another workspace are strangers here', async (t) => {
  const other = await anotherWorkspace(service)
  const stranger = await joined({ app, place: other.place }, { name: 'Eve', trainer: true })
  const page = await server.inject({ url: door, cookies: stranger.cookies })
  t.match(page.body, `action="${door}/join"`)
  const messages = await server.inject({
    url: `${door}/messages`,
    cookies: stranger.cookies,
    headers: json,
  })
  t.match(messages.json(), { status: 401, code: 'not-joined' })
})

t.test('language: asked for, chosen before, the browser’s, the service’s', async (t) => {
  const lang = async (request: { url?: string; accepted?: string; chosen?: string }) => {
    const { url = '/', accepted, chosen } = request
    const page = await server.inject({
      url,
      headers: accepted === undefined ? {} : { 'accept-language': accepted },
      cookies: chosen === undefined ? {} : { 'cordee-language': chosen },
    })
    return /<html lang="(..)"/.exec(page.payload)?.[1]
  }
  t.equal(await lang({}), 'fr')
  t.equal(await lang({ accepted: 'es, en-GB;q=0.8, fr;q=0.5' }), 'en')
  t.equal(await lang({ accepted: 'es' }), 'fr')
  t.equal(await lang({ accepted: 'en', chosen: 'fr' }), 'fr')
  t.equal(await lang({ url: '/?lang=en', chosen: 'fr' }), 'en')
  t.equal(await lang({ url: '/?lang=en&lang=fr' }), 'fr', 'two wishes are none')
  const chosen = await server.inject('/?lang=en')
  t.match(chosen.cookies, [{ name: 'cordee-language', value: 'en' }])
  const missing = await server.inject({ url: '/nope?lang=en', headers: json })
  t.match(missing.json(), { title: 'Page not found' })
})
