import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { aService, propose, until, voteAll } from '#test/kit/service.ts'

t.test(
  'a declined badge stays declined and names nobody, whatever its link asks afterwards',
  async (t) => {
    const service = await aService(t)
    const paul = await service.joinAsTrainer('Paul')
    const ana = await service.join('Anastasia')
    const voters = [await service.join('B'), await service.join('C'), await service.join('D')]
    const id = await propose(paul, { people: ana.id })
    for (const voter of voters.slice(0, 2)) await voteAll(voter, id, 'met')
    const own = new URL(
      await until(async () => (await ana.command('/badge mine')).message?.buttons?.[0]?.url),
    )
    await service.outbox.idle()
    const key = own.searchParams.get('key')
    const page = own.origin + own.pathname
    const wish = async (what: string) => {
      const response = await fetch(`${page}/wish`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ wish: what, key }),
      })
      return response.status
    }
    t.equal(await wish('show-name'), 200)
    t.match(await (await fetch(page)).text(), /Anastasia/)
    t.equal(await wish('decline'), 200)
    await wish('show-name')
    const declined = await fetch(page)
    t.equal(declined.status, 410)
    t.notMatch(await declined.text(), /Anastasia/)
  },
)

t.test('a forged answer in a cookie is thrown away', async (t) => {
  const service = await aService(t)
  const ana = await service.join('Ana')
  const forged = [
    { message: { text: 'x', parts: [{ kind: 'facts', facts: [['a', { at: 1e300 }]] }] } },
    { message: { text: 'x', buttons: [{ label: 'planted', url: '/\t/evil.example' }] } },
    { message: { text: 'x', buttons: [{ label: 'planted', url: 'https://evil.example/' }] } },
  ]
  for (const answer of forged) {
    const value = Buffer.from(JSON.stringify(answer)).toString('base64url')
    const response = await fetch(service.links.learner, {
      headers: { accept: 'text/html', cookie: `${ana.cookie}; cordee-said=${value}` },
    })
    t.equal(response.status, 200)
    t.notMatch(await response.text(), /planted|evil/)
  }
})

t.test('files of the service are its user’s alone', async (t) => {
  const service = await aService(t)
  for (const name of readdirSync(service.dataDir).filter((name) => name !== 'mail'))
    t.equal(statSync(join(service.dataDir, name)).mode & 0o077, 0, name)
})
