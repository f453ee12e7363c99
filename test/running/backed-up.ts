import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Test } from 'tap'
import { readConfig } from '#src/config.ts'
import { type Service, startService } from '#src/service.ts'
import type { Store } from '#src/storage/store.ts'
import { aService, propose, type TestService, voteAll } from '#test/kit/service.ts'
import type { Visitor } from '../../scripts/visitor.ts'
import { aFolder } from './look.ts'
import { runScript, type ScriptEnd } from './run-script.ts'

const names = ['Ana', 'Bilal', 'Chloé', 'Dawit', 'Élise', 'Farid', 'Gaëlle', 'Hugo']

/** What must be there after the restore. */
export interface Voted {
  /** Ballots that were acknowledged before the backup began. */
  readonly ballots: readonly { readonly proposalId: string; readonly memberId: string }[]
  readonly awards: readonly string[]
  readonly openVote: string
  readonly voter: Visitor
}

/** A service on which badges were awarded and votes are under way, and a backup made meanwhile. */
export async function backedUpWhileVoting(t: Test, engine: Store['engine']) {
  const service = await aService(t, { engine })
  const trainer = await service.joinAsTrainer('Paul')
  const learners = await Promise.all(
    names.map((name) => service.join(name, { email: `${name.length}@example.org` })),
  )
  const awards = await awardGroup(service, trainer, learners)
  const openVotes: string[] = []
  for (const learner of learners.slice(0, 3))
    openVotes.push(await propose(trainer, { people: learner.id, rule: 'everyone' }))
  const ballots = await voteOnce(openVotes, learners)
  const [openVote = ''] = openVotes
  const [, voter = trainer] = learners

  const backup = join(aFolder(t), 'new', 'backup')
  let isDone = false
  const env: Record<string, string> = { DATA_DIR: service.dataDir }
  if ('url' in service.store) env['DATABASE_URL'] = service.store.url
  const running = backUp([backup], env).finally(() => (isDone = true))
  const meanwhile = await changeMinds(openVote, learners.slice(4, 6), () => isDone)
  const end = await running
  t.match(end, { status: 0, errors: '' })
  t.ok(meanwhile > 4, `${meanwhile} ballots were acknowledged meanwhile`)
  checkFiles(t, { backup, end, service, engine })
  const voted: Voted = { ballots, awards, openVote, voter }
  return { service, backup, voted }
}

async function awardGroup(
  service: TestService,
  trainer: Visitor,
  learners: readonly Visitor[],
): Promise<readonly string[]> {
  const id = await propose(trainer, { achievement: 'col.production-collective', for: 'group' })
  for (const learner of learners.slice(0, 4)) await voteAll(learner, id, 'met')
  await service.outbox.idle()
  const { award } = service.store.db.t
  const rows = await service.store.db.select().from(award)
  return rows.map((row) => row.id)
}

// Under the rule "everyone" a vote stays open while half of the voters have said nothing.
async function voteOnce(votes: readonly string[], learners: readonly Visitor[]) {
  const ballots = []
  for (const [index, proposalId] of votes.entries())
    for (const learner of learners.filter((_, at) => at !== index).slice(0, 3)) {
      await voteAll(learner, proposalId, 'met')
      ballots.push({ proposalId, memberId: learner.id })
    }
  return ballots
}

/** Ballots that go back and forth until it is enough; answers how many were acknowledged. */
async function changeMinds(
  id: string,
  voters: readonly Visitor[],
  isEnough: () => boolean,
): Promise<number> {
  let acknowledged = 0
  const criteria = (await voters[0]?.press(`vote:${id}`))?.form?.fields ?? []
  const cast = async (voter: Visitor) => {
    // The service takes sixty acts of one person in a minute.
    for (let turn = 0; turn < 50 && !isEnough(); turn += 1) {
      // Neither makes the end of the vote certain.
      const choice = turn % 2 === 0 ? 'abstain' : 'not-yet'
      const fields = criteria
        .filter(({ kind }) => kind === 'options')
        .map(({ name }) => [name, choice])
      const { refused } = await voter.submit(`ballot:${id}`, Object.fromEntries(fields))
      if (!refused && !isEnough()) acknowledged += 1
      await wait(10)
    }
  }
  await Promise.all(voters.map(cast))
  return acknowledged
}

function checkFiles(
  t: Test,
  {
    backup,
    end,
    service,
    engine,
  }: {
    readonly backup: string
    readonly end: ScriptEnd
    readonly service: TestService
    readonly engine: Store['engine']
  },
): void {
  const name = engine === 'sqlite' ? 'cordee.sqlite' : 'cordee.dump'
  t.strictSame(readdirSync(backup).toSorted(), [name, 'manifest.json'])
  for (const file of readdirSync(backup))
    t.equal(statSync(join(backup, file)).mode & 0o777, 0o600, `${file} is for its owner alone`)
  const copy = readFileSync(join(backup, name))
  const sha256 = createHash('sha256').update(copy).digest('hex')
  t.match(JSON.parse(readFileSync(join(backup, 'manifest.json'), 'utf8')), {
    format: 1,
    cordee: /^\d+\./,
    engine,
    madeAt: /^\d{4}-.+Z$/,
    file: { name, bytes: copy.length, sha256 },
    rows: { award: 9, member: 9, issuer_key: 1, proposal: 4 },
  })
  const key = readFileSync(join(service.dataDir, 'master.key'), 'utf8').trim()
  t.notOk(copy.includes(key) || copy.includes(Buffer.from(key, 'base64')), 'no master key in it')
  t.match(end.output, join(service.dataDir, 'master.key'))
  t.notMatch(end.output, key)
}

/** The service as it was, at the same address, on what was restored. */
export async function startAgain(
  t: Test,
  before: TestService,
  env: Readonly<Record<string, string>>,
): Promise<Service> {
  const { port } = new URL(before.app.baseUrl)
  await before.stop()
  const config = readConfig({ PORT: port, LOG_LEVEL: 'silent', DEFAULT_LANGUAGE: 'en', ...env })
  const service = await startService(config)
  t.teardown(() => service.stop())
  return service
}

/** Every ballot and every badge is there, and people go on where they were. */
export async function checkRestored(
  t: Test,
  { store, app, outbox }: Service,
  { ballots, awards, openVote, voter }: Voted,
): Promise<void> {
  const { ballot } = store.db.t
  const stored = await store.db.select().from(ballot)
  for (const { proposalId, memberId } of ballots)
    t.ok(
      stored.some(
        (row) =>
          row.proposalId === proposalId &&
          row.memberId === memberId &&
          row.choices.every((choice) => choice === 'met'),
      ),
      'a ballot acknowledged before the backup is there',
    )
  t.equal(awards.length, 9)
  for (const id of awards) t.match(await verify(app.baseUrl, id), { valid: true }, id)
  // The same people go on where they were.
  t.match(await voteAll(voter, openVote, 'not-yet'), { message: { text: /./ } })
  await outbox.idle()
}

async function verify(baseUrl: string, id: string): Promise<unknown> {
  const signal = AbortSignal.timeout(10_000)
  const picture = await fetch(`${baseUrl}/awards/${id}.png`, { signal })
  const form = new FormData()
  form.set('file', await picture.blob(), 'badge.png')
  const headers = { accept: 'application/json' }
  const answer = await fetch(`${baseUrl}/verify`, { method: 'POST', headers, body: form, signal })
  return answer.json()
}

function backUp(args: readonly string[], env: Readonly<Record<string, string>>) {
  return runScript('scripts/backup.ts', args, { DEFAULT_LANGUAGE: 'en', ...env })
}
