import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import t, { type Test } from 'tap'
import { propose, until } from '#test/kit/service.ts'
import { Visitor } from '../../scripts/visitor.ts'

t.test(
  'kill -9 in the middle of a vote: what was acknowledged is there, nothing is doubled',
  async (t) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'cordee-kill-'))
    t.teardown(() => rmSync(dataDir, { recursive: true, force: true }))
    const port = await freePort()
    const first = await start(t, { dataDir, port })
    const paul = new Visitor(first.learner)
    await paul.join({ name: 'Paul', trainer: first.trainerKey })
    const voters = await Promise.all(
      Array.from({ length: 24 }, async (_, index) => {
        const visitor = new Visitor(first.learner)
        await visitor.join({ name: `L${index}`, email: `l${index}@example.org` })
        return visitor
      }),
    )
    const id = await propose(paul, {
      achievement: 'col.production-collective',
      for: 'group',
      rule: 'everyone',
    })

    // Everybody votes, changes the vote and votes again, while the process is killed after some acknowledgements.
    const acknowledged = new Map<string, number>()
    let answers = 0
    const killAfter = 5 + Math.floor(Math.random() * 25)
    t.comment(`killed after ${killAfter} answers`)
    const early = voters.slice(0, 12)
    await Promise.all(
      early.map(async (voter) => {
        for (const [turn, choice] of ['abstain', 'met', 'abstain'].entries()) {
          const ballot = { c1: choice, c2: choice, c3: choice, 'c1-words': `turn ${turn}` }
          const reply = await voter.submit(`ballot:${id}`, ballot).catch(() => undefined)
          if (!reply) return
          t.notOk(reply.refused)
          acknowledged.set(voter.id, turn)
          answers += 1
          if (answers === killAfter) first.kill()
        }
      }),
    )
    await first.gone

    await start(t, { dataDir, port })
    const { cast } = await record(port, id)
    t.ok(cast >= acknowledged.size, `${cast} ballots for ${acknowledged.size} acknowledged voters`)
    for (const voter of early) {
      const { form } = await voter.press(`vote:${id}`)
      const words = form?.fields.find(({ name }) => name === 'c1-words')?.value
      const standing = Number(words?.slice('turn '.length) ?? -1)
      // The ballot under way at the kill may have been committed without its answer being heard.
      const least = acknowledged.get(voter.id) ?? -1
      t.ok(standing >= least, `turn ${least} was acknowledged, ${standing} stands`)
    }

    await t.test('killed again while the badges are made: each is delivered once', async (t) => {
      const ballot = { c1: 'met', c2: 'met', c3: 'met' }
      for (const voter of voters) await voter.submit(`ballot:${id}`, ballot)
      t.match(await record(port, id), { verdict: 'accepted', badgesMade: 25 })
      running.at(-1)?.kill()
      await running.at(-1)?.gone
      await start(t, { dataDir, port })
      await until(async () => (letters(dataDir).length === 24 ? true : undefined))
      const parsed = await Promise.all(
        letters(dataDir).map((file) => simpleParser(readFileSync(file))),
      )
      t.equal(new Set(parsed.map(({ messageId }) => messageId)).size, 24)
      for (const voter of voters) {
        const badges = await until(async () => {
          const found = (await voter.messages()).filter(({ message }) => message.files)
          return found.length > 0 ? found : undefined
        })
        t.equal(badges.length, 1)
      }
      t.match(await record(port, id), { badgesMade: 25 })
    })
  },
)

interface Running {
  readonly learner: string
  readonly trainerKey: string
  readonly gone: Promise<unknown>
  kill(): void
}

const running: Running[] = []

async function start(
  t: Test,
  { dataDir, port }: { readonly dataDir: string; readonly port: number },
): Promise<Running> {
  const child = spawn(process.execPath, ['src/start.mjs'], {
    env: {
      PATH: process.env['PATH'],
      LOG_LEVEL: 'silent',
      DEFAULT_LANGUAGE: 'en',
      DATA_DIR: dataDir,
      PORT: String(port),
    },
  })
  const gone = once(child, 'close')
  t.teardown(async () => {
    child.kill('SIGKILL')
    await gone
  })
  let said = ''
  child.stdout.on('data', (text: Buffer) => (said += text.toString()))
  const links = await until(async () => /(\S+)\?trainer=(\S+)/.exec(said) ?? undefined)
  const [, learner = '', trainerKey = ''] = links
  const service = { learner, trainerKey, gone, kill: () => void child.kill('SIGKILL') }
  running.push(service)
  return service
}

function letters(dataDir: string): readonly string[] {
  const folder = join(dataDir, 'mail')
  const names = (() => {
    try {
      return readdirSync(folder)
    } catch {
      return []
    }
  })()
  return names.filter((name) => name.endsWith('.eml')).map((name) => join(folder, name))
}

async function record(port: number, id: string) {
  const response = await fetch(`http://127.0.0.1:${port}/records/${id}.json`)
  return JSON.parse(await response.text())
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
