import t, { type Test } from 'tap'
import { deliveryJob } from '#src/app/jobs.ts'
import { addJobs, claimJobs, type JobRow, type Settlement, settleJob } from '#src/storage/outbox.ts'
import {
  anotherWorkspace,
  type Awarded,
  awarded,
  joined,
  type Joined,
  served,
  type Served,
} from '#test/kit/http.ts'

t.test('the console tells a trainer what could not be delivered, and why', async (t) => {
  const house = await aHouse(t)
  await house.fail({ to: 0, as: { state: 'dead', error: 'mail-refused-550' } })
  await house.fail({ to: 1, as: house.later('mail-later-451', 3_600_000) })
  await house.fail({ to: 2, as: house.later('ENOENT: no such file /srv/secret', 60_000) })
  const { all, failures } = await house.listed('en')
  t.equal(all, 3)
  t.match(failures, [
    {
      queue: 'letter',
      state: 'given-up',
      attempts: 1,
      nextAt: null,
      to: 'Ada',
      badge: house.badge.en,
      reason: {
        code: 'mail-refused',
        reply: 550,
        text: 'The mail server refuses this address or this letter (reply 550). Check the address with the person.',
      },
    },
    { state: 'waiting', to: 'Bilal', reason: { code: 'mail-later', reply: 451 } },
    { state: 'waiting', to: 'Chloé', reason: { code: 'other', reply: null } },
  ])
  t.type(failures[1]?.['nextAt'], 'number')

  for (const [language, words] of [
    ['fr', ['Lettre par courriel', 'Abandonné', 'Sera réessayé', 'réponse 550', 'Réessayer']],
    ['en', ['Letter by e-mail', 'Given up', 'Will be tried again', '(reply 550)', 'Try again']],
  ] as const) {
    const page = await house.page(language)
    for (const word of [...words, 'Ada', 'Bilal', house.badge[language]])
      t.ok(page.includes(word), `${language}: ${word}`)
    t.notMatch(page, /@example\.org|ENOENT|secret/, 'no address, and no word of the log')
  }
})

t.test('nothing to look after is said, and the room shows no link', async (t) => {
  const house = await aHouse(t)
  t.match(await house.page('en'), /Everything has gone out/)
  t.strictSame(await house.listed('en'), { all: 0, failures: [] })
  t.notMatch(await house.room(house.vote.trainer), /href="\/console"/)
  await house.fail({ to: 0, as: { state: 'dead', error: 'mail-refused-550' } })
  t.match(await house.room(house.vote.trainer), /href="\/console"/)
  t.notMatch(await house.room(house.vote.recipient), /href="\/console"/, 'not for learners')
})

t.test('trying again makes the job due now, with all its attempts', async (t) => {
  const house = await aHouse(t)
  const failed = [
    { state: 'dead', error: 'mail-refused-550' } as const,
    house.later('mail-unreachable', 3_600_000),
  ]
  for (const [to, as] of failed.entries()) {
    const { id } = await house.fail({ to, as })
    t.strictSame(await house.retry(id, house.vote.trainer), { status: 200, body: { retried: 1 } })
    t.match(await house.job(id), { state: 'ready', attempts: 0, lastError: null })
    t.ok((await house.job(id)).runAt <= Date.now())
    t.strictSame(
      await house.retry(id, house.vote.trainer),
      { status: 200, body: { retried: 0 } },
      'pressing twice does no harm',
    )
    t.strictSame(await house.listed('en'), { all: 0, failures: [] })
  }
})

t.test(
  'without JavaScript a button brings back to the console, which says what happened',
  async (t) => {
    const house = await aHouse(t)
    const { id } = await house.fail({ to: 0, as: { state: 'dead', error: 'mail-address' } })
    const page = await house.page('en')
    t.match(page, new RegExp(`<form method="post" action="/console/jobs/${id}/retry"`))
    const answer = await house.service.server.inject({
      method: 'POST',
      url: `/console/jobs/${id}/retry`,
      cookies: house.vote.trainer.cookies,
      headers: {
        accept: 'text/html',
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'same-origin',
      },
      payload: '',
    })
    t.match(answer, { statusCode: 303, headers: { location: '/console?retried=1' } })
    t.match(await house.page('en', '&retried=1'), /1 delivery is being tried again/)
    t.match(await house.page('en', '&retried=0'), /nothing to start again/)
    t.notMatch(await house.page('en', '&retried=<b>'), /tried again\.|<b>/)
  },
)

t.test('all failures of a workspace are tried again at once, and nobody else’s', async (t) => {
  const house = await aHouse(t)
  const other = await house.otherJob()
  for (const to of [0, 1, 2]) await house.fail({ to, as: { state: 'dead', error: 'mail-refused' } })
  t.match(await house.page('en'), /action="\/console\/retry-all"/)
  const answer = await house.service.server.inject({
    method: 'POST',
    url: '/console/retry-all',
    cookies: house.vote.trainer.cookies,
    headers: { accept: 'application/json', 'sec-fetch-site': 'same-origin' },
  })
  t.strictSame(answer.json(), { retried: 3 })
  t.match(await house.job(other.id), { state: 'dead' })
})

t.test('a job that has not failed is left alone: no vote closes early', async (t) => {
  const house = await aHouse(t)
  const close = (await house.jobs()).find(({ queue }) => queue === 'close')
  const { id = '' } = close ?? {}
  t.strictSame(await house.retry(id, house.vote.trainer), { status: 200, body: { retried: 0 } })
  t.strictSame(await house.job(id), close)
})

