import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type ParsedMail, simpleParser } from 'mailparser'
import type { Test } from 'tap'
import { readConfig } from '#src/config.ts'
import type { Store } from '#src/storage/store.ts'
import { type Service, startService, type Surroundings } from '#src/service.ts'
import { testDatabase } from './store.ts'
import { type Reply, Visitor } from '../../scripts/visitor.ts'

/** A whole service on a folder of its own, listening on loopback until the test ends. */
export interface TestService extends Service {
  readonly dataDir: string
  /** Joins the practice room by HTTP. */
  join(name: string, more?: { email?: string; language?: 'fr' | 'en' }): Promise<Visitor>
  joinAsTrainer(name: string, more?: { email?: string }): Promise<Visitor>
  /** The letters written so far, as another program reads them. */
  letters(): Promise<readonly ParsedMail[]>
}

export interface ServiceOptions extends Surroundings {
  readonly env?: Readonly<Record<string, string>>
  /** Absent: what TEST_ENGINE says, else SQLite. */
  readonly engine?: Store['engine']
}

export async function aService(
  t: Pick<Test, 'teardown'>,
  { env = {}, engine = engineAsked(), ...surroundings }: ServiceOptions = {},
): Promise<TestService> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cordee-test-'))
  const config = readConfig({
    PORT: '0',
    LOG_LEVEL: 'silent',
    DEFAULT_LANGUAGE: 'en',
    DATA_DIR: dataDir,
    ...(engine === 'postgres' ? { DATABASE_URL: await testDatabase(t) } : {}),
    ...env,
  })
  const service = await startService(config, surroundings)
  t.teardown(async () => {
    await service.stop()
    await rm(dataDir, { recursive: true, force: true })
  })
  const { learner, trainer } = service.links
  const key = new URL(trainer).searchParams.get('trainer') ?? ''
  const enter = async (who: Parameters<Visitor['join']>[0]) => {
    const visitor = new Visitor(learner)
    await visitor.join({ language: 'en', ...who })
    return visitor
  }
  return Object.assign(service, {
    dataDir,
    join: (name: string, more: { email?: string; language?: 'fr' | 'en' } = {}) =>
      enter({ name, ...more }),
    joinAsTrainer: (name: string, more: { email?: string } = {}) =>
      enter({ name, trainer: key, ...more }),
    letters: () => readLetters(join(dataDir, 'mail')),
  })
}

function engineAsked(): Store['engine'] {
  return process.env['TEST_ENGINE'] === 'postgres' ? 'postgres' : 'sqlite'
}

/** The text of a reply, whatever kind it is. */
export function textOf({ message, problem, form }: Reply): string {
  return message?.text ?? problem ?? form?.title ?? ''
}

/** Opens a vote with the form's own defaults, and answers its id. */
export async function propose(
  trainer: Visitor,
  fields: Readonly<Record<string, string>>,
): Promise<string> {
  const before = new Set(await voteIds(trainer))
  const reply = await trainer.submit('propose', {
    achievement: 'com.ecouter-comprendre',
    reason: 'Seen in the workshop.',
    ...fields,
  })
  if (reply.refused) throw new Error(textOf(reply))
  return until(async () => (await voteIds(trainer)).find((id) => !before.has(id)))
}

/** Gives the same answer to each criterion; `more` is what else is filled in. */
export async function voteAll(
  voter: Visitor,
  id: string,
  choice: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const { form } = await voter.press(`vote:${id}`)
  const criteria = (form?.fields ?? []).filter(({ kind }) => kind === 'options')
  return voter.submit(`ballot:${id}`, {
    ...Object.fromEntries(criteria.map(({ name }) => [name, choice])),
    ...more,
  })
}

/** Asks again until there is an answer; gives up after ten seconds. */
export async function until<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  for (const end = performance.now() + 10_000; performance.now() < end; await wait(10)) {
    const found = await look()
    if (found !== undefined) return found
  }
  throw new Error('Nothing came within ten seconds.')
}

async function voteIds(trainer: Visitor): Promise<readonly string[]> {
  return (await trainer.messages()).flatMap(({ message: { buttons = [] } }) =>
    buttons.flatMap(({ action }) =>
      action?.startsWith('vote:') ? [action.slice('vote:'.length)] : [],
    ),
  )
}

async function readLetters(folder: string): Promise<readonly ParsedMail[]> {
  const names = await readdir(folder).catch(() => [])
  const letters = names.filter((name) => name.endsWith('.eml'))
  return Promise.all(letters.map(async (name) => simpleParser(await readFile(join(folder, name)))))
}
