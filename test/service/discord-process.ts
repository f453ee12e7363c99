import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { Person } from '#test/kit/fake-discord/index.ts'
import { until } from '#test/kit/service.ts'
import { cardOf, channelId, filesOf } from './discord-house.ts'

/** The service in a process of its own, as `npm start` runs it. */
export interface RunningProcess {
  readonly origin: string
  /** SIGKILL: it has no time to tell anybody. */
  kill(): Promise<void>
}

export async function runProcess(
  t: Test,
  env: Readonly<Record<string, string>>,
): Promise<RunningProcess> {
  const child = spawn(process.execPath, ['src/start.mjs'], {
    env: {
      PATH: process.env['PATH'],
      LOG_LEVEL: 'silent',
      DEFAULT_LANGUAGE: 'en',
      PORT: '0',
      ...env,
    },
  })
  const closed = once(child, 'close')
  const kill = async () => {
    child.kill('SIGKILL')
    await closed
  }
  t.teardown(kill)
  let said = ''
  child.stdout.on('data', (text: Buffer) => (said += text.toString()))
  const origin = await patiently(async () => /(http:\/\/\S+)\/rooms\//.exec(said)?.[1])
  return { origin, kill }
}

/** A data directory that outlives the processes of a test. */
export function aDataDir(t: Test): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'cordee-killed-'))
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }))
  return dataDir
}

/** Waits for the end of an accepted vote, and sees that nothing of it is there twice. */
export async function oneOfEach(
  t: Test,
  {
    recipients,
    reader,
    id,
  }: { readonly recipients: readonly Person[]; readonly reader: Person; readonly id: string },
): Promise<void> {
  await patiently(async () => {
    const all = recipients.every((one) => filesOf(one).length > 0)
    const verdict = reader.seen(channelId).some(({ thread }) => thread !== undefined)
    return (all && verdict && /Accepted/.test(cardOf(reader, id)?.text ?? '')) || undefined
  })
  for (const one of recipients) {
    t.equal(filesOf(one).length, 1, `${one.name}: one PNG`)
    t.equal(one.dms().length, 1, `${one.name}: one private message`)
  }
  const seen = reader.seen(channelId)
  t.equal(seen.filter(({ thread }) => thread === undefined).length, 1, 'one card')
  t.equal(seen.filter(({ thread }) => thread !== undefined).length, 1, 'one verdict')
}

/** What nobody answered is waited out before it is tried again. */
export function patiently<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  return until(look).catch(() => until(look))
}
