import type { HomeView, ModalView } from '@slack/types'
import { WebClient, type WebClientOptions } from '@slack/web-api'
import t, { type Test } from 'tap'
import { z } from 'zod'
import { fakeSlack, historyScopes, usualScopes } from './index.ts'
import { aClock } from '#test/kit/clock.ts'

// Slack's own library talks to the fake: what it understands, the app will.
async function aTeam(
  t: Test,
  options: Parameters<typeof fakeSlack>[1] = {},
  client: WebClientOptions = {},
) {
  const slack = await fakeSlack(t, options)
  const team = slack.team('T1')
  team.user('U1', { name: 'Ada', email: 'ada@example.org', locale: 'fr-FR', isAdmin: true })
  team.user('U2', { name: 'Ben' })
  team.channel('C1', { name: 'atelier', members: ['U1', 'U2'] })
  const web = new WebClient(team.token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    ...client,
  })
  return { slack, team, web }
}

const section = (text: string) => ({ type: 'section', text: { type: 'plain_text', text } }) as const

/** The call fails in this way. */
async function fails(t: Test, call: Promise<unknown>, wanted: object, name?: string) {
  const error: unknown = await call.then(
    () => 'taken',
    (failure: unknown) => failure,
  )
  t.match(error, wanted, name ?? 'refused')
}

t.test('a message is posted, changed, answered in its thread, linked and deleted', async (t) => {
  const { team, web } = await aTeam(t)
  const { ts = '' } = await web.chat.postMessage({
    channel: 'C1',
    text: 'a &amp; b',
    blocks: [section('a &amp; b')],
  })
  const ada = team.person('U1')
  t.match(ada.seen('C1'), [{ ts, text: 'a & b', fallback: 'a & b' }])
  await web.chat.postMessage({ channel: 'C1', text: 'under it', thread_ts: ts })
  t.match(ada.seen('C1')[1], { thread: ts })
  await web.chat.update({ channel: 'C1', ts, text: 'only *text*' })
  t.equal(ada.seen('C1')[0]?.text, 'only text', 'text alone takes the blocks away')
  const { permalink } = await web.chat.getPermalink({ channel: 'C1', message_ts: ts })
  t.match(permalink, /^https:\/\/t1\.slack\.com\/archives\/C1\/p\d+$/)
  await web.chat.delete({ channel: 'C1', ts })
  await fails(t, web.chat.update({ channel: 'C1', ts, text: 'x' }), {
    data: { error: 'message_not_found' },
  })
})

t.test('what Slack refuses is refused with its own word', async (t) => {
  const { team, web } = await aTeam(t)
  team.channel('C2', { members: ['U1'], bot: false })
  team.channel('C3', { members: ['U1'], bot: false, isPrivate: true })
  team.channel('C4', { members: ['U1'], isArchived: true })
  team.user('U3', { deleted: true })
  team.user('U4', { isBot: true })
  team.user('U5', { refusesDms: 'messages_tab_disabled' })
  const refusals: readonly [Promise<unknown>, string][] = [
    [web.chat.postMessage({ channel: 'C9', text: 'x' }), 'channel_not_found'],
    [web.chat.postMessage({ channel: 'C2', text: 'x' }), 'not_in_channel'],
    [web.chat.postMessage({ channel: 'C3', text: 'x' }), 'channel_not_found'],
    [web.chat.postMessage({ channel: 'C4', text: 'x' }), 'is_archived'],
    [web.chat.postMessage({ channel: 'C1', text: '' }), 'no_text'],
    [web.chat.postMessage({ channel: 'U4', text: 'x' }), 'cannot_dm_bot'],
    [web.chat.postEphemeral({ channel: 'C1', user: 'U3', text: 'x' }), 'user_not_in_channel'],
    [web.chat.update({ channel: 'C1', ts: '1.1', text: 'x' }), 'message_not_found'],
    [web.conversations.open({ users: 'U3' }), 'user_disabled'],
    [web.conversations.open({ users: 'U9' }), 'user_not_found'],
    [web.conversations.open({ users: 'U4' }), 'cannot_dm_bot'],
    [web.conversations.info({ channel: 'C3' }), 'channel_not_found'],
    [web.conversations.members({ channel: 'C1', cursor: 'bm8=' }), 'invalid_cursor'],
    [web.users.info({ user: 'U9' }), 'user_not_found'],
    [web.usergroups.users.list({ usergroup: 'S9' }), 'no_such_subteam'],
    [web.files.info({ file: 'F9' }), 'file_not_found'],
    [web.views.open({ trigger_id: 'no', view: aModal }), 'invalid_trigger_id'],
    [web.views.update({ view_id: 'V9', view: aModal }), 'not_found'],
    [web.apiCall('no.such', {}), 'unknown_method'],
    [web.chat.postMessage({ channel: 'C1', text: 'x', blocks: [section('')] }), 'invalid_blocks'],
  ]
  for (const [call, error] of refusals) await fails(t, call, { data: { error } }, error)
  const dm = await web.conversations.open({ users: 'U5' })
  await fails(t, web.chat.postMessage({ channel: dm.channel?.id ?? '', text: 'x' }), {
    data: { error: 'messages_tab_disabled' },
  })
  const { ts = '' } = await web.chat.postMessage({ channel: 'C1', text: 'x' })
  await fails(t, web.chat.update({ channel: 'C1', ts, text: 'x'.repeat(4001) }), {
    data: { error: 'msg_too_long' },
  })
})

