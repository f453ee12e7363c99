import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '#src/config.ts'
import { startService } from '#src/service.ts'
import { texts } from '#src/texts/texts.ts'
import { collectAwards } from './demo/collect-awards.ts'
import { gather, names, type Party } from './demo/party.ts'
import { openVote, readRecord, vote } from './demo/votes.ts'

// Plays the whole main job over HTTP against a service of its own: npm run demo -- --out DIR

const { values } = parseArgs({ options: { out: { type: 'string' } } })
const out = resolve(values.out ?? 'demo-out')
const startedAt = performance.now()
const dataDir = await mkdtemp(join(tmpdir(), 'cordee-demo-'))
const config = readConfig({
  LOG_LEVEL: 'warn',
  ...process.env,
  PORT: '0',
  HOST: '127.0.0.1',
  PUBLIC_URL: '',
  SMTP_URL: '',
  MASTER_KEY_FILE: '',
  DATA_DIR: dataDir,
})
const t = texts[config.language].demo

console.log(`${t.title}\n`)
const service = await startService(config)
// The service keeps its files to itself; those of the demo are to be looked at.
process.umask(0o022)
try {
  const party = await gather(service.links, config.language)
  const proposals = await playVotes(party)
  await service.outbox.idle()
  await mkdir(out, { recursive: true })
  const awards = await collectAwards(party, { out, mailFolder: join(dataDir, 'mail') })

  const verdicts = proposals.map(({ verdict }) => verdict).join()
  // The group's badge, one for each of its members, and Ana's own.
  const complete = awards.length === 1 + names.length + 1
  const ok =
    complete &&
    verdicts === 'accepted,accepted,declined' &&
    awards.every(({ verified }) => verified)
  const result = { ok, proposals, awards }
  await writeFile(join(out, 'result.json'), `${JSON.stringify(result, undefined, 2)}\n`)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`\n${ok ? t.done(out, seconds) : t.failed}`)
  process.exitCode = ok ? 0 : 1
} finally {
  await service.stop()
  await rm(dataDir, { recursive: true, force: true })
}

async function playVotes(party: Party) {
  const forGroup = await openVote(party, { achievement: 'col.production-collective', for: 'group' })
  await vote(party, forGroup, { answers: ['met', 'met', 'met', 'met'] })
  const forAna = await openVote(party, { achievement: 'com.ecouter-comprendre', person: 'Ana' })
  await vote(party, forAna, { answers: ['met', 'not-yet', 'met', 'met'], alsoTries: 'Ana' })
  const forDawit = await openVote(party, {
    achievement: 'num.recherche-web',
    person: 'Dawit',
    rule: 'everyone',
  })
  await vote(party, forDawit, { answers: ['not-yet', 'not-yet', 'met', 'not-yet', 'not-yet'] })
  return Promise.all([forGroup, forAna, forDawit].map((proposal) => readRecord(party, proposal)))
}
