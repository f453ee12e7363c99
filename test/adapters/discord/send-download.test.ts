import { createServer } from 'node:http'
import { once } from 'node:events'
import t, { type Test } from 'tap'
import { downloadFile } from '#adapters/discord/send/download-file.ts'

const apiUrl = 'https://discord.com/api'
const maxBytes = 1000

t.test('a file comes from where the API is when another one is set', async (t) => {
  const { origin } = await aServer(t, 'x'.repeat(10))
  const had = await downloadFile(
    { apiUrl: `${origin}/api` },
    { url: `${origin}/a`, size: 10, maxBytes },
  )
  t.match(had, { bytes: { byteLength: 10 } })
})

t.test('nobody else than Discord is asked', async (t) => {
  const { origin, asked } = await aServer(t, 'x')
  const urls = [
    `${origin}/a`,
    'http://cdn.discordapp.com/a',
    'https://cdn.discordapp.com:444/a',
    'https://user@cdn.discordapp.com/a',
    'https://cdn.discordapp.com.example.org/a',
    'https://discord.com/a',
    'file:///etc/passwd',
    'not an address',
  ]
  for (const url of urls)
    t.match(await downloadFile({ apiUrl }, { url, maxBytes }), { problem: 'elsewhere' }, url)
  t.equal(asked(), 0)
})

t.test('a file that is too large is not read to its end', async (t) => {
  const { origin } = await aServer(t, 'x'.repeat(5000))
  const own = { apiUrl: `${origin}/api` }
  const url = `${origin}/a`
  t.match(await downloadFile(own, { url, maxBytes }), { problem: 'too-large' })
  t.match(await downloadFile(own, { url, size: 5000, maxBytes }), { problem: 'too-large' })
  t.match(await downloadFile(own, { url: `${origin}/chunked`, maxBytes }), { problem: 'too-large' })
})

t.test('what is not what it said, moved on, or is over, is said to be so', async (t) => {
  const { origin } = await aServer(t, 'x')
  const own = { apiUrl: `${origin}/api` }
  const at = (path: string) => ({ url: `${origin}${path}`, size: 10, maxBytes })
  t.match(await downloadFile(own, at('/a')), { problem: 'unreachable' })
  t.match(await downloadFile(own, at('/moved')), { problem: 'unreachable' })
  t.match(await downloadFile(own, at('/gone')), { problem: 'gone' })
  t.match(await downloadFile(own, at('/broken')), { problem: 'unreachable' })
})

async function aServer(t: Test, body: string) {
  let asked = 0
  const server = createServer(({ url = '' }, answer) => {
    asked += 1
    if (url === '/moved') answer.writeHead(302, { location: '/a' })
    else if (url === '/gone') answer.writeHead(404)
    else if (url === '/broken') answer.writeHead(500)
    else if (url === '/chunked') answer.write(body)
    else answer.writeHead(200, { 'content-length': body.length })
    answer.end(url === '/a' ? body : '')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : ''
  return { origin: `http://127.0.0.1:${port}`, asked: () => asked }
}
