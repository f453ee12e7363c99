import { type OpenedStore, openStore } from '#src/storage/open-store.ts'
import { codeOf } from '#src/storage/store.ts'
import { type Config, ConfigError } from './config.ts'

/** How long a server that is just starting is waited for. */
const patienceMs = 15_000
const pauseMs = 500

/** Opens the database. Throws ConfigError, without its address, where it cannot be had. */
export async function openDatabase(
  { databaseUrl }: Pick<Config, 'databaseUrl'>,
  file: string,
  options: { readonly onError: (error: Error) => void; readonly patienceMs?: number },
): Promise<OpenedStore> {
  const until = performance.now() + (options.patienceMs ?? patienceMs)
  for (;;) {
    try {
      return await openStore({ databaseUrl, file }, options)
    } catch (error) {
      if (databaseUrl === undefined) throw error
      const advice = remedyFor(error)
      if (advice.isFinal || performance.now() >= until)
        throw new ConfigError(`DATABASE_URL: ${advice.text}`, { cause: error })
      await pause(pauseMs)
    }
  }
}

interface Advice {
  readonly text: string
  /** Waiting does not help. */
  readonly isFinal: boolean
}

function remedyFor(error: unknown): Advice {
  const code = codeOf(error) ?? codeOf(error instanceof Error ? error.cause : undefined) ?? ''
  switch (code) {
    case '28P01':
    case '28000':
      return { text: 'the database refuses this user or password.', isFinal: true }
    case '3D000':
      return { text: 'there is no such database on the server: create it first.', isFinal: true }
    case '42501':
      return {
        text: 'this user may not create tables in the database: give it the right to.',
        isFinal: true,
      }
    case '42P06':
    case '42P07':
    case '42701':
      return {
        text: 'the database holds tables of something else: give Cordée a database of its own.',
        isFinal: true,
      }
    default:
      return {
        text: `the database cannot be reached${code ? ` (${code})` : ''}: is the server running, and are host and port right?`,
        isFinal: false,
      }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resume) => {
    setTimeout(resume, ms)
  })
}