const aModal: ModalView = {
  type: 'modal',
  title: { type: 'plain_text', text: 'T' },
  blocks: [section('x')],
}

t.test('each method asks for its scope and says which', async (t) => {
  const { slack, team, web } = await aTeam(t)
  team.channel('C3', { members: ['U1'], isPrivate: true })
  team.grantScopes(['channels:read'])
  const missing: readonly [Promise<unknown>, string][] = [
    [web.chat.postMessage({ channel: 'C1', text: 'x' }), 'chat:write'],
    [web.users.info({ user: 'U1' }), 'users:read'],
    [web.usergroups.list(), 'usergroups:read'],
    [web.conversations.info({ channel: 'C3' }), 'groups:read'],
    [web.conversations.history({ channel: 'C1' }), historyScopes.join(',') + ',mpim:history'],
    [web.files.getUploadURLExternal({ filename: 'a.png', length: 1 }), 'files:write'],
  ]
  for (const [call, needed] of missing)
    await fails(t, call, { data: { error: 'missing_scope', needed, provided: 'channels:read' } })
  await t.resolves(web.conversations.info({ channel: 'C1' }))
  const nobody = (token?: string) => new WebClient(token, { slackApiUrl: slack.apiUrl })
  await fails(t, nobody().auth.test(), { data: { error: 'not_authed' } })
  await fails(t, nobody('xoxb-no').auth.test(), { data: { error: 'invalid_auth' } })
  await web.auth.revoke()
  await fails(t, web.auth.test(), { data: { error: 'token_revoked' } })
})

t.test('addresses of e-mail are told to who may read them only', async (t) => {
  const { team, web } = await aTeam(t)
  t.match(await web.users.info({ user: 'U1', include_locale: true }), {
    user: { is_admin: true, locale: 'fr-FR', profile: { email: 'ada@example.org' } },
  })
  team.grantScopes(['users:read'])
  const { user } = await web.users.info({ user: 'U1' })
  t.strictSame([user?.profile?.email, user?.locale], [undefined, undefined])
})

t.test('lists come in pages that may be short', async (t) => {
  const { team, web } = await aTeam(t)
  const members = Array.from({ length: 25 }, (_, index) => `UM${index}`)
  for (const id of members) team.user(id)
  team.channel('C5', { members })
  const found: string[] = []
  let pages = 0
  for await (const page of web.paginate('conversations.members', { channel: 'C5', limit: 10 })) {
    found.push(...z.object({ members: z.array(z.string()) }).parse(page).members)
    pages++
  }
  t.same(found, [...members, team.bot.userId])
  t.ok(pages >= 3)
})

