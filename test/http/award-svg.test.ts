import t from 'tap'
import { hash } from '#src/app/fresh.ts'
import { issueAwards } from '#src/app/issue-awards.ts'
import { readBakedSvg } from '#src/credentials/bake-svg.ts'
import { renderPng } from '#src/pictures/render-png.ts'
import { keepPicture } from '#src/storage/achievements.ts'
import { aPicture } from '#test/credentials/an-award.ts'
import { awarded, served } from '#test/kit/http.ts'

const service = await served(t)
const { server, app, place } = service
const { award, groupAward, recipient, proposalId } = await awarded(service, { issue: false })
const url = `/awards/${award.id}`

t.test('the drawing of a badge that is still being made says when to come back', async (t) => {
  t.match(await server.inject(`${url}.svg`), { statusCode: 503, headers: { 'retry-after': '2' } })
  await issueAwards(app, { workspaceId: place.workspaceId, proposalId })
})

t.test('the drawing carries both documents and looks like the picture', async (t) => {
  const svg = await server.inject(`${url}.svg`)
  t.equal(svg.statusCode, 200)
  t.strictSame(readBakedSvg(svg.rawPayload), {
    openbadgecredential: (await server.inject(`${url}.json`)).payload,
    openbadges: (await server.inject(`${url}.ob2.json`)).payload,
  })
  t.match(svg.payload, `lang="fr"`)
  t.notMatch(svg.payload, 'data:')
  const { pictureId } = (await pictures())[0] ?? {}
  t.equal(hash(renderPng(svg.payload, 512)), pictureId)
})

t.test('it is served so that it can do nothing, and can be read by every site', async (t) => {
  const svg = await server.inject(`${url}.svg`)
  t.match(svg.headers, {
    'content-type': 'image/svg+xml',
    'content-security-policy': /^sandbox; default-src 'none'; /,
    'x-content-type-options': 'nosniff',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'public, no-cache',
    'content-disposition': /^inline; filename="[a-z0-9-]+\.svg"$/,
    'x-robots-tag': 'noindex',
  })
  const download = await server.inject(`${url}.svg?download`)
  t.match(download.headers['content-disposition'], /^attachment; filename="[a-z0-9-]+\.svg"$/)
  const headers = { 'if-none-match': `${svg.headers.etag}` }
  t.equal((await server.inject({ url: `${url}.svg`, headers })).statusCode, 304)
})

t.test('a picture that was uploaded is framed as it was when the badge was made', async (t) => {
  const { workspaceId } = place
  const png = aPicture(400)
  const id = hash(png)
  await app.store.tx(async (tx) => {
    await keepPicture(tx, { workspaceId, id, png })
    await tx.update(tx.t.award).set({ pictureId: id })
  })
  const svg = await server.inject(`/awards/${groupAward.id}.svg`)
  t.match(svg.payload, `href="data:image/png;base64,${Buffer.from(png).toString('base64')}"`)
  t.match(readBakedSvg(svg.rawPayload), { openbadges: /^\{/, openbadgecredential: /^\{/ })
})

t.test('a declined badge has no drawing any more', async (t) => {
  const wish = { method: 'POST', url: `${url}/wish`, payload: { wish: 'decline' } } as const
  t.equal((await server.inject({ ...wish, cookies: recipient.cookies })).statusCode, 200)
  t.match(await server.inject(`${url}.svg`), {
    statusCode: 410,
    headers: { 'access-control-allow-origin': '*' },
  })
  t.equal((await server.inject('/awards/AAAAAAAAAAAAAAAAAAAAAA.svg')).statusCode, 404)
})

function pictures() {
  const { award } = app.store.db.t
  return app.store.db.select({ pictureId: award.pictureId }).from(award)
}
