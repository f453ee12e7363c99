import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { writeAssertion, writeBadgeClass, writeIssuer } from '#src/credentials/ob2.ts'
import { aBadge, aPicture, anAchievement, anAward, anIssuer } from '#test/credentials/an-award.ts'
import { aSite } from '#test/outside/a-site.ts'
import { aFolder } from './look.ts'
import { verifyCommand } from '../../scripts/verify/verify-command.ts'
import { runScript } from './run-script.ts'

const folder = aFolder(t)
const documents = new Map<string, string | Uint8Array>()
const site = await aSite(t, ({ url = '' }, response) => {
  const found = documents.get(url)
  const type = url.endsWith('.png') ? 'image/png' : 'application/ld+json'
  response.writeHead(found ? 200 : 410, { 'content-type': type }).end(found ?? '{"revoked":true}')
})

// A hosted OB 2.0 badge of another issuer: what its address answers is what is genuine.
const address = { baseUrl: site.origin, issuerDid: 'did:web:badges.example:issuers:i1' }
const issuer = { ...anIssuer, url: site.origin }
const assertion = writeAssertion(anAward({ issuer }), address)
documents.set('/awards/w1.ob2.json', JSON.stringify(assertion))
documents.set(
  '/achievements/a1.ob2.json',
  JSON.stringify(writeBadgeClass(anAchievement, 'i1', address)),
)
documents.set('/issuers/i1.ob2.json', JSON.stringify(writeIssuer(issuer, address)))
for (const path of ['/achievements/a1.png', '/awards/w1.png']) documents.set(path, aPicture())

const settings = { DEFAULT_LANGUAGE: 'en', ALLOW_PRIVATE_FETCH: '1' }

async function verify(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const said = { output: '', errors: '' }
  const status = await verifyCommand(
    args,
    { ...settings, ...env },
    {
      out: (text) => void (said.output += text),
      err: (text) => void (said.errors += text),
    },
  )
  return { status, ...said }
}

function aFile(name: string, content: object): string {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(content))
  return path
}

const run = (badge: string) => runScript('scripts/verify.ts', [badge], settings)

t.test('0: valid, by file and by address', async (t) => {
  const good = await verify([aFile('good.json', assertion), '--email', 'ana@example.org'])
  t.match(good, { status: 0, output: /^This badge is genuine\.\nTravail en équipe/ })
  t.match(good.output, /✔ All good — Who it was awarded to/)
  const json = await verify([`${site.origin}/awards/w1.ob2.json`, '--json'])
  t.match(json, { status: 0, errors: '' })
  t.match(JSON.parse(json.output), { valid: true, verdict: 'valid', format: 'ob2' })
})

t.test('0 for a practice badge too, which is said', async (t) => {
  const { credential } = await aBadge({}, 'http://127.0.0.1:3000')
  const practice = await verify([aFile('practice.json', credential)])
  t.match(practice, { status: 0, output: /^This is a practice badge\./ })
})

t.test('1: not valid', async (t) => {
  const other = { ...assertion, issuedOn: '2020-01-01T00:00:00Z' }
  const changed = await verify([aFile('changed.json', other)], { DEFAULT_LANGUAGE: 'fr' })
  t.match(changed, { status: 1, output: /^Ce badge n’est pas valide\.[^]*✘ Il y a un problème/ })
  const email = ['--email', 'other@example.org']
  t.match(await verify([aFile('good.json', assertion), ...email]), { status: 1 })
  t.match(await verify([`${site.origin}/awards/none.ob2.json`]), { status: 1 }, 'taken back')
})

t.test('2: could not be checked', async (t) => {
  const guarded = { ALLOW_PRIVATE_FETCH: '' }
  t.match(
    await verify([aFile('good.json', assertion)], guarded),
    { status: 2 },
    'it lies within a private network',
  )
  const refused = await verify([`${site.origin}/awards/w1.ob2.json`, '--json'], guarded)
  t.match(refused, { status: 2, errors: /public web only/ })
  t.match(JSON.parse(refused.output), { verdict: 'not-checked', code: 'url-not-allowed' })
  mkdirSync(join(folder, 'empty'))
  for (const path of ['no-such-file', 'empty'])
    t.match(await verify([join(folder, path)]), { status: 2, errors: /cannot be read/ })
  for (const args of [[], ['a', 'b'], ['--what'], ['a', '--email', 'nobody']])
    t.match(await verify(args), { status: 2, errors: /npm run verify -- FILE_OR_URL/ })
  t.match(await verify(['a'], { DEFAULT_LANGUAGE: 'de' }), { status: 78, errors: /DEFAULT_LANG/ })
})

t.test('as a process it ends with that status', async (t) => {
  const [good, bad] = await Promise.all([
    run(aFile('good.json', assertion)),
    run(aFile('bad.json', {})),
  ])
  t.match(good, { status: 0, output: /^This badge is genuine\./, errors: '' })
  t.match(bad, { status: 1, output: /^This badge is not valid\./ })
  t.match(await run(join(folder, 'none.json')), { status: 2, output: '', errors: /none\.json/ })
})