t.test('a file is uploaded in three steps and keeps its alternative text', async (t) => {
  const { slack, team, web } = await aTeam(t)
  const bytes = Buffer.from('a picture')
  const { channel } = await web.conversations.open({ users: 'U1' })
  const { file_id, upload_url } = z.object({ file_id: z.string(), upload_url: z.string() }).parse(
    await web.apiCall('files.getUploadURLExternal', {
      filename: 'badge.png',
      length: bytes.length,
      alt_txt: 'A badge',
    }),
  )
  const complete = () =>
    web.files.completeUploadExternal({
      files: [{ id: file_id, title: 'badge.png' }],
      channel_id: channel?.id ?? '',
      initial_comment: 'Well done',
    })
  await fails(t, complete(), { data: { error: 'file_not_found' } }, 'before it was sent')
  await fetch(upload_url, { method: 'POST', body: bytes })
  await complete()
  const [shown] = team.person('U1').dms()
  t.match(shown, { text: 'Well done', files: [{ name: 'badge.png', alternative: 'A badge' }] })
  t.same(Buffer.from(shown?.files[0]?.bytes ?? []), bytes)
  const { file } = await web.files.info({ file: file_id })
  t.match(file, { shares: { private: { [channel?.id ?? '']: [{ ts: shown?.ts }] } } })
  const url = file?.url_private ?? ''
  const headers = { authorization: `Bearer ${team.token}` }
  t.equal(await (await fetch(url, { headers })).text(), 'a picture')
  t.match(await (await fetch(url)).text(), /Sign in/, 'without a token: a page, not the file')
  slack.fail('upload', { status: 500 })
  t.equal((await fetch(upload_url, { method: 'POST', body: bytes })).status, 500)
})

t.test('a history shows the metadata to who asks for them', async (t) => {
  const { web } = await aTeam(t, { scopes: [...usualScopes, ...historyScopes] })
  const metadata = { event_type: 'cordee', event_payload: { key: 'k' } }
  const { ts = '' } = await web.chat.postMessage({ channel: 'C1', text: 'one', metadata })
  await web.chat.postMessage({ channel: 'C1', text: 'two' })
  const { messages = [] } = await web.conversations.history({
    channel: 'C1',
    include_all_metadata: true,
  })
  t.match(messages, [{ text: 'two' }, { ts, text: 'one', metadata }])
  const bare = await web.conversations.history({ channel: 'C1', oldest: ts, inclusive: true })
  t.strictSame(
    bare.messages?.map(({ metadata: shown }) => shown),
    [undefined, undefined],
  )
})

t.test('a trigger opens one modal, within three seconds', async (t) => {
  const clock = aClock()
  const { slack, web } = await aTeam(t, { now: clock.now })
  const { world } = slack.server
  const trigger_id = world.trigger('T1', 'U1')
  await web.views.open({ trigger_id, view: aModal })
  await fails(t, web.views.open({ trigger_id, view: aModal }), {
    data: { error: 'exchanged_trigger_id' },
  })
  const late = world.trigger('T1', 'U1')
  clock.advance(3001)
  await fails(t, web.views.open({ trigger_id: late, view: aModal }), {
    data: { error: 'expired_trigger_id' },
  })
})

t.test('a view is changed by its hash, and at most three lie on each other', async (t) => {
  const { slack, team, web } = await aTeam(t)
  const trigger = () => slack.server.world.trigger('T1', 'U1')
  const { view } = await web.views.open({ trigger_id: trigger(), view: aModal })
  const change = { view_id: view?.id ?? '', view: aModal }
  await web.views.update({ ...change, hash: view?.hash ?? '' })
  await fails(t, web.views.update({ ...change, hash: view?.hash ?? '' }), {
    data: { error: 'hash_conflict' },
  })
  for (let more = 0; more < 2; more++) await web.views.push({ trigger_id: trigger(), view: aModal })
  await fails(t, web.views.push({ trigger_id: trigger(), view: aModal }), {
    data: { error: 'push_limit_reached' },
  })
  const home: HomeView = { type: 'home', blocks: [section('Home')] }
  await web.views.publish({ user_id: 'U1', view: home })
  t.match(team.person('U1').home(), { text: 'Home' })
  await fails(t, web.views.publish({ user_id: 'U1', view: home, hash: 'old' }), {
    data: { error: 'hash_conflict' },
  })
})

