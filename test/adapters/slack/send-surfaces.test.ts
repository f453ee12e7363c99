import { createServer, type RequestListener } from 'node:http'
import { once } from 'node:events'
import t, { type Test } from 'tap'
import { downloadFile } from '#adapters/slack/send/download.ts'
import { publishHome } from '#adapters/slack/send/home.ts'
import { unfurl } from '#adapters/slack/send/unfurl.ts'
import { completeUpload, uploadBytes } from '#adapters/slack/send/upload.ts'
import { usualScopes } from '#test/kit/fake-slack/index.ts'
import { fails } from '#test/kit/fails.ts'
import { baseUrl, sendStage } from './send-stage.ts'

t.test('the page of the app is published for its reader', async (t) => {
  const { team, home } = await surfaces(t)
  await publishHome(home, { team: 'T1', user: 'U1', message: { text: 'To vote' }, language: 'en' })
  t.match(JSON.stringify(team.inside.homes.get('U1')?.content), /To vote/)
})

t.test(
  'a page that was published meanwhile, or that a workspace does not have, is no trouble',
  async (t) => {
    const { slack, home } = await surfaces(t)
    const page = { team: 'T1', user: 'U1', message: { text: 'x' }, language: 'en' } as const
    for (const error of ['hash_conflict', 'not_enabled']) {
      slack.fail('views.publish', { error })
      await t.resolves(publishHome(home, page))
    }
    slack.fail('views.publish', { error: 'token_revoked' })
    await fails(t, publishHome(home, page), { error: 'token_revoked' })
  },
)

t.test(
  'links to public pages of the service are shown in short, all others left alone',
  async (t) => {
    const { team, home, book } = await surfaces(t)
    const links = [
      `${baseUrl}/awards/1`,
      `${baseUrl}/console`,
      'https://evil.example/awards/1',
      'x',
    ]
    const event = {
      type: 'link_shared',
      unfurl_id: 'C1.1.abc',
      source: 'conversations_history',
      links: links.map((url) => ({ url, domain: 'badges.example.org' })),
    }
    const parts = { ...home, showcase: book.showcase, baseUrl: () => baseUrl }
    await unfurl(parts, { team: 'T1', event, language: 'fr' })
    t.match(team.inside.unfurls, [{ unfurlId: 'C1.1.abc', url: links[0] }])
    t.equal(team.inside.unfurls.length, 1)
    t.match(JSON.stringify(team.inside.unfurls), /An award, fr/)
  },
)

t.test(
  'where there is nothing to show, Slack is not called; what is gone is no trouble',
  async (t) => {
    const { slack, home, book } = await surfaces(t)
    const parts = { ...home, showcase: book.showcase, baseUrl: () => baseUrl }
    const show = (event: unknown) => unfurl(parts, { team: 'T1', event, language: 'en' })
    await show(shared(`${baseUrl}/console`))
    await show({ links: 'nonsense' })
    t.equal(slack.calls('chat.unfurl').length, 0)
    slack.fail('chat.unfurl', { error: 'cannot_unfurl_url' })
    await t.resolves(show(shared(`${baseUrl}/awards/1`)))
  },
)

t.test('a file that somebody put in a form is had from Slack', async (t) => {
  const { slack, tokens, team, url } = await withFile(t)
  const parts = { tokens, apiUrl: slack.apiUrl }
  const file = { team: 'T1', url, maxBytes: 100 }
  t.match(await downloadFile(parts, file), { bytes: Buffer.from('evidence') })
  t.match(await downloadFile(parts, { ...file, size: 8 }), { bytes: Buffer.from('evidence') })
  t.match(await downloadFile(parts, { ...file, size: 9 }), { problem: 'unreachable' })
  t.match(await downloadFile(parts, { ...file, maxBytes: 7 }), { problem: 'too-large' })
  slack.fail('download', { status: 500 })
  t.match(await downloadFile(parts, file), { problem: 'unreachable' })
  slack.fail('download', { cut: true })
  t.match(await downloadFile(parts, file), { problem: 'unreachable' })
  team.grantScopes(usualScopes.filter((scope) => scope !== 'files:read'))
  t.match(await downloadFile(parts, file), { problem: 'no-right' })
})

t.test('the token goes to no other host, whatever its name looks like', async (t) => {
  const { slack, tokens } = await sendStage(t)
  const elsewhere = await listening(t, (request, response) => {
    t.notOk(request.headers.authorization, 'nobody comes here')
    response.end('x')
  })
  const urls = [
    elsewhere,
    'http://files.slack.com/x',
    'https://slack.com.example.org/x',
    'https://notslack.com/x',
    'https://files.slack.com:8443/x',
    'https://a:b@files.slack.com/x',
    'https://files.slack.com@example.org/x',
    'file:///etc/passwd',
    'nonsense',
  ]
  for (const url of urls) {
    const had = await downloadFile(
      { tokens, apiUrl: slack.apiUrl },
      { team: 'T1', url, maxBytes: 100 },
    )
    t.match(had, { problem: 'elsewhere' }, url)
  }
})

t.test('nobody is followed elsewhere, and no page is taken for a file', async (t) => {
  const { tokens } = await sendStage(t)
  const elsewhere = await listening(t, (_request, response) => {
    t.fail('nobody comes here')
    response.end()
  })
  const answers: Readonly<Record<string, RequestListener>> = {
    '/moved': (_request, response) => response.writeHead(302, { location: elsewhere }).end(),
    '/page': (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Sign in'),
    '/refused': (_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":false}'),
    '/401': (_request, response) => response.writeHead(401).end(),
    '/403': (_request, response) => response.writeHead(403).end(),
    '/404': (_request, response) => response.writeHead(404).end(),
    '/410': (_request, response) => response.writeHead(410).end(),
    '/long': (_request, response) => response.writeHead(200).end(Buffer.alloc(200_000)),
    '/endless': (_request, response) => {
      response.writeHead(200)
      for (let part = 0; part < 50; part++) response.write(Buffer.alloc(10_000))
      response.end()
    },
  }
  const origin = await listening(t, (request, response) => {
    t.ok(request.headers.authorization)
    answers[request.url ?? '']?.(request, response)
  })
  const had = (path: string) =>
    downloadFile(
      { tokens, apiUrl: `${origin}/api/` },
      { team: 'T1', url: origin + path, maxBytes: 100_000 },
    )
  t.match(await had('/moved'), { problem: 'no-right' })
  t.match(await had('/page'), { problem: 'no-right' })
  for (const path of ['/refused', '/401', '/403'])
    t.match(await had(path), { problem: 'no-right' }, path)
  for (const path of ['/404', '/410']) t.match(await had(path), { problem: 'unreachable' }, path)
  t.match(await had('/long'), { problem: 'too-large' })
  t.match(await had('/endless'), { problem: 'too-large' })
})

function shared(url: string) {
  return { unfurl_id: 'x', source: 'composer', links: [{ url }] }
}

async function surfaces(t: Test) {
  const stage = await sendStage(t)
  return { ...stage, home: { api: stage.api, pace: stage.pace } }
}

async function withFile(t: Test) {
  const stage = await sendStage(t)
  const { api, pace, slack } = stage
  const file = { name: 'a.txt', bytes: Buffer.from('evidence'), alternative: 'A text' }
  const id = await uploadBytes({ api, pace }, 'T1', file)
  await completeUpload({ api, pace }, 'T1', { id, title: 'a.txt' })
  return { ...stage, url: `${slack.origin}/files/T1-${id}/a.txt` }
}

async function listening(t: Test, answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}
