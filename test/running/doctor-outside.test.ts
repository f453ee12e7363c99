import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer as createHttp, type RequestListener } from 'node:http'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { aService } from '#test/kit/service.ts'
import { botScopes } from '#adapters/slack/admission/scopes.ts'
import { openSmtpSink } from '#test/kit/smtp-sink.ts'
import { openFakeDns } from './fake-dns.ts'
import { aFolder, look } from './look.ts'

t.test('mail: a server that lets us in, one that does not, and none', async (t) => {
  const login = { user: 'cordee', password: 's3cret' }
  const sink = await openSmtpSink(t, { login })
  const good = await look({ PORT: '0', SMTP_URL: sink.url })
  t.strictSame(good.marks('mail', 'mail-domain'), ['good', 'look'], 'badges@cordee.example')
  const wrong = await look({ PORT: '0', SMTP_URL: sink.url.replace('s3cret', 's3cre7') })
  t.strictSame(wrong.marks('mail'), ['wrong'])
  t.match(wrong.text('mail'), /does not let us in \(535\)/)
  const none = await look({ PORT: '0', SMTP_URL: 'smtp://127.0.0.1:1' })
  t.strictSame(none.marks('mail'), ['wrong'])
  const busy = await openSmtpSink(t, { onConnect: () => ({ code: 421, words: 'later' }) })
  t.match((await look({ PORT: '0', SMTP_URL: busy.url })).text('mail'), /421/)
  t.equal(sink.letters.length + busy.letters.length, 0, 'nothing was sent')
  t.notMatch([good, wrong].map(({ all }) => all).join(), /s3cre/)
})

t.test('mail: a server elsewhere that does not encrypt is to be looked at', async (t) => {
  const sink = await openSmtpSink(t)
  // Loopback by a name that does not look like it.
  const url = sink.url.replace('127.0.0.1', '0.0.0.0')
  const plain = await look({ PORT: '0', SMTP_URL: url })
  t.strictSame(plain.marks('mail'), ['look'])
  t.match(plain.text('mail'), /without encryption/)
})

t.test('mail: what the DNS says of the domain', async (t) => {
  const smtp = await openSmtpSink(t)
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = join(aFolder(t), 'dkim.pem')
  writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const published = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  const lookUpTxt = await openFakeDns(t, {
    'good.test': ['google-site-verification=x', 'v=spf1 include:_spf.mail.test -all'],
    '_dmarc.good.test': ['v=DMARC1; p=reject'],
    's1._domainkey.good.test': [`v=DKIM1; k=rsa; p=${published}`],
    'old._domainkey.good.test': [`v=DKIM1; k=rsa; p=${published.replace('A', 'B')}`],
    'sub.good.test': ['v=spf1 -all'],
    'bare.test': [],
    's1._domainkey.bare.test': ['v=DKIM1; p='],
    'dark.test': 'silent',
    '_dmarc.dark.test': 'broken',
  })
  const marks = async (domain: string, env: Readonly<Record<string, string>> = {}) => {
    const all = { PORT: '0', SMTP_URL: smtp.url, MAIL_FROM: `badges@${domain}`, ...env }
    return (await look(all, { lookUpTxt })).marks('mail-domain')
  }
  const dkim = { DKIM_KEY_FILE: key, DKIM_SELECTOR: 's1' }
  t.strictSame(await marks('good.test', dkim), ['good', 'good', 'good'])
  const other = { ...dkim, DKIM_SELECTOR: 'old' }
  t.strictSame(await marks('good.test', other), ['good', 'wrong', 'good'], 'another key')
  const noKey = { ...dkim, DKIM_KEY_FILE: `${key}.none` }
  t.strictSame(await marks('good.test', noKey), ['good', 'wrong', 'good'], 'no key to sign with')
  t.strictSame(await marks('good.test'), ['good', 'unchecked', 'good'], 'DKIM by the relay')
  t.strictSame(await marks('sub.good.test'), ['good', 'unchecked', 'good'], 'DMARC from above')
  t.strictSame(await marks('bare.test', dkim), ['look', 'look', 'look'], 'an empty key is none')
  t.strictSame(await marks('dark.test'), ['unchecked', 'unchecked', 'unchecked'])
  t.strictSame(await marks('none.test'), ['unchecked'], 'there is no such domain')
})