t.test('limits count by method, and by channel for posts, and say how long to wait', async (t) => {
  const clock = aClock()
  const { slack, team, web } = await aTeam(t, { now: clock.now })
  team.channel('C2', { members: ['U1'] })
  slack.enforceLimits()
  const post = (channel: string) => web.chat.postMessage({ channel, text: 'x' })
  const { ts = '' } = await post('C1')
  for (let more = 0; more < 2; more++) await post('C1')
  await fails(t, post('C1'), { code: 'slack_webapi_rate_limited_error', retryAfter: 3 })
  await t.resolves(post('C2'))
  clock.advance(3000)
  await t.resolves(post('C1'))
  const update = () => web.chat.update({ channel: 'C1', ts, text: 'y' })
  for (let call = 0; call < 50; call++) await update()
  await fails(t, update(), { retryAfter: 60 })
  clock.advance(60_000)
  await t.resolves(update())
})

t.test('faults are what was asked for, as often as was asked', async (t) => {
  const { slack, team, web } = await aTeam(t, {}, { timeout: 200 })
  const post = () => web.chat.postMessage({ channel: 'C1', text: 'x' })
  const shown = () => team.person('U1').seen('C1').length
  slack.fail('chat.postMessage', { status: 429, retryAfter: 7 })
  await fails(t, post(), { retryAfter: 7 })
  slack.fail('chat.postMessage', { error: 'ratelimited' })
  await fails(t, post(), { data: { ok: false, error: 'ratelimited' } })
  slack.fail('chat.postMessage', { status: 500, times: 2 })
  await fails(t, post(), { statusCode: 500 })
  await fails(t, post(), { statusCode: 500 })
  slack.fail('chat.postMessage', { cut: true })
  await fails(t, post(), Error)
  t.equal(shown(), 0, 'nothing was carried out')
  slack.fail('chat.postMessage', { loseAnswer: true })
  await fails(t, post(), Error)
  t.equal(shown(), 1, 'carried out, and the answer lost')
  slack.fail('chat.postMessage', { delayMs: 60_000 })
  await fails(t, post(), Error, 'the caller gives up')
  slack.fail('chat.postMessage', { error: 'not_in_channel', channel: 'C2' })
  await t.resolves(post(), 'the fault is for another channel')
  slack.heal()
  t.ok(slack.calls('chat.postMessage').length >= 8)
})

t.test(
  'with rotation tokens end after twelve hours, and a refresh token is good once',
  async (t) => {
    const clock = aClock()
    const slack = await fakeSlack(t, { rotation: true, now: clock.now })
    const team = slack.team('T1')
    team.user('U1')
    const web = new WebClient(undefined, { slackApiUrl: slack.apiUrl })
    const client = { client_id: slack.clientId, client_secret: slack.clientSecret }
    const back = await slack.install(
      `${slack.origin}/oauth/v2/authorize?client_id=${slack.clientId}&scope=chat:write,commands&state=s1&redirect_uri=https://app.example/back`,
      { team: 'T1', user: 'U1' },
    )
    const { searchParams } = new URL(back)
    t.equal(searchParams.get('state'), 's1')
    const code = { code: searchParams.get('code') ?? '', redirect_uri: 'https://app.example/back' }
    const given = await web.oauth.v2.access({ ...client, ...code })
    t.match(given, { scope: 'chat:write,commands', expires_in: 43_200, team: { id: 'T1' } })
    await fails(t, web.oauth.v2.access({ ...client, ...code }), { data: { error: 'invalid_code' } })
    clock.advance(12 * 3_600_000)
    await fails(t, web.auth.test({ token: given.access_token ?? '' }), {
      data: { error: 'token_expired' },
    })
    const again = {
      ...client,
      grant_type: 'refresh_token',
      refresh_token: given.refresh_token ?? '',
    } as const
    const fresh = await web.oauth.v2.access(again)
    await t.resolves(web.auth.test({ token: fresh.access_token ?? '' }))
    await fails(t, web.oauth.v2.access(again), { data: { error: 'invalid_refresh_token' } })
    const cancelled = await slack.install(
      `${slack.origin}/oauth/v2/authorize?client_id=${slack.clientId}&state=s2&redirect_uri=https://app.example/back`,
      { team: 'T1', user: 'U1', decision: 'cancel' },
    )
    t.equal(new URL(cancelled).searchParams.get('error'), 'access_denied')
  },
)