t.test('who may look and try again', async (t) => {
  const house = await aHouse(t)
  const { id } = await house.fail({ to: 0, as: { state: 'dead', error: 'mail-refused-550' } })
  const other = await house.otherJob()
  const unknown = { status: 404, body: { code: 'unknown-job' } }
  t.match(await house.retry(other.id, house.vote.trainer), unknown, 'another workspace’s')
  t.match(await house.retry(id, other.trainer), unknown, 'nor the other way round')
  t.match(await house.retry('A'.repeat(22), house.vote.trainer), unknown)
  const refused = { status: 403, body: { code: 'trainers-only' } }
  t.match(await house.retry(id, house.vote.recipient), refused)
  t.match(await house.retry(id, undefined), { status: 401, body: { code: 'room-first' } })
  t.match(await house.job(id), { state: 'dead' })

  const { server } = house.service
  const get = (who?: Joined) =>
    server.inject({ url: '/console?lang=en', ...(who ? { cookies: who.cookies } : {}) })
  t.match(await get(), { statusCode: 401, body: /Enter your room first/ })
  t.match(await get(house.vote.recipient), { statusCode: 403, body: /Only trainers can do this/ })
  const theirs = await get(other.trainer)
  t.match(theirs, { statusCode: 200 })
  t.notMatch(theirs.body, /Ada/, 'each workspace sees its own')

  const crossSite = await server.inject({
    method: 'POST',
    url: `/console/jobs/${id}/retry`,
    cookies: house.vote.trainer.cookies,
    headers: { 'sec-fetch-site': 'cross-site', accept: 'application/json' },
  })
  t.match(crossSite.json(), { status: 403, code: 'cross-site' })
})

/** A service where a vote was accepted and its letters are to go out. */
async function aHouse(t: Test) {
  const service = await served(t)
  const vote = await awarded(service)
  const { server, app, place } = service
  const { db } = app.store
  const jobs = () => db.select().from(db.t.outbox).orderBy(db.t.outbox.id)
  const job = async (id: string): Promise<JobRow> => {
    const found = (await jobs()).find((row) => row.id === id)
    if (!found) throw new Error(`no job ${id}`)
    return found
  }
  return {
    service,
    vote,
    jobs,
    job,
    badge: vote.achievement.content.name,
    later: (error: string, ms: number): Settlement => ({
      state: 'ready',
      runAt: app.now() + ms,
      error,
    }),
    /** The letter to the member of that number ends like this. */
    fail: ({ to, as }: { readonly to: number; readonly as: Settlement }) =>
      failLetter(service, vote, { to, as }),
    otherJob: () => failElsewhere(service),
    async listed(language: string) {
      const answer = await server.inject({
        url: `/console?lang=${language}`,
        cookies: vote.trainer.cookies,
        headers: { accept: 'application/json' },
      })
      return answer.json<{ all: number; failures: Record<string, unknown>[] }>()
    },
    async page(language: string, query = '') {
      const url = `/console?lang=${language}${query}`
      const answer = await server.inject({ url, cookies: vote.trainer.cookies })
      return answer.body.replaceAll('\u00A0', ' ')
    },
    room: async ({ cookies }: Joined) =>
      (await server.inject({ url: `/rooms/${place.code}`, cookies })).body,
    async retry(id: string, by: Joined | undefined) {
      const answer = await server.inject({
        method: 'POST',
        url: `/console/jobs/${id}/retry`,
        headers: { accept: 'application/json', 'sec-fetch-site': 'same-origin' },
        ...(by ? { cookies: by.cookies } : {}),
      })
      return { status: answer.statusCode, body: answer.json<object>() }
    },
  }
}

async function failLetter(
  { app }: Served,
  { learners, award, groupAward }: Awarded,
  { to, as }: { readonly to: number; readonly as: Settlement },
): Promise<JobRow> {
  const memberId = learners[to]?.member.id ?? ''
  // Everybody's own letter waits in the outbox already; this is one more, about the group's badge.
  const { workspaceId } = award
  const target = { workspaceId, awardId: groupAward.id, memberId }
  return failJob(app, deliveryJob(app, 'letter', target, 0), as)
}

async function failElsewhere(service: Served): Promise<JobRow & { readonly trainer: Joined }> {
  const { place } = await anotherWorkspace(service)
  const trainer = await joined({ app: service.app, place }, { name: 'Eve', trainer: true })
  const { workspaceId } = place
  const target = { workspaceId, awardId: service.app.newId(), memberId: trainer.member.id }
  const job = deliveryJob(service.app, 'letter', target, 0)
  return { ...(await failJob(service.app, job, { state: 'dead', error: 'mail-refused' })), trainer }
}

async function failJob(
  app: Served['app'],
  job: ReturnType<typeof deliveryJob>,
  as: Settlement,
): Promise<JobRow> {
  const known = { ...job, lane: `test:${job.id}` }
  await app.store.tx((tx) => addJobs(tx, [known]))
  const claimed = await claimJobs(app.store, {
    now: 0,
    leaseMs: 1,
    limit: 10,
    token: app.newId(),
    busyLanes: [],
  })
  const leased = claimed.find(({ key }) => key === job.key)
  if (!leased) throw new Error('The job could not be claimed.')
  await app.store.tx((tx) => settleJob(tx, leased, as))
  const { db } = app.store
  const rows = await db.select().from(db.t.outbox)
  const row = rows.find(({ id }) => id === leased.id)
  if (!row) throw new Error('The job is gone.')
  return row
}