t.test('Slack and Discord', async (t) => {
  const seen: string[] = []
  let granted = ''
  const set = { flags: 1 << 15, verify_key: 'ab'.repeat(32), interactions_endpoint_url: null }
  let application: object = { id: '1100000000000000001', name: 'Cordée', ...set }
  const api = await aServer(t, (request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization}`)
    const isGood = request.headers.authorization?.endsWith('good') === true
    if (request.headers.authorization?.endsWith('busy')) response.statusCode = 429
    else if (request.url === '/api/v10/applications/@me' && !isGood) response.statusCode = 401
    const slack = isGood ? { ok: true, team: 'GRETA' } : { ok: false, error: 'invalid_auth' }
    if (granted) response.setHeader('x-oauth-scopes', granted)
    response.end(JSON.stringify(!request.url?.startsWith('/api/v10/') ? slack : application))
  })
  const env = { PORT: '0', SLACK_API_URL: `${api}/api/`, DISCORD_API_URL: `${api}/api` }
  const marks = async (word: string) => {
    const slack = { SLACK_BOT_TOKEN: `xoxb-${word}`, SLACK_SIGNING_SECRET: 's3cret-s3cret' }
    const found = await look({ ...env, ...slack, DISCORD_TOKEN: word })
    t.notMatch(found.all, `xoxb-${word}`)
    return [...found.marks('slack', 'discord'), found.text('slack'), found.text('discord')]
  }
  t.match(await marks('good'), ['good', 'good', /GRETA/, /Cordée/])
  t.match(await marks('bad'), ['wrong', 'wrong', /SLACK_BOT_TOKEN/, /DISCORD_TOKEN/])
  t.match(await marks('busy'), ['look', 'look', /429/, /429/])
  t.ok(seen.includes('POST /api/auth.test Bearer xoxb-good'))
  t.ok(seen.includes('GET /api/v10/applications/@me Bot good'))
  t.strictSame((await look(env)).marks('slack', 'discord'), ['unchecked', 'unchecked'])

  const discord = async (variables: Readonly<Record<string, string>>, portal: object = {}) => {
    application = { ...application, ...set, ...portal }
    const found = await look({ ...env, DISCORD_TOKEN: 'good', ...variables })
    return [found.marks('discord').join(' '), found.text('discord')]
  }
  const id = { DISCORD_APPLICATION_ID: '1100000000000000001' }
  t.match(await discord(id), ['good', /client_id=1100000000000000001.*permissions=309237746688/])
  t.match(await discord({ DISCORD_APPLICATION_ID: '1100000000000000002' }), [
    'good wrong',
    /write 11/,
  ])
  t.match(await discord({}, { flags: 0 }), ['good look', /Server Members Intent/])
  const elsewhere = { interactions_endpoint_url: 'https://old.example.org/discord/interactions' }
  t.match(await discord({}, elsewhere), ['good wrong', /old\.example\.org.*DISCORD_PUBLIC_KEY/])
  const key = { DISCORD_PUBLIC_KEY: 'AB'.repeat(32), PUBLIC_URL: 'https://badges.example.org' }
  t.match(await discord(key), ['good wrong', /put https:\/\/badges\.example\.org\/discord\/inter/])
  const right = { interactions_endpoint_url: 'https://badges.example.org/discord/interactions' }
  t.strictSame((await discord(key, right))[0], 'good')
  const otherKey = { ...key, DISCORD_PUBLIC_KEY: 'cd'.repeat(32) }
  t.match(await discord(otherKey, right), ['good wrong', /not this application's: write abab/])
  application = { ...application, ...set }

  const socket = (bot: string, app: string) =>
    look({ ...env, SLACK_BOT_TOKEN: `xoxb-${bot}`, SLACK_APP_TOKEN: `xapp-${app}` })
  const both = await socket('good', 'good')
  t.strictSame(both.marks('slack'), ['good', 'good'])
  t.match(both.text('slack'), /SLACK_BOT_TOKEN: .*GRETA[^]*SLACK_APP_TOKEN: .*Socket Mode/)
  t.ok(seen.includes('POST /api/apps.connections.open Bearer xapp-good'))
  t.match((await socket('good', 'bad')).text('slack'), /refused.*SLACK_APP_TOKEN/)
  granted = botScopes.filter((scope) => scope !== 'files:read').join(',')
  const fewer = await socket('good', 'good')
  t.strictSame(fewer.marks('slack'), ['wrong', 'good'])
  t.match(fewer.text('slack'), /SLACK_BOT_TOKEN: .*lacks rights \(files:read\).*reinstall/)
  granted = [...botScopes, 'im:history'].join(',')
  t.strictSame((await socket('good', 'good')).marks('slack'), ['good', 'good'], 'more is no harm')
})

t.test('an own SLACK_API_URL that does not lead to Slack’s Web API', async (t) => {
  const token = { PORT: '0', SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' }
  const page = await aServer(t, (_, response) => response.writeHead(404).end('<p>Not found'))
  const lost = await look({ ...token, SLACK_API_URL: `${page}/` })
  t.strictSame(lost.marks('slack'), ['wrong', 'wrong'])
  t.match(lost.text('slack'), new RegExp(`${page}/.*should end in /api/`))
  const nobody = await look({ ...token, SLACK_API_URL: 'http://127.0.0.1:2/api/' })
  t.match(nobody.text('slack'), /SLACK_API_URL \(http:\/\/127\.0\.0\.1:2\/api\/, ECONNREFUSED\)/)
})

t.test('a PUBLIC_URL that leads elsewhere, and a clock that is off', async (t) => {
  const service = await aService(t, { engine: 'sqlite' })
  const { port, origin } = new URL(service.app.baseUrl)
  const env = { DATA_DIR: service.dataDir, PORT: port }
  const other = await aServer(t, (_, response) => response.writeHead(502).end())
  const elsewhere = await look({ ...env, PUBLIC_URL: other })
  t.strictSame(elsewhere.marks('public-url'), ['look', 'wrong'])
  t.match(elsewhere.text('public-url'), /answers 502/)
  const nobody = await look({ ...env, PUBLIC_URL: 'http://127.0.0.1:1' })
  t.strictSame(nobody.marks('public-url'), ['look', 'wrong'])
  const own = { ...env, PUBLIC_URL: origin }
  t.strictSame((await look(own, ahead(60_000))).marks('clock'), ['look'])
  t.strictSame((await look(own, ahead(-600_000))).marks('clock'), ['wrong'])
})

t.test('whoever never answers is waited for no longer than half a minute', async (t) => {
  const sockets = new Set<Socket>()
  const silent = createServer((socket) => sockets.add(socket.on('error', () => undefined)))
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    silent.close()
  })
  const address = silent.address()
  const at = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const env = {
    PORT: at.split(':')[1] ?? '',
    DATABASE_URL: `postgres://me@${at}/cordee`,
    PUBLIC_URL: `http://${at}`,
    SMTP_URL: `smtp://${at}`,
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_SIGNING_SECRET: 's3cret-s3cret',
    SLACK_API_URL: `http://${at}`,
    DISCORD_TOKEN: '1',
    DISCORD_API_URL: `http://${at}`,
  }
  const startedAt = performance.now()
  const found = await look(env)
  t.ok(performance.now() - startedAt < 30_000)
  t.strictSame(found.marks('database', 'mail', 'slack', 'discord'), Array(4).fill('wrong'))
  t.strictSame(found.marks('service', 'public-url'), ['look', 'look', 'look'])
  t.match(found.text('slack'), /timeout/)
})

function ahead(ms: number) {
  return { now: () => Date.now() + ms }
}

async function aServer(t: Test, listener: RequestListener): Promise<string> {
  const server = createHttp(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}
